"""What a head is found to read is what it reads."""

import pytest
import torch

from livenets import heads
from livenets.nets import CharTransformer
from livenets.probe import probe

SYMBOLS = "ab ."
TEXT = "ab ab.b"


def numbers(text):
    return torch.tensor([[SYMBOLS.index(c) for c in text]])


def read(habit):
    """Row → the columns that a habit reads, of TEXT."""
    there = getattr(heads.places(numbers(TEXT), SYMBOLS), habit)
    there = there.expand(1, -1, -1)[0]
    return [row.nonzero().flatten().tolist() for row in there]


@pytest.mark.parametrize(
    ("habit", "columns"),
    [
        ("previous", [[], [0], [1], [2], [3], [4], [5]]),
        (
            "near",
            [[*range(max(0, i - 4), i + 1)] for i in range(7)],
        ),
        ("far", [[]] * 7),
        ("same", [[], [], [], [0], [1], [], [1, 4]]),
        ("after_same", [[], [], [], [1], [2], [], [2, 5]]),
        ("word_start", [[0], [0], [0], [3], [3], [3], [6]]),
    ],
)
def test_each_habit_looks_where_it_says(habit, columns):
    assert read(habit) == columns


@pytest.fixture
def model():
    torch.manual_seed(0)
    return CharTransformer(4, d_model=12, nhead=3, num_layers=2).eval()


@pytest.fixture
def x():
    torch.manual_seed(0)
    return torch.randint(4, (5, 41))


def test_far_is_more_than_eight_places():
    there = heads.places(torch.zeros(1, 12, dtype=torch.long), SYMBOLS).far
    assert there.sum(dim=1).tolist() == [0] * 9 + [1, 2, 3]


def test_a_head_that_reads_all_alike_is_chance_and_wide(model, x):
    for name in heads.modules(model):
        model.get_submodule(name).query.weight.data.zero_()
    found = heads.habits(model, x, SYMBOLS)
    for part, chance in zip(found, heads.alike(x, SYMBOLS), strict=True):
        torch.testing.assert_close(part, chance.expand(2, 3))
    even = (1 / torch.arange(heads.SKIP + 1, 42)).mean()
    torch.testing.assert_close(found.previous, even.expand(2, 3))
    wide = torch.arange(heads.SKIP + 1.0, 42).mean()
    torch.testing.assert_close(heads.breadth(model, x), wide.expand(2, 3))


def test_a_head_is_named_for_its_habit():
    weak, near = torch.full((2, 3), 0.1), torch.full((2, 3), 0.1)
    previous = weak.clone()
    previous[1, 2] = near[1, 2] = near[0, 1] = 0.7
    found = heads.Habits(previous, near, weak, weak, weak, weak)
    assert heads.roles(found) == {
        "1.2": "previous character",
        "0.1": "last five characters",
    }


def test_a_cut_costs_the_difference(model, x):
    found = heads.costs(model, x, "heads")
    knobs = {"layers.1.self_attention.heads": ([1.0, 0.0, 1.0], 0)}
    cost = heads.nats(model, x, knobs) - heads.nats(model, x)
    assert found.shape == (2, 3)
    assert found[1, 1].item() == pytest.approx(cost, abs=1e-6)
    assert found.abs().min() > 1e-6


def test_a_head_that_reads_nothing_costs_nothing(model, x):
    attention = model.get_submodule("layers.0.self_attention")
    attention.value.weight.data[4:8] = 0
    found = heads.costs(model, x, "heads")[0]
    assert found[1].item() == pytest.approx(0, abs=1e-6)
    assert found[[0, 2]].abs().min() > 1e-6


def test_nats_are_of_the_later_half(model, x):
    logits = probe(model, x[:, :-1]).output[:, 20:].log_softmax(-1)
    wanted = -logits.gather(2, x[:, 21:, None]).mean()
    assert heads.nats(model, x) == pytest.approx(wanted.item(), abs=1e-6)


def test_windows_reach_from_the_first_symbol_to_the_last():
    found = heads.windows(torch.arange(100), 4, 10)
    assert found[:, 0].tolist() == [0, 30, 60, 90]
    assert found[-1].tolist() == list(range(90, 100))
