"""Which memory cells of `tang_lstm` follow the verse.

python -m livenets.studies.tang_units

Seconds on one CPU thread; it writes tang_units.json beside it. Cells are
chosen on one part of the unseen quatrains and measured again on another.
"""

import json
from typing import Any

import numpy as np
import torch

from livenets import data, weights
from livenets.alphabet import Alphabet
from livenets.studies.lstm_units import HERE, cells, followers

NAME = "tang_lstm"
PART = 15_000  # characters to choose on, and as many to measure on


def properties(text: str) -> dict[str, np.ndarray]:
    """What is true when each character of a quatrain was read: float (T,).

    Only what can be known without reading on.
    """
    rows = []
    place = line = 0
    for char in text:
        place += 1
        if char in "，。":
            place, line = 0, line + 1
        elif char == "\n":
            place = line = 0
        rows.append((place, line, line % 2, char in "，。"))
    names = (
        "place in the line",
        "lines that are over",
        "in a couplet's second line",
        "a comma or full stop",
    )
    columns = np.array(rows, float).T
    return dict(zip(names, columns, strict=True))


def measure() -> dict[str, Any]:
    """The cells of the network that reads poems."""
    model, card = weights.load(NAME), weights.card(NAME)
    text = ("\n".join(data.tang().test) + "\n")[: 2 * PART]
    known = Alphabet(card["symbols"], card["unknown"])
    c = cells(model, known.encode(text))  # (T, N)
    return {
        "command": "python -m livenets.studies.tang_units",
        "network": NAME,
        "sha256": card["sha256"],
        "chosen_on": f"unseen quatrains, characters 0 … {PART - 1}",
        "measured_on": f"the same, characters {PART} … {2 * PART - 1}",
        "units": followers(c, properties(text), PART),
    }


def results() -> dict[str, Any]:
    """What the study found, as shipped."""
    path = HERE / "tang_units.json"
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    torch.set_num_threads(1)
    found = measure()
    for name, best in found["units"].items():
        print(f"{name:28}", *(f"{b['unit']}: {b['r']:.2f}" for b in best))
    text = json.dumps(found, indent=1) + "\n"
    (HERE / "tang_units.json").write_text(text, encoding="utf-8")
