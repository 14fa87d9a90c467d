"""The recurrent network (Elman, 1990, "Finding structure in time").

Shapes: T moments, B sequences, D numbers in, N hidden units; L layers and
K directions (1 or 2).
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from livenets.nets.recurrent import Recurrent, uniform

NONLINEARITIES = {"tanh": nn.Tanh, "relu": nn.ReLU}


class RNNLayer(nn.Module):
    """One layer in one direction: one W for all moments."""

    def __init__(
        self, input_size: int, hidden_size: int, nonlinearity: str, bias: bool
    ) -> None:
        super().__init__()
        d, n = input_size, hidden_size
        self.weight_x = uniform(n, n, d)
        self.weight_h = uniform(n, n, n)
        self.bias_x = uniform(n, n) if bias else None
        self.bias_h = uniform(n, n) if bias else None
        self.hidden = NONLINEARITIES[nonlinearity]()

    def forward(self, x: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        """(T, B, D), h (B, N) → every h (T, B, N), the last h."""
        hidden = self.hidden  # looked up once, not T times
        bias = None if self.bias_x is None else self.bias_x + self.bias_h
        from_x = linear(x, self.weight_x, bias)  # (T, B, N), all at once
        from_h = self.weight_h.t()  # (N, N)
        hs = []
        for x_t in from_x.unbind(0):
            h = torch.addmm(x_t, h, from_h)  # (B, N): x_t + h @ from_h
            h = hidden(h)  # (B, N)
            hs.append(h)
        return torch.stack(hs), h


class RNN(Recurrent):
    """The arguments and results of `torch.nn.RNN`; watch `layers.0.hidden`."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
    ) -> None:
        if nonlinearity not in NONLINEARITIES:
            raise ValueError(
                f"nonlinearity is 'tanh' or 'relu', not {nonlinearity!r}."
            )

        def layer(d: int) -> RNNLayer:
            return RNNLayer(d, hidden_size, nonlinearity, bias)

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
