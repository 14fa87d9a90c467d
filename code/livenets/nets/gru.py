"""GRU (Cho et al., 2014, arXiv:1406.1078), with cuDNN's place of the reset.

The paper resets h before its product with the weights, cuDNN and torch.nn
after it; so do we. Shapes: T moments, B sequences, D numbers in, N hidden
units; L layers and K directions (1 or 2).
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from livenets.nets.recurrent import Recurrent, uniform


class GRULayer(nn.Module):
    """One layer in one direction: the same gates at every moment.

    The rows of the weights are those of reset, update and candidate, in this
    order. `hidden` puts out the new h.
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool) -> None:
        super().__init__()
        d, n = input_size, hidden_size
        self.weight_x = uniform(n, 3 * n, d)
        self.weight_h = uniform(n, 3 * n, n)
        self.bias_x = uniform(n, 3 * n) if bias else None
        self.bias_h = uniform(n, 3 * n) if bias else None
        self.reset = nn.Sigmoid()
        self.update = nn.Sigmoid()
        self.candidate = nn.Tanh()
        self.hidden = nn.Identity()

    def forward(self, x: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        """(T, B, D), h (B, N) → every h (T, B, N), the last h."""
        # looking a module up costs as much as calling it, so not T times
        reset, update = self.reset, self.update
        candidate, hidden = self.candidate, self.hidden
        weight_h, bias_h = self.weight_h, self.bias_h
        from_x = linear(x, self.weight_x, self.bias_x)  # (T, B, 3N)
        hs = []
        for x_t in from_x.unbind(0):
            x_r, x_z, x_n = x_t.chunk(3, dim=-1)  # (B, N)
            from_h = linear(h, weight_h, bias_h)  # (B, 3N)
            h_r, h_z, h_n = from_h.chunk(3, dim=-1)  # (B, N)
            r, z = reset(x_r + h_r), update(x_z + h_z)  # (B, N), in (0, 1)
            n = candidate(x_n + r * h_n)  # (B, N), in (-1, 1)
            h = hidden((1 - z) * n + z * h)  # (B, N): new, or as it was
            hs.append(h)
        return torch.stack(hs), h


class GRU(Recurrent):
    """The arguments and results of `torch.nn.GRU`, its gates to be watched.

    `layers.0.reset`, `.update`, `.candidate`, `.hidden`.
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
    ) -> None:
        def layer(d: int) -> GRULayer:
            return GRULayer(d, hidden_size, bias)

        super().__init__(
            layer,
            input_size,
            (hidden_size,),
            num_layers,
            batch_first,
            dropout,
            bidirectional,
        )

    def forward(
        self, x: Tensor, hx: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """(T, B, D), hx (L·K, B, N) → (T, B, K·N), the last h.

        (B, T, D) → (B, T, K·N) if `batch_first`; without a batch
        (T, D) → (T, K·N) and hx (L·K, N). `None` starts from zeros.
        """
        y, (h,) = self.run(x, None if hx is None else (hx,))
        return y, h
