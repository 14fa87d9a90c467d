"""Pairs of ours and torch's, and their sizes."""

from functools import partial

import pytest
import torch
from torch import nn

from livenets.nets import (
    GRU,
    LSTM,
    RNN,
    char_gru,
    char_lstm,
    char_rnn,
)

T, B, D, N = 6, 3, 5, 4
PAIRS = {
    "tanh": (RNN, nn.RNN),
    "relu": tuple(partial(c, nonlinearity="relu") for c in (RNN, nn.RNN)),
    "lstm": (LSTM, nn.LSTM),
    "projected": tuple(partial(c, proj_size=3) for c in (LSTM, nn.LSTM)),
    "gru": (GRU, nn.GRU),
}
each_pair = pytest.mark.parametrize("kind", PAIRS)
each_net = pytest.mark.parametrize("net", [RNN, LSTM, GRU])
each_char_net = pytest.mark.parametrize(
    "build", [char_rnn, char_lstm, char_gru]
)


def pair(kind, **options):
    torch.manual_seed(0)
    ours, theirs = (make(D, N, **options) for make in PAIRS[kind])
    return ours, theirs


def first_state(kind, count, batch=(B,), dtype=torch.float64):
    h = torch.randn(count, *batch, 3 if kind == "projected" else N).to(dtype)
    c = torch.randn(count, *batch, N).to(dtype)
    return (h, c) if kind in ("lstm", "projected") else h
