"""Trained networks: NAME.safetensors, and NAME.json that says how it was made.

The command in NAME.json makes both again.
"""

import hashlib
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load as from_bytes
from torch import nn

from livenets import cards, recipes, recipes_text
from livenets.nets.load import load_renamed

HERE = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The networks that ship with the book."""
    return tuple(sorted(p.stem for p in HERE.glob("*.json")))


def card(name: str) -> dict[str, Any]:
    """Recipe, seed, scores, versions and hash of a network."""
    if name not in names():
        raise ValueError(f"No weights {name!r}: {', '.join(names())}.")
    return cards.read(name, HERE)


def recipe(name: str) -> recipes.Row | recipes_text.Row:
    """How it is built and trained: its row in one of the two tables."""
    return cards.find((*recipes.ROWS, *recipes_text.ROWS), name)


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
            f" again, or run `{card(name)['command']}`."
        )
    try:
        state = from_bytes(data)
    except SafetensorError as error:
        why = str(error)[:120]
        raise ValueError(f"{path} is no safetensors file: {why}.") from None
    model = recipe(name).build()
    load_renamed(model, state, str)
    return model.eval()
