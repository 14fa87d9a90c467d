"""LSTM (Hochreiter and Schmidhuber, 1997; forget gate: Gers et al., 2000).

Shapes: T moments, B sequences, D numbers in, N memory cells; L layers and
K directions (1 or 2).
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from livenets.nets.recurrent import Recurrent, uniform


class LSTMLayer(nn.Module):
    """One layer in one direction: the same gates at every moment.

    The rows of the weights are those of input, forget, candidate and output,
    in this order. `hidden` and `cell` put out the new h and c.
    """

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool, proj_size: int
    ) -> None:
        super().__init__()
        d, n = input_size, hidden_size
        self.weight_x = uniform(n, 4 * n, d)
        self.weight_h = uniform(n, 4 * n, proj_size or n)
        self.bias_x = uniform(n, 4 * n) if bias else None
        self.bias_h = uniform(n, 4 * n) if bias else None
        self.input = nn.Sigmoid()
        self.forget = nn.Sigmoid()
        self.candidate = nn.Tanh()
        self.output = nn.Sigmoid()
        self.cell = nn.Identity()
        self.hidden = nn.Identity()
        if proj_size:  # Sak et al., 2014: fewer numbers out than cells
            self.hidden = nn.Linear(n, proj_size, bias=False)

    def forward(
        self, x: Tensor, h: Tensor, c: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(T, B, D), h and c (B, N) → every h (T, B, N), the last h and c."""
        # looking a module up costs as much as calling it, so not T times
        input, forget, output = self.input, self.forget, self.output
        candidate, cell, hidden = self.candidate, self.cell, self.hidden
        bias = None if self.bias_x is None else self.bias_x + self.bias_h
        from_x = linear(x, self.weight_x, bias)  # (T, B, 4N), all at once
        from_h = self.weight_h.t()  # (N, 4N)
        hs = []
        for x_t in from_x.unbind(0):
            gates = torch.addmm(x_t, h, from_h)  # (B, 4N): x_t + h @ from_h
            i, f, g, o = gates.chunk(4, dim=-1)  # (B, N)
            i, f, o = input(i), forget(f), output(o)  # (B, N), in (0, 1)
            g = candidate(g)  # (B, N), in (-1, 1)
            c = cell(f * c + i * g)  # (B, N): forget, then write
            h = hidden(o * c.tanh())  # (B, N): read
            hs.append(h)
        return torch.stack(hs), h, c


class LSTM(Recurrent):
    """The arguments and results of `torch.nn.LSTM`, its gates to be watched.

    `layers.0.forget`, `.input`, `.candidate`, `.output`, `.cell`, `.hidden`.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
    ) -> None:
        if not 0 <= proj_size < max(hidden_size, 1):
            raise ValueError("proj_size must be below hidden_size, or 0.")

        def layer(d: int) -> LSTMLayer:
            return LSTMLayer(d, hidden_size, bias, proj_size)

        super().__init__(
            layer,
            input_size,
            (proj_size or hidden_size, hidden_size),
            num_layers,
            batch_first,
            dropout,
            bidirectional,
        )

    def forward(
        self, x: Tensor, hx: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """(T, B, D), hx: h, c each (L·K, B, N) → (T, B, K·N), the last (h, c).

        (B, T, D) → (B, T, K·N) if `batch_first`; without a batch
        (T, D) → (T, K·N) and states (L·K, N). `None` starts from zeros.
        """
        return self.run(x, hx)
