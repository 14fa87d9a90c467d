"""The Transformer's other half: two layers at each place (§3.3).

Vaswani et al., 2017, arXiv:1706.03762. Shapes: B sequences, T places, D
numbers at each, F inside.
"""

from collections.abc import Callable

from torch import Tensor, nn
from torch.nn.functional import gelu, relu

Activation = str | Callable[[Tensor], Tensor]
BY_NAME = {"relu": relu, "gelu": gelu}


class Function(nn.Module):
    """A function as a module, so that what it puts out can be watched."""

    def __init__(self, function: Activation) -> None:
        super().__init__()
        self.function = BY_NAME.get(function, function)
        if not callable(self.function):
            raise RuntimeError(
                f"activation is relu, gelu or a function, not {function!r}."
            )

    def forward(self, x: Tensor) -> Tensor:
        """Any shape → the same shape."""
        return self.function(x)


class FeedForward(nn.Module):
    """The same two layers at each place, none of which sees another."""

    def __init__(
        self,
        d: int,
        f: int,
        dropout: float,
        activation: Activation,
        bias: bool,
    ) -> None:
        super().__init__()
        self.expand = nn.Linear(d, f, bias)
        self.act = Function(activation)
        self.dropout = nn.Dropout(dropout)
        self.project = nn.Linear(f, d, bias)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, D) → (B, T, D)."""
        x = self.act(self.expand(x))  # (B, T, F)
        return self.project(self.dropout(x))
