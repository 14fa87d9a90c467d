"""Masks: which places may read which (Vaswani et al., 2017, §3.2.3).

As in `torch.nn`, a mask is either bool, True where a place is hidden, or
float, to be added to the scores. Shapes: B sequences, h heads, T places that
ask, S places that are read.
"""

import torch
from torch import Tensor


def causal_mask(size: int, device: torch.device | None = None) -> Tensor:
    """(T, T), True above the diagonal: nobody reads what comes later."""
    ones = torch.ones(size, size, dtype=torch.bool, device=device)
    return ones.triu(diagonal=1)


def additive(
    name: str, mask: Tensor, shape: tuple[int, ...], dtype: torch.dtype
) -> Tensor:
    """The mask as what is added to the scores: 0, or -∞ where hidden."""
    if mask.shape != shape:
        raise RuntimeError(
            f"{name} has shape {tuple(mask.shape)}, but {shape} is wanted."
        )
    if mask.dtype == torch.bool:
        zeros = torch.zeros_like(mask, dtype=dtype)
        return zeros.masked_fill(mask, float("-inf"))
    if not mask.is_floating_point():
        raise ValueError(f"{name} is bool or float, not {mask.dtype}.")
    return mask


def joined(
    attn_mask: Tensor | None,
    key_padding_mask: Tensor | None,
    shape: tuple[int, int, int, int],
    dtype: torch.dtype,
) -> Tensor | None:
    """(T, S) or (B·h, T, S), and (B, S) → what broadcasts to (B, h, T, S)."""
    b, h, t, s = shape
    mask = None
    if attn_mask is not None:
        wanted = (t, s) if attn_mask.ndim == 2 else (b * h, t, s)
        mask = additive("attn_mask", attn_mask, wanted, dtype)
        if mask.ndim == 3:
            mask = mask.unflatten(0, (b, h))  # (B, h, T, S)
    if key_padding_mask is not None:
        padding = additive(
            "key_padding_mask", key_padding_mask, (b, s), dtype
        ).view(b, 1, 1, s)
        mask = padding if mask is None else mask + padding
    return mask
