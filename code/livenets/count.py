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
