"""The study of the MobileNetV2 chapter: its networks, and what it found."""

import pytest
import torch

from livenets import count
from livenets.studies import mobilenet_v2 as study


def found(expansion, linear):
    """The accuracies of an arm, by seed."""
    return {
        run["seed"]: run["accuracy"]
        for run in study.results()["runs"]
        if (run["expansion"], run["linear"]) == (expansion, linear)
    }


def test_every_arm_has_every_seed_once():
    runs = study.results()["runs"]
    keys = [(run["expansion"], run["linear"], run["seed"]) for run in runs]
    wanted = [(*arm, seed) for seed in study.SEEDS for arm in study.ARMS]
    assert sorted(keys) == sorted(wanted)


@pytest.mark.parametrize("arm", study.ARMS)
def test_a_network_has_the_size_that_is_told(arm):
    model = study.build(arm, seed=0)
    run = next(
        run
        for run in study.results()["runs"]
        if (run["expansion"], run["linear"]) == arm
    )
    assert count.parameters(model) == run["parameters"]
    assert count.macs(model, torch.zeros(1, 3, 32, 32)) == run["macs"]


def test_arms_of_one_expansion_start_from_the_same_weights():
    pair = [study.build(study.Arm(3, linear), 1) for linear in (True, False)]
    for a, b in zip(*(m.parameters() for m in pair), strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize("linear", [True, False])
def test_what_it_looks_at_is_what_the_projections_put_out(linear):
    model = study.build(study.Arm(3, linear), 0).eval()
    maps = study.narrow(model, torch.rand(2, 3, 32, 32))
    assert [y.shape[1] for y in maps] == [8, 8, 8, 8, 8, 16, 16]
    assert any((y < 0).any() for y in maps) == linear


def mean(expansion, linear):
    return 100 * sum(found(expansion, linear).values()) / len(study.SEEDS)


@pytest.mark.parametrize("expansion", range(2, 7))
def test_a_wide_block_is_better_with_a_linear_end_whatever_the_seed(expansion):
    linear, bent = found(expansion, True), found(expansion, False)
    for seed in study.SEEDS:
        assert 0.015 < linear[seed] - bent[seed] < 0.095


def test_most_of_what_a_wide_middle_is_worth_is_had_at_three():
    linear = [mean(t, True) for t in range(1, 7)]
    assert linear == sorted(linear)
    assert linear[2] - linear[0] > 2 * (linear[5] - linear[2])
    three, six = found(3, True).values(), found(6, True).values()
    assert max(three) > min(six)  # the rest is within the seeds' spread


def test_with_relu6_the_first_step_costs():
    bent = [mean(t, False) for t in range(1, 7)]
    assert bent[1] < bent[0] - 3
    assert max(bent[1:4]) < bent[0] + 1 < min(bent[4:])
