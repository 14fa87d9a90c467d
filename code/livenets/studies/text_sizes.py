"""RNN, LSTM and Transformer on the same text, a quarter of the book's size.

python -m livenets.studies.text_sizes

Four minutes on one CPU thread; it writes text_sizes.json beside it. Each
reads what the networks of the book have read (livenets.recipes_text): nine
tragedies three times, 3.7 million characters, by the same recipe; only the
width is another. The score is nats a character of Macbeth.
"""

import json
from functools import partial
from pathlib import Path
from typing import Any

import torch

from livenets import count, nets
from livenets.recipes_text import Row, find, train

HERE = Path(__file__).parent
SEEDS = (0, 1)
# kind → the factory, and its width
SIZES = {
    "rnn": (partial(nets.char_rnn, embedding=32), 160),
    "lstm": (partial(nets.char_lstm, embedding=32), 80),
    "transformer": (partial(nets.CharTransformer, num_layers=3), 36),
}


def row(kind: str) -> Row:
    """The book's own row for that kind, but for the width."""
    build, width = SIZES[kind]
    return find(f"shakespeare_{kind}")._replace(
        build=lambda: build(63, **{named(kind): width})
    )


def named(kind: str) -> str:
    """What the network calls its width."""
    return "d_model" if kind == "transformer" else "width"


def run(kind: str, seed: int) -> dict[str, Any]:
    """Train one network, and score it."""
    model, scores = train(row(kind), seed)
    return {
        "kind": kind,
        "parameters": count.parameters(model),
        **scores,
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    return json.loads((HERE / "text_sizes.json").read_text("utf-8"))


def main() -> None:
    """Train all of them, and write what was found."""
    torch.set_num_threads(1)  # another number, another order of sums
    runs = []
    for seed in SEEDS:
        for kind in SIZES:
            runs.append(run(kind, seed))
            print(runs[-1], flush=True)
    found = {
        "command": "python -m livenets.studies.text_sizes",
        "torch": torch.__version__,
        "runs": runs,
    }
    text = json.dumps(found, indent=1) + "\n"
    (HERE / "text_sizes.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
