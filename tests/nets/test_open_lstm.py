"""A reader's own nn.LSTM, opened: the same scores, every gate a module."""

import pytest
import torch
from torch import nn

from livenets.nets.open_lstm import open_lstm
from livenets.widgets.gates import Gates, Reader

SYMBOLS = "abcdefg \n"


class Poet(nn.Module):
    """As many write it, with names that the book does not use."""

    def __init__(self, batch_first=True, layers=1, more=False):
        super().__init__()
        self.letters = nn.Embedding(len(SYMBOLS), 5)
        self.memory = nn.LSTM(5, 20, layers, batch_first=batch_first)
        self.guess = nn.Linear(20, len(SYMBOLS))
        self.more = more

    def forward(self, text):
        y, state = self.memory(self.letters(text))
        return self.guess(y.relu() if self.more else y), state


@pytest.fixture
def poet():
    torch.manual_seed(0)
    return Poet()


def test_the_opened_network_gives_the_same_scores(poet):
    text = torch.randint(len(SYMBOLS), (2, 15))
    opened = open_lstm(poet)
    torch.testing.assert_close(opened(text)[0], poet(text)[0])
    assert poet.training and not opened.training


def test_the_gates_widget_takes_it(poet):
    widget = Gates(
        {"mine": Reader(open_lstm(poet), SYMBOLS, "", "a bad cafe")}
    )
    assert widget.first["core.layers.0.forget"].size == 10 * 20


class Last(Poet):
    """Scores after the last letter only."""

    def forward(self, text):
        return super().forward(text)[0][:, -1]


def test_scores_after_the_last_letter_alone_are_enough():
    assert open_lstm(Last()).core.state_sizes[-1] == 20


@pytest.mark.parametrize(
    ("net", "said"),
    [
        (nn.Linear(2, 2), "has 0 nn.Embedding: want one"),
        (Poet(layers=2), "want an nn.LSTM of one layer"),
        (Poet(more=True), "does more than embedding, LSTM and linear"),
    ],
)
def test_what_it_cannot_open_is_refused_in_a_sentence(net, said):
    with pytest.raises(ValueError, match=said):
        open_lstm(net)
