"""What the chapter on AlexNet says of its networks, on the trained ones."""

import pytest
import torch
from torch import nn

from livenets import count, nets, weights
from livenets.nets.two_columns import LAYERS, WIRES, taken_apart
from livenets.probe import probe
from livenets.recipes import emoji
from livenets.widgets.dropout import scaled

DROPPED = ["classifier.fc6.dropout", "classifier.fc7.dropout"]


def right(scores):
    """The share of the test pictures."""
    return (scores.argmax(dim=1) == emoji().test_y).float().mean().item()


def masked(model, p, i):
    """Shares of the test pictures under the widget's mask number `i`."""
    masks = scaled(p, 0, i, (124, 492))
    knobs = {n: (m.tolist(), 0) for n, m in zip(DROPPED, masks, strict=True)}
    return probe(model, emoji().test_x, knobs=knobs).output.softmax(dim=1)


@pytest.fixture(scope="module")
def columns():
    return taken_apart(weights.load("alexnet_two_columns"))


def half(columns, right_one, layers):
    """Knobs that leave only one column of `layers`."""
    seen = probe(columns, emoji().test_x[:1], layers)
    on = (0.0, 1.0) if right_one else (1.0, 0.0)
    return {
        name: ([on[0]] * (n // 2) + [on[1]] * (n // 2), 0)
        for name, n in ((name, y.shape[1]) for name, y in seen.items())
    }


def reads(columns, knobs):
    return right(probe(columns, emoji().test_x, knobs=knobs).output)


def test_half_of_the_units_can_be_missing_and_nine_of_ten_add_up():
    model = weights.load("alexnet")
    whole = right(probe(model, emoji().test_x).output)
    halves = [right(masked(model, 0.5, i)) for i in range(6)]
    assert sum(halves) / 6 > whole - 0.04
    wrecks = [masked(model, 0.9, i) for i in range(20)]
    alone = sum(map(right, wrecks)) / 20
    assert alone < whole - 0.06
    assert right(sum(wrecks)) > whole - 0.03


def test_either_column_can_speak_alone_but_neither_can_see_alone(columns):
    both = reads(columns, {})
    for right_one in (False, True):
        last = reads(columns, half(columns, right_one, LAYERS[-1:]))
        alone = reads(columns, half(columns, right_one, LAYERS))
        assert last > both - 0.02
        assert alone < 0.21  # as many as the largest class has


def test_the_wires_into_layer_3_are_the_ones_that_matter(columns):
    both = reads(columns, {})
    third, *others = (reads(columns, {w: (0, 0)}) for w in WIRES)
    assert third < both - 0.2
    assert min(others) > both - 0.03


def test_only_227_pixels_give_55():
    with torch.device("meta"):
        first = nets.alexnet_two_gpu().stages[0].conv
        sides = [
            first(torch.empty(1, 3, n, n)).shape[2] for n in (224, 227, 230)
        ]
    assert sides == [54, 55, 55]
    assert (227 - 11) % 4 == 0 and (224 - 11) % 4 and (230 - 11) % 4


def test_maps_are_fewer_than_gradients_at_a_batch_of_128():
    with torch.device("meta"):
        model = nets.alexnet_two_gpu()
        x = torch.empty(1, 3, 227, 227)
        sent = probe(model, x, ["stages.1", "pool", "classifier.fc6"])
    numbers = 2 * 128 * sum(y.numel() for y in sent.values())
    assert numbers == 2 * 128 * (256 * 13 * 13 + 256 * 6 * 6 + 4096)
    assert 4 * numbers < count.parameters(model) < 5 * numbers


def test_two_groups_save_1_4_million():
    with torch.device("meta"):
        model = nets.alexnet_two_gpu()
    grouped = [
        m.weight.numel()
        for m in model.modules()
        if isinstance(m, nn.Conv2d) and m.groups == 2
    ]
    assert grouped == [307_200, 663_552, 442_368]
