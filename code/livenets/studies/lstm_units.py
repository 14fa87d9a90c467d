"""Which memory cells of `shakespeare_lstm` follow something we can name.

python -m livenets.studies.lstm_units

A minute on one CPU thread; it writes lstm_units.json beside it. For every
property of the text the cells that follow it best are chosen on one part of
Macbeth and measured again on another: chance does not choose twice.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from livenets import data, weights
from livenets.alphabet import Alphabet
from livenets.probe import probe

HERE = Path(__file__).parent
NAME = "shakespeare_lstm"
PART = 20_000  # characters to choose on, and as many to measure on
KEPT = 3  # cells of each property


def properties(text: str) -> dict[str, np.ndarray]:
    """What is true when each character of a play was just read: float (T,).

    Only what can be known without reading on.
    """
    rows = []
    line = word = sentence = lines = 0
    speaker = True  # a text begins with who speaks
    for before, char in zip("\n" + text, text, strict=False):
        if char == "\n":
            line, lines = 0, 0 if before == "\n" else lines + 1
            speaker = before == "\n"
        else:
            line += 1
        in_word = char.isalpha() or char == "'"
        word = word + 1 if in_word else 0
        sentence = 0 if char in ".!?" else sentence + 1
        rows.append(
            {
                "characters since the line began": line,
                "inside a speaker's name": speaker and char != ":",
                "lines since the speaker's name": lines,
                "inside a word": in_word,
                "characters since the word began": word,
                "characters since the sentence began": sentence,
                "a capital": char.isupper(),
                "a vowel": char in "aeiouAEIOU",
                "a new line": char == "\n",
            }
        )
        speaker = speaker and char != ":"
    return {
        name: np.array([row[name] for row in rows], float) for name in rows[0]
    }


def cells(model: nn.Module, symbols: np.ndarray) -> np.ndarray:
    """(T,) symbols → tanh of each memory cell after each, (T, N)."""
    x = torch.from_numpy(symbols)[None]  # (1, T)
    c = probe(model, x, watch=["core.layers.0.cell"])["core.layers.0.cell"]
    return c[:, 0].tanh().double().numpy()


def correlations(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(T, N), (T,) → Pearson's r of each column with b, in [-1, 1]; (N,).

    0 where nothing varies.
    """
    a, b = a - a.mean(axis=0), b - b.mean()
    norms = np.linalg.norm(a, axis=0) * np.linalg.norm(b)  # (N,)
    return np.divide(b @ a, norms, out=np.zeros(a.shape[1]), where=norms > 0)


def followers(
    c: np.ndarray, its: dict[str, np.ndarray], part: int
) -> dict[str, list[dict[str, Any]]]:
    """For each property the cells (T, N) that follow it, the best first.

    Chosen on the first `part` characters, measured again on those after.
    """
    found = {}
    for name, values in its.items():
        chosen = correlations(c[:part], values[:part])  # (N,)
        again = correlations(c[part:], values[part:])  # (N,)
        best = np.argsort(-np.abs(chosen))[:KEPT]
        found[name] = [
            {
                "unit": int(unit),
                "r": round(float(again[unit]), 3),
                "r_where_chosen": round(float(chosen[unit]), 3),
            }
            for unit in best
        ]
    return found


def measure() -> dict[str, Any]:
    """The cells of the network that reads plays."""
    model, card = weights.load(NAME), weights.card(NAME)
    text = data.shakespeare().test[: 2 * PART]
    c = cells(model, Alphabet(card["symbols"]).encode(text))  # (T, N)
    return {
        "command": "python -m livenets.studies.lstm_units",
        "network": NAME,
        "sha256": card["sha256"],
        "chosen_on": f"Macbeth, characters 0 … {PART - 1}",
        "measured_on": f"Macbeth, characters {PART} … {2 * PART - 1}",
        "units": followers(c, properties(text), PART),
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    path = HERE / "lstm_units.json"
    return json.loads(path.read_text(encoding="utf-8"))


def best_of(found: dict[str, Any]) -> list[tuple[int, str, float]]:
    """The best cell for each property, and its r where it was not chosen."""
    return [
        (best["unit"], name, best["r"])
        for name, (best, *_) in found["units"].items()
    ]


if __name__ == "__main__":
    torch.set_num_threads(1)
    found = measure()
    for name, best in found["units"].items():
        print(f"{name:36}", *(f"{b['unit']}: {b['r']:.2f}" for b in best))
    text = json.dumps(found, indent=1) + "\n"
    (HERE / "lstm_units.json").write_text(text, encoding="utf-8")
