"""A reader's own text network, its `nn.LSTM` replaced by the book's.

What torch computes in one call is then a named module each: every gate can be
watched and turned.
"""

import torch
from torch import Tensor, nn

from livenets.nets.char_rnn import CharRNN
from livenets.nets.load_torch import load_torch_rnn
from livenets.nets.lstm import LSTM

SAME = 1e-4  # of the largest score


def open_lstm(model: nn.Module, letters: int = 12) -> CharRNN:
    """The same scores as `model`, of (B, T) symbols, from an open LSTM.

    `model` has one `nn.Embedding`, one `nn.LSTM` of one layer that reads
    forward, and one `nn.Linear`, and uses them in this order. Raises
    `ValueError` where it has others, or gives other scores.
    """
    embed, lstm, scores = (
        only(model, kind) for kind in (nn.Embedding, nn.LSTM, nn.Linear)
    )
    if lstm.num_layers > 1 or lstm.bidirectional or lstm.proj_size:
        raise ValueError(
            f"{type(model).__name__}: want an nn.LSTM of one layer that reads"
            " forward, without a projection."
        )
    core = LSTM(lstm.input_size, lstm.hidden_size, batch_first=True)
    load_torch_rnn(core, lstm.state_dict())
    opened = CharRNN(embed.num_embeddings, core, scores.out_features)
    opened.embed.load_state_dict(embed.state_dict())
    opened.scores.load_state_dict(scores.state_dict())
    opened.eval()
    same_scores(model, opened, embed.num_embeddings, letters)
    return opened


def only(model: nn.Module, kind: type[nn.Module]) -> nn.Module:
    """The one submodule of that class."""
    found = [module for module in model.modules() if type(module) is kind]
    if len(found) != 1:
        raise ValueError(
            f"{type(model).__name__} has {len(found)} nn.{kind.__name__}: want"
            " one nn.Embedding, one nn.LSTM and one nn.Linear."
        )
    return found[0]


def same_scores(
    model: nn.Module, opened: CharRNN, symbols: int, letters: int
) -> None:
    """Refuse a network that does something else besides."""
    text = torch.arange(letters)[None] % symbols  # (1, T)
    training = model.training
    with torch.inference_mode():
        theirs = model.eval()(text)
        ours = opened(text)[0]  # (1, T, C)
    model.train(training)
    while not isinstance(theirs, Tensor):
        theirs = theirs[0]
    if theirs.shape not in (ours.shape, ours[:, -1].shape):
        raise ValueError(
            f"{type(model).__name__} gives {tuple(theirs.shape)} for"
            f" {tuple(text.shape)} symbols: want {tuple(ours.shape)}."
        )
    ours = ours if theirs.ndim == 3 else ours[:, -1]
    off = (ours - theirs).abs().max() / theirs.abs().max()
    if not off <= SAME:
        raise ValueError(
            f"{type(model).__name__} does more than embedding, LSTM and linear"
            f" layer in turn: its scores differ by {off:.0%}."
        )
