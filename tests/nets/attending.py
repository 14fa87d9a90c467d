"""Inputs and masks for what attends."""

import torch
from beside import assert_same

from livenets.nets import (
    CharTransformer,
    causal_mask,
    load_torch_transformer,
)

B, T, S, D, HEADS, F = 3, 5, 7, 8, 2, 12
DOUBLE = torch.float64


def same(ours, theirs, inputs):
    assert_same(ours, theirs, load_torch_transformer, inputs)


def padding(length):
    """(B, length): the second text lacks one place, the third two."""
    return torch.arange(length) >= length - torch.arange(B)[:, None]


def added(mask):
    """A bool mask as one that is added; what is seen gets numbers too."""
    noise = torch.linspace(-1, 1, mask.numel(), dtype=DOUBLE)
    return noise.view(mask.shape).masked_fill(mask, -torch.inf)


def sees_its_own(rows, columns):
    """A different bool mask for each text and head; no row is all True."""
    torch.manual_seed(1)
    mask = torch.rand(B * HEADS, rows, columns) < 0.5
    mask[:, :, 0] = False
    return mask


MASKS = {  # attn_mask, key_padding_mask of T places that read S
    "none": (None, None),
    "causal": (causal_mask(S)[-T:], None),
    "padding": (None, padding(S)),
    "both": (causal_mask(S)[-T:], padding(S)),
    "by head": (sees_its_own(T, S), None),
    "added": (added(causal_mask(S)[-T:]), added(padding(S))),
    "added by head": (added(sees_its_own(T, S)), None),
}


def cast(masks, dtype):
    return [
        m.to(dtype) if m is not None and m.is_floating_point() else m
        for m in masks
    ]


def sequences(batch_first, dtype, *lengths):
    torch.manual_seed(0)
    xs = [torch.randn(B, n, D).to(dtype) for n in lengths]
    return xs if batch_first else [x.transpose(0, 1) for x in xs]


def letters(*lengths):
    torch.manual_seed(0)
    return [torch.randint(11, (B, n)) for n in lengths]


def small(net=CharTransformer, **options):
    torch.manual_seed(0)
    return net(11, d_model=D, nhead=HEADS, max_len=S, **options)
