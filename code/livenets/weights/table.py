"""The trained networks side by side, in README.md beside this file.

`python -m livenets.weights.table` writes it: first those of pictures, then
those of texts. Scores and counts are read from the cards; the time of one
picture is measured then and there, on one CPU thread, as the median of 100
runs.
"""

import statistics
import time
from collections.abc import Iterable
from typing import Any

import torch

from livenets import weights
from livenets.recipes import find

HEAD = (
    "network",
    "pictures",
    "parameters",
    "MACs",
    "right, % (each seed)",
    "mean",
    "training, CPU s",
    "ms a picture",
    "made by",
)
HEAD_OF_TEXTS = (
    "network",
    "texts",
    "parameters",
    "nats a character, or right, % (each seed)",
    "training, CPU s",
    "made by",
)


def milliseconds(name: str, runs: int = 100) -> float:
    """The processor time of one picture through the network `name`."""
    model, x = weights.load(name), find(name).data().test_x[:1]
    times = []
    with torch.inference_mode():
        for _ in range(runs):
            start = time.process_time()
            model(x)
            times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def row(card: dict[str, Any]) -> list[str]:
    """One network's row, as text."""
    scores = [100 * run["test_accuracy"] for run in card["runs"]]
    return [
        card["name"],
        card["data"]["set"],
        f"{card['parameters']:,}",
        f"{card['macs'] / 1e6:.2f} M",
        " ".join(f"{score:.1f}" for score in scores),
        f"{statistics.mean(scores):.1f}",
        f"{statistics.median(r['cpu_seconds'] for r in card['runs']):.0f}",
        f"{milliseconds(card['name']):.2f}",
        f"`{card['command']}`",
    ]


def text_row(card: dict[str, Any]) -> list[str]:
    """The row of a network that reads texts."""
    scores = [
        f"{run['test_nats']:.3f}"
        if "test_nats" in run
        else f"{100 * run['test_accuracy']:.1f} %"
        for run in card["runs"]
    ]
    return [
        card["name"],
        card["data"]["set"],
        f"{card['parameters']:,}",
        " ".join(scores),
        f"{statistics.median(r['cpu_seconds'] for r in card['runs']):.0f}",
        f"`{card['command']}`",
    ]


def table() -> str:
    """The networks of pictures, as Markdown, by their scores."""
    cards = [c for c in map(weights.card, weights.names()) if "macs" in c]
    cards.sort(key=lambda c: (c["data"]["set"], -c["test_accuracy"]))
    return markdown(HEAD, map(row, cards))


def table_of_texts() -> str:
    """The networks of texts, as Markdown."""
    cards = [c for c in map(weights.card, weights.names()) if "symbols" in c]
    cards.sort(key=lambda c: (c["data"]["set"], c["parameters"]))
    return markdown(HEAD_OF_TEXTS, map(text_row, cards))


def markdown(head: tuple[str, ...], rows: Iterable[list[str]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


ABOUT = """# The trained networks

`python -m livenets.weights.table` wrote this page. NAME.json beside it has a
network's whole recipe. Emoji-10: the same 3,001 pictures, the same 24 epochs
and the same 780 test pictures, of other emoji, for all but resnet56, which
belongs to a study at 16×16 pixels; only the update of the
weights differs, as livenets/recipes.py says. The last column reproduces a row.
"""


if __name__ == "__main__":
    torch.set_num_threads(1)
    text = "\n\n".join([ABOUT.strip(), table(), table_of_texts()]) + "\n"
    (weights.HERE / "README.md").write_text(text, encoding="utf-8")
