"""What RNN, LSTM and GRU share: layers, directions, batches, first states.

Shapes: T moments, B sequences, D numbers in, N hidden units; L layers and
K directions (1 or 2), so that there are L·K layers to run in all.
"""

import warnings
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

State = tuple[Tensor, ...]  # (h,), or an LSTM's (h, c)


def uniform(hidden_size: int, *shape: int) -> nn.Parameter:
    """A parameter drawn from ±1/√N, as torch.nn's recurrent nets start."""
    bound = hidden_size**-0.5
    return nn.Parameter(torch.empty(shape).uniform_(-bound, bound))


class Recurrent(nn.Module):
    """Layer upon layer over time; each reads all that the one below said.

    `layers.0` runs onwards in time; `layers_reverse.0` is its counterpart that
    reads from the end, so its modules are watched last moment first.
    """

    def __init__(
        self,
        make_layer: Callable[[int], nn.Module],
        input_size: int,
        state_sizes: tuple[int, ...],
        num_layers: int,
        batch_first: bool,
        dropout: float,
        bidirectional: bool,
    ) -> None:
        super().__init__()
        if min(input_size, num_layers, *state_sizes) < 1:
            raise ValueError(
                "input_size, hidden_size and num_layers must be at least 1."
            )
        if dropout > 0 and num_layers == 1:
            warnings.warn(
                "dropout acts between layers, and there is only one layer.",
                stacklevel=3,
            )
        directions = 2 if bidirectional else 1
        self.input_size, self.state_sizes = input_size, state_sizes
        self.batch_first, self.bidirectional = batch_first, bidirectional
        self.output_size = state_sizes[0] * directions
        sizes = [input_size] + [self.output_size] * (num_layers - 1)
        self.layers = nn.ModuleList(map(make_layer, sizes))
        self.layers_reverse = nn.ModuleList(
            map(make_layer, sizes if bidirectional else [])
        )
        self.dropout = nn.Dropout(dropout)

    def run(self, x: Tensor, state: State | None) -> tuple[Tensor, State]:
        """(T, B, D), first states (L·K, B, N) → (T, B, K·N), last states.

        (B, T, D) → (B, T, K·N) if `batch_first`; without a batch
        (T, D), (L·K, N) → (T, K·N), (L·K, N). `None` starts from zeros.
        """
        self.check_input(x)
        alone = x.ndim == 2
        turned = self.batch_first and not alone
        if alone:
            x = x.unsqueeze(1)  # (T, 1, D)
        elif turned:
            x = x.transpose(0, 1)  # (T, B, D)
        state = self.first_state(x, state, alone)  # each (L·K, B, N)
        y, state = self.through_layers(x, state)  # (T, B, K·N)
        if alone:
            return y.squeeze(1), tuple(s.squeeze(1) for s in state)
        return (y.transpose(0, 1) if turned else y), state

    def through_layers(self, y: Tensor, state: State) -> tuple[Tensor, State]:
        """(T, B, D), states (L·K, B, N) → (T, B, K·N), last states."""
        firsts = zip(*(s.unbind(0) for s in state), strict=True)
        lasts = []
        for number, layer in enumerate(self.layers):
            if number > 0:
                y = self.dropout(y)  # (T, B, K·N)
            x = y
            y, *last = layer(x, *next(firsts))  # (T, B, N)
            lasts.append(last)
            if self.bidirectional:
                reverse = self.layers_reverse[number]
                back, *last = reverse(x.flip(0), *next(firsts))  # (T, B, N)
                lasts.append(last)
                y = torch.cat([y, back.flip(0)], dim=-1)  # (T, B, 2·N)
        return y, tuple(torch.stack(s) for s in zip(*lasts, strict=True))

    def first_state(
        self, x: Tensor, state: State | None, alone: bool
    ) -> State:
        """The given states, checked and with a batch axis, or zeros."""
        count = len(self.layers) + len(self.layers_reverse)
        shapes = [(count, x.shape[1], size) for size in self.state_sizes]
        if state is None:
            return tuple(x.new_zeros(shape) for shape in shapes)
        if len(state) != len(shapes):
            raise RuntimeError(
                f"{type(self).__name__} keeps {len(shapes)} state(s), but"
                f" {len(state)} were given."
            )
        for given, (count, batch, size) in zip(state, shapes, strict=True):
            want = (count, size) if alone else (count, batch, size)
            if given.shape != want:
                raise RuntimeError(
                    f"A first state has shape {tuple(given.shape)}, but"
                    f" {type(self).__name__} wants {want} here."
                )
        return tuple(s.unsqueeze(1) for s in state) if alone else tuple(state)

    def check_input(self, x: Tensor) -> None:
        """Refuse, in a sentence, what can't be run."""
        kind = type(self).__name__
        if isinstance(x, PackedSequence):
            raise TypeError(
                f"{kind} wants a padded tensor, not a PackedSequence: unpack"
                " it with pad_packed_sequence and read each sequence's last"
                " step from the output."
            )
        if x.ndim not in (2, 3):
            raise ValueError(
                f"{kind} wants (T, D) or a batch of three axes, not {x.ndim}."
            )
        if x.shape[-1] != self.input_size:
            raise RuntimeError(
                f"{kind} has input_size {self.input_size}, but the input's"
                f" last axis is {x.shape[-1]}."
            )
        if x.shape[1 if self.batch_first and x.ndim == 3 else 0] == 0:
            raise RuntimeError(f"{kind} wants at least one moment in time.")
