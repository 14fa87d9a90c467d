"""Where to compute: the best device there is, and the CPU when it is full."""

import os
import warnings
from collections.abc import Callable
from typing import Any

import torch
from torch import nn


def pick(override: str | None = None) -> torch.device:
    """CUDA, else MPS, else the CPU.

    `override`, or the environment's LIVENETS_DEVICE, names one instead
    ("cpu", "cuda:1"); `ValueError` if this machine hasn't got it.
    """
    wanted = override or os.environ.get("LIVENETS_DEVICE")
    if wanted:
        try:
            torch.empty(0, device=wanted)
        except (RuntimeError, AssertionError) as error:
            raise ValueError(
                f"No device {wanted!r} on this machine: {error}".rstrip(".")
                + ". Leave it out, or say 'cpu'."
            ) from error
        return torch.device(wanted)
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def or_cpu(model: nn.Module, run: Callable[[torch.device], Any]) -> Any:
    """`run(device)` where `model` lives; on its CPU copy if memory runs out.

    The move to the CPU stays and is told once, in a warning.
    """
    device = next(model.parameters(), torch.empty(0)).device
    try:
        return run(device)
    except torch.OutOfMemoryError:
        if device.type == "cpu":
            raise
        warnings.warn(
            f"{device} is out of memory: from here on the CPU computes.",
            stacklevel=2,
        )
    model.to("cpu")
    return run(torch.device("cpu"))
