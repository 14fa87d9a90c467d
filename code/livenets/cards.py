"""What is kept of a trained network: NAME.safetensors, and its card.

The card, NAME.json, says how it was made; `livenets.recipes` and
`livenets.recipes_text` write it, `livenets.weights` reads it.
"""

import hashlib
import json
import platform
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import torch
from safetensors.torch import save as to_bytes
from torch import nn

FOLDER = Path(__file__).parent / "weights"

Card = dict[str, Any]


class Named(Protocol):
    """A row of a table of recipes."""

    @property
    def name(self) -> str:
        """Of its network, and so of its two files."""


Row = TypeVar("Row", bound=Named)


def find(rows: Iterable[Row], name: str) -> Row:
    """The row called `name`."""
    known = {row.name: row for row in rows}
    if name not in known:
        raise ValueError(f"No recipe {name!r}: {', '.join(known)}.")
    return known[name]


def write(card: Card, model: nn.Module, folder: Path) -> None:
    """Write the weights, and the card with versions, hash and size."""
    state = {
        name: tensor.cpu().contiguous()
        for name, tensor in model.state_dict().items()
    }
    weights = to_bytes(state)
    versions = {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{card['name']}.safetensors").write_bytes(weights)
    about = {
        "versions": versions,
        "sha256": hashlib.sha256(weights).hexdigest(),
        "bytes": len(weights),
    }
    put(card | about, folder)


def read(name: str, folder: Path) -> Card:
    """The card of the network called `name`."""
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def put(card: Card, folder: Path) -> None:
    """Write the card alone."""
    text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{card['name']}.json").write_text(text, encoding="utf-8")


def described(build: Callable[[], nn.Module]) -> str:
    """The call that makes the network: "lenet5(activation=ReLU)"."""
    if not isinstance(build, partial):
        return f"{build.__name__}()"
    pairs = [str(value) for value in build.args]
    pairs += [f"{k}={plain(v)}" for k, v in build.keywords.items()]
    return f"{build.func.__name__}({', '.join(pairs)})"


def plain(value: Any) -> Any:
    """A function or class by its name."""
    return value.__name__ if callable(value) else value
