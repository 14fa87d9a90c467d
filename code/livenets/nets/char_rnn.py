"""A recurrent network that reads a text letter by letter (Karpathy, 2015).

Shapes: B texts, T letters, N hidden units, L layers; C classes: the next
letter, or the language of a surname.
"""

from torch import Tensor, nn

from livenets.nets.gru import GRU
from livenets.nets.lstm import LSTM
from livenets.nets.recurrent import Recurrent
from livenets.nets.rnn import RNN


class CharRNN(nn.Module):
    """Score the classes after every letter.

    What it returns besides the scores it takes again: one letter a call gives
    the same scores as the whole text in one.
    """

    def __init__(
        self, num_symbols: int, core: Recurrent, num_classes: int
    ) -> None:
        super().__init__()
        self.embed = nn.Embedding(num_symbols, core.input_size)
        self.core = core
        self.scores = nn.Linear(core.output_size, num_classes)

    def forward(self, symbols: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        """(B, T), each state (L, B, N) → scores (B, T, C), each last state.

        The state is h, with an LSTM h and c; without one it starts from zeros.
        """
        # the page sends floats, data sets keep bytes
        x = self.embed(symbols.long())  # (B, T, D)
        y, state = self.core.run(x, state or None)  # (B, T, N)
        return self.scores(y), *state


def char_rnn(
    num_symbols: int,
    num_classes: int | None = None,
    embedding: int = 32,
    width: int = 128,
    num_layers: int = 1,
) -> CharRNN:
    """A `CharRNN` on an `RNN`; it scores the symbols if not told classes."""
    core = RNN(embedding, width, num_layers, batch_first=True)
    return CharRNN(num_symbols, core, num_classes or num_symbols)


def char_lstm(
    num_symbols: int,
    num_classes: int | None = None,
    embedding: int = 32,
    width: int = 128,
    num_layers: int = 1,
) -> CharRNN:
    """A `CharRNN` on an `LSTM`; it scores the symbols if not told classes."""
    core = LSTM(embedding, width, num_layers, batch_first=True)
    return CharRNN(num_symbols, core, num_classes or num_symbols)


def char_gru(
    num_symbols: int,
    num_classes: int | None = None,
    embedding: int = 32,
    width: int = 128,
    num_layers: int = 1,
) -> CharRNN:
    """A `CharRNN` on a `GRU`; it scores the symbols if not told classes."""
    core = GRU(embedding, width, num_layers, batch_first=True)
    return CharRNN(num_symbols, core, num_classes or num_symbols)
