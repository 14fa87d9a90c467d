"""What is true of the loop that trains networks on texts."""

import math

import pytest
import torch
from torch import nn

from livenets import nets
from livenets.train_text import (
    SILENT,
    Recipe,
    fit,
    generate,
    guesses,
    labelled,
    nats,
    padded,
    windows,
    windows_of,
)

RECIPE = Recipe(epochs=2, batch=3, window=5, rate=0.01)
TEXT = torch.arange(100)


class Next(nn.Module):
    """A model that is sure of the number after the one that it reads."""

    def __init__(self, symbols, sure=50.0):
        super().__init__()
        self.symbols, self.sure = symbols, nn.Parameter(torch.tensor(sure))

    def forward(self, x, seen=None):
        following = (x + 1) % self.symbols
        scores = nn.functional.one_hot(following, self.symbols) * self.sure
        seen = torch.zeros(1) if seen is None else seen
        return scores, seen + x.shape[1]


def test_windows_go_through_the_text_and_ask_for_what_comes_next():
    batches = list(windows(TEXT, RECIPE, seed=0))
    count = windows_of(len(TEXT), RECIPE)
    assert len(batches) == 2 * count
    for i, (x, y, goes_on) in enumerate(batches):
        assert x.shape == y.shape == (3, 5)
        assert torch.equal(y, x + 1)  # the text counts
        assert goes_on == (i % count > 0)
        if goes_on:
            assert torch.equal(x[:, 0], batches[i - 1].x[:, -1] + 1)
    read = torch.cat([b.x for b in batches[:count]]).flatten()
    assert len(set(read.tolist())) == len(read) == 3 * 5 * count


def test_each_epoch_begins_at_another_symbol():
    recipe = RECIPE._replace(epochs=20)
    firsts = {
        int(x[0, 0])
        for x, _, goes_on in windows(TEXT, recipe, seed=1)
        if not goes_on
    }
    assert firsts <= set(range(5)) and len(firsts) > 2


def test_the_class_is_asked_after_every_symbol_and_not_behind_the_end():
    texts = [torch.tensor(t) for t in ([1, 2, 3], [4], [5, 6], [7] * 9)]
    labels = torch.tensor([0, 1, 2, 3])
    recipe = RECIPE._replace(epochs=1, batch=2)
    seen = set()
    for x, y, goes_on in labelled(texts, labels, recipe, seed=0):
        assert not goes_on and x.shape == y.shape and x.shape[1] <= 5
        for symbols, classes in zip(x, y, strict=True):
            (label,) = set(classes.tolist()) - {SILENT}
            length = min(len(texts[label]), 5)
            assert torch.equal(symbols[:length], texts[label][:length])
            assert (classes[:length] == label).all()
            assert (classes[length:] == SILENT).all()
            seen.add(label)
    assert seen == {0, 1, 2, 3}


def test_a_recurrent_network_goes_on_with_its_state():
    states = []

    class Counting(Next):
        def forward(self, x, seen=None):
            states.append(0 if seen is None else int(seen))
            return super().forward(x, seen)

    model = Counting(101)
    count = windows_of(len(TEXT), RECIPE)
    fit(model, windows(TEXT, RECIPE, 0), 2 * count, RECIPE)
    assert states == [5 * i for i in range(count)] * 2


def test_gradients_end_where_the_step_began():
    """Else the second step would fail: its graph's first part is freed."""
    model = nets.char_lstm(101, embedding=3, width=4)
    total = 2 * windows_of(len(TEXT), RECIPE)
    steps = fit(model, windows(TEXT, RECIPE, 0), total, RECIPE)
    assert len(steps) == total
    assert steps[0].loss == pytest.approx(math.log(101), rel=0.1)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru", "transformer"])
def test_it_learns_to_count(kind):
    text = torch.arange(600) % 7
    recipe = Recipe(epochs=4, batch=4, window=10, rate=0.02)
    torch.manual_seed(0)
    model = {
        "rnn": lambda: nets.char_rnn(7, embedding=8, width=16),
        "lstm": lambda: nets.char_lstm(7, embedding=8, width=16),
        "gru": lambda: nets.char_gru(7, embedding=8, width=16),
        "transformer": lambda: nets.CharTransformer(7, 16, 2, 1, max_len=10),
    }[kind]()
    total = recipe.epochs * windows_of(len(text), recipe)
    steps = fit(model, windows(text, recipe, 0), total, recipe)
    assert steps[0].loss > 1.5 and steps[-1].loss < 0.3
    assert nats(model, text[:200], window=10, pieces=4) < 0.3
    went_on = generate(model, text[:3], 14, temperature=0.2, max_len=10)
    assert went_on.tolist() == [(3 + i) % 7 for i in range(14)]


def test_the_same_seed_gives_the_same_weights_and_another_one_others():
    def trained(seed):
        torch.manual_seed(0)
        model = nets.char_rnn(101, embedding=3, width=4)
        total = 2 * windows_of(len(TEXT), RECIPE)
        fit(model, windows(TEXT, RECIPE, seed), total, RECIPE)
        return torch.cat([p.flatten() for p in model.parameters()])

    assert torch.equal(trained(0), trained(0))
    assert not torch.equal(trained(0), trained(1))


def test_gradients_are_clipped():
    class Steep(Next):
        def forward(self, x, seen=None):
            scores, seen = super().forward(x, seen)
            return 1e6 * scores.roll(1, dims=-1), seen

    model = Steep(101, sure=1.0)
    before = model.sure.item()
    recipe = RECIPE._replace(epochs=1, rate=0.1, warm_up=0.0)
    fit(model, windows(TEXT, recipe, 0), 100, recipe)
    assert model.sure.grad.norm() <= 1.0001 < 1e6
    assert model.sure.item() != before


def test_nats_are_those_of_the_next_symbol():
    text = torch.arange(90) % 9
    assert nats(Next(9), text, window=8, pieces=2) < 1e-6
    unsure = nats(Next(9, sure=0.0), text, window=8, pieces=2)
    assert unsure == pytest.approx(math.log(9), abs=1e-5)


def test_a_transformer_is_asked_only_where_it_has_seen_half_a_window():
    class Half(nn.Module):
        def forward(self, x):
            seen = torch.arange(x.shape[1])
            scores = nn.functional.one_hot((x + 1) % 9, 9) * 50.0
            scores[:, seen < 4] = 0.0  # knows nothing yet
            return scores

    text = torch.arange(97) % 9  # 96 are asked for
    found = nats(Half(), text, window=8, pieces=1)
    assert found == pytest.approx(math.log(9) * 4 / 96, rel=1e-3)


def test_a_class_is_read_off_after_the_last_symbol():
    texts = [torch.tensor(t) for t in ([3], [1, 5], [2, 4, 6])]
    assert guesses(Next(9), texts).tolist() == [4, 6, 7]
    x, there = padded(texts)
    assert x.shape == (3, 3) and there.sum().item() == 6


def test_what_is_generated_follows_the_temperature_and_the_seed():
    model, prompt = Next(50, sure=4.0), torch.tensor([3])
    cold = generate(model, prompt, 20, temperature=0.05)
    assert cold.tolist() == [*range(4, 24)]
    warm = [generate(model, prompt, 20, 2.0, seed=s) for s in (0, 0, 1)]
    assert torch.equal(warm[0], warm[1])
    assert not torch.equal(warm[0], warm[2])
    for bad in (0.0, -1.0, math.nan):
        with pytest.raises(ValueError, match="temperature above 0"):
            generate(model, prompt, 1, bad)


def test_an_lstm_generates_as_if_it_read_everything_anew():
    torch.manual_seed(0)
    model = nets.char_lstm(9, embedding=3, width=8)
    prompt = torch.tensor([1, 2, 3])
    text = generate(model, prompt, 6, seed=4)
    dice = torch.Generator().manual_seed(4)
    anew = prompt
    for _ in range(6):
        chances = model(anew[None])[0][0, -1].softmax(-1)
        anew = torch.cat([anew, torch.multinomial(chances, 1, generator=dice)])
    assert torch.equal(anew[3:], text)
