"""How large a network is and how much it computes."""

from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from livenets.probe import evaluating


def parameters(model: nn.Module) -> int:
    """How many numbers training adjusts."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def macs(model: nn.Module, *inputs: Any) -> int:
    """Multiply-accumulates of `model(*inputs)`: what papers call mult-adds.

    Convolutions, linear layers and matrix products; bias, batch norm, pooling
    and activations are free. On the device "meta" nothing is computed.
    """
    counter = FlopCounterMode(display=False)
    with evaluating(model), torch.no_grad(), counter:
        model(*inputs)
    return counter.get_total_flops() // 2


def macs_by_module(model: nn.Module, *inputs: Any) -> dict[str, int]:
    """`macs` of each submodule that computes any, by its name.

    `inputs`: tensors or arrays.
    """
    device = next(model.parameters()).device
    args = [torch.as_tensor(x, device=device) for x in inputs]
    counter = FlopCounterMode(display=False)
    with evaluating(model), torch.no_grad(), counter:
        model(*args)
    root = f"{type(model).__name__}."
    return {
        name.removeprefix(root): sum(flops.values()) // 2
        for name, flops in counter.get_flop_counts().items()
        if name.startswith(root)
    }
