"""The study of squeeze-excite: its tools, and what it found."""

import pytest
import torch

from livenets import count, nets, weights
from livenets.probe import probe
from livenets.studies import mobilenet_v3 as study


@pytest.fixture
def model():
    """The book's network with gates that move twenty times as far."""
    model = weights.load("mobilenet_v3_small")
    for name in study.gates_of(model):
        excite = model.get_submodule(name.replace("gate", "excite"))
        with torch.no_grad():
            excite.weight *= 20
    return model


def test_between_is_0_for_classes_alike_and_1_for_classes_apart():
    y = torch.tensor([0, 0, 1, 1])
    alike = torch.tensor([[1.0], [3.0], [1.0], [3.0]])
    apart = torch.tensor([[1.0], [1.0], [3.0], [3.0]])
    assert study.between(alike, y) == pytest.approx(0)
    assert study.between(apart, y) == pytest.approx(1)


def test_between_is_torchs_variance_taken_apart():
    dice = torch.Generator().manual_seed(0)
    values = torch.randn(60, 3, generator=dice)
    y = torch.arange(60) % 4
    within = sum(
        (values[y == c] - values[y == c].mean(dim=0)).square().sum()
        for c in range(4)
    )
    whole = (values - values.mean(dim=0)).square().sum()
    wanted = 1 - (within / whole).item()
    assert study.between(values, y) == pytest.approx(wanted, abs=1e-5)


def test_fixed_gates_do_not_answer_the_picture(model):
    x = torch.rand(5, 3, 32, 32)
    names = study.gates_of(model)
    free = probe(model, x, names)
    held = probe(model, x, names, study.fixed(model, x))
    for name in names:
        assert free[name].std(dim=0).max() > 0.01, name
        assert held[name].std(dim=0).max() < 1e-6, name
        torch.testing.assert_close(held[name][0], free[name].mean(dim=0))


def test_fixed_gates_can_be_folded_into_the_next_layer(model):
    """The chapter's third exercise, on a network whose gates do move."""
    x = torch.rand(5, 3, 32, 32)
    knobs = study.fixed(model, x)
    wanted = probe(model, x, knobs=knobs).output
    assert not torch.allclose(probe(model, x).output, wanted, rtol=1e-3)
    for name, (_, mean) in knobs.items():
        block = model.get_submodule(name.removesuffix(".se.gate"))
        with torch.no_grad():
            block.project.conv.weight *= mean.view(1, -1, 1, 1)
    opened = probe(model, x, knobs=dict.fromkeys(knobs, (0, 1))).output
    torch.testing.assert_close(opened, wanted, rtol=1e-4, atol=1e-5)


def test_each_picture_gets_the_gates_of_another(model):
    x = torch.rand(6, 3, 32, 32)
    names = study.gates_of(model)[:1]
    free = probe(model, x, names)[names[0]]
    mixed = study.shuffled(model, x)[names[0]][1]
    assert not torch.equal(mixed, free)
    assert sorted(mixed.flatten(1).sum(1)) == sorted(free.flatten(1).sum(1))


def test_the_file_has_every_network_of_the_table():
    runs = study.results()["runs"]
    found = {(run["ratio"], run["optimiser"], run["seed"]) for run in runs}
    assert found == set(study.ROWS) and len(runs) == len(study.ROWS)
    for run in runs:
        model = nets.mobilenet_v3_small(
            10, width=0.35, stride=1, se_ratio=run["ratio"]
        )
        assert run["parameters"] == count.parameters(model)


def test_the_books_network_hardly_needs_its_gates_to_move():
    """The chapter's main result, on the shipped weights."""
    net, d = weights.load("mobilenet_v3_small"), study.emoji()
    free = study.right(net, d.test_x, d.test_y)
    knobs = study.fixed(net, study.on_white())
    held = study.right(net, d.test_x, d.test_y, knobs)
    assert free == pytest.approx(
        weights.card("mobilenet_v3_small")["test_accuracy"], abs=2 / 780
    )
    assert 0 < free - held < 0.02
    early, late = (
        study.spread(net, d.test_x, d.test_y)[f"blocks.{n}.se.gate"]
        for n in (3, 10)
    )
    assert late["between"] > 0.7 > 0.5 > early["between"]


def test_squeeze_excite_does_not_help_and_fixed_gates_cost_little():
    """The chapter's table: its means, and what its gates are worth."""
    runs = study.results()["runs"]
    sgd = [run for run in runs if run["optimiser"] == "SGD"]
    shares = {
        ratio: [r["test_accuracy"] for r in sgd if r["ratio"] == ratio]
        for ratio in (None, 2, 16)
    }
    card = weights.card("mobilenet_v3_small")["runs"]
    shares[4] = [run["test_accuracy"] for run in card]
    means = {ratio: sum(some) / 3 for ratio, some in shares.items()}
    assert means[None] == max(means.values())
    assert max(means.values()) - means[2] < 0.01
    assert means[None] - means[16] > 0.02
    assert max(shares[16]) < min(shares[None]) + 0.005
    lost = [r["test_accuracy"] - r["fixed"] for r in sgd if "fixed" in r]
    assert len(lost) == 8 and 0 <= min(lost) and max(lost) < 0.0225
