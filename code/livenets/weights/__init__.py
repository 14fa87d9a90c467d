"""Trained networks: NAME.safetensors, and NAME.json that says how it was made.

`python -m livenets.recipes NAME` makes both again.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from safetensors.torch import load as from_bytes
from torch import nn

from livenets.recipes import find

HERE = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The networks that ship with the book."""
    return tuple(sorted(p.stem for p in HERE.glob("*.json")))


def card(name: str) -> dict[str, Any]:
    """Recipe, seed, scores, versions and hash of a network."""
    if name not in names():
        raise ValueError(f"No weights {name!r}: {', '.join(names())}.")
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


def load(name: str) -> nn.Module:
    """A trained network, ready to use (eval mode, on the CPU)."""
    wanted = card(name)["sha256"]
    path = HERE / f"{name}.safetensors"
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise ValueError(
            f"{path} is not the file that {name}.json describes: its sha256"
            f" is {found}, expected was {wanted}. Take it from the repository"
            f" again, or run `python -m livenets.recipes {name}`."
        )
    model = find(name).build()
    model.load_state_dict(from_bytes(data), strict=True)
    return model.eval()
