"""The study of VGG: fair, complete, and what the chapter says of it."""

import statistics

import pytest
import torch

from livenets import count
from livenets.studies import vgg

FOUND = vgg.results()
RUNS = FOUND["runs"]


def mean(layers, batch_norm, part="test", centred=False):
    return statistics.mean(
        run[f"{part}_accuracy"]
        for run in RUNS
        if (run["layers"], run["batch_norm"], run["centred"])
        == (layers, batch_norm, centred)
    )


def test_every_depth_costs_the_same_and_has_its_layers():
    x = torch.rand(1, 3, 32, 32)
    for layers in vgg.DEPTHS:
        model = vgg.build(layers, batch_norm=False, seed=0)
        assert count.macs(model, x) == pytest.approx(4.3e6, rel=0.005)
        assert sum(p.ndim > 1 for p in model.parameters()) == layers
        first = model.stages[0].layers[0].conv
        assert first.out_channels == {8: 14, 19: 6}.get(
            layers, first.out_channels
        )


def test_batch_norm_is_all_that_differs():
    plain, normed = (vgg.build(11, norm, seed=1) for norm in (False, True))
    weights = dict(normed.named_parameters())
    for name, p in plain.named_parameters():
        if p.ndim > 1:
            assert torch.equal(p, weights[name])


def test_the_shipped_result_is_complete_and_of_this_recipe():
    assert FOUND["recipe"] == vgg.RECIPE._asdict()
    assert [
        (r["seed"], r["layers"], r["batch_norm"], r["centred"]) for r in RUNS
    ] == [(seed, *case) for seed in vgg.SEEDS for case in vgg.CASES]


def test_centred_pictures_have_mean_0_and_deviation_1():
    d = vgg.centre(vgg.pictures())
    std, mean = torch.std_mean(d.x, dim=(0, 2, 3))
    torch.testing.assert_close(mean, torch.zeros(3), atol=1e-3, rtol=0)
    torch.testing.assert_close(std, torch.ones(3), atol=1e-3, rtol=0)
    moved = d.test_x[0, :, 0, 0] - d.test_x[1, :, 5, 5]
    was = vgg.pictures().test_x
    wanted = (was[0, :, 0, 0] - was[1, :, 5, 5]) / vgg.pictures().x.std(
        dim=(0, 2, 3)
    )
    torch.testing.assert_close(moved, wanted, atol=1e-4, rtol=1e-4)


def test_deeper_is_worse_in_training_too_and_batch_norm_helps_up_to_16():
    """At this budget: the chapter's reading of the table."""
    for norm in (False, True):
        for part in ("test", "train"):
            assert mean(8, norm, part) > mean(13, norm, part)
            assert mean(13, norm, part) > mean(19, norm, part)
    for layers in (8, 11, 13, 16):
        pairs = zip(of(layers, True), of(layers, False), strict=True)
        for normed, plain in pairs:
            assert normed["test_accuracy"] > plain["test_accuracy"] + 0.05


def of(*case):
    """The runs of a case, without centring, by seed."""
    return [
        run
        for run in RUNS
        if (run["layers"], run["batch_norm"]) == case and not run["centred"]
    ]


def test_who_never_starts_stays_where_guessing_leaves_the_loss():
    """Two of three with 16 layers, and one of 19 with batch norm."""
    guess = float(vgg.pictures().test_y.bincount().max() / 780)
    stuck = [run for run in RUNS if run["test_accuracy"] < guess + 0.01]
    assert [(r["layers"], r["batch_norm"], r["seed"]) for r in stuck] == [
        (16, False, 0),
        (16, False, 1),
        (19, True, 2),
    ]
    share = vgg.pictures().y.bincount() / len(vgg.pictures().y)
    by_guessing = float(-(share * share.log()).sum())
    for run in stuck:
        assert run["losses"][-1] == pytest.approx(by_guessing, abs=0.05)


def test_16_layers_start_from_every_seed_once_the_pictures_are_centred():
    guess = float(vgg.pictures().test_y.bincount().max() / 780)
    centred = [run for run in RUNS if run["centred"]]
    assert len(centred) == len(vgg.SEEDS)
    for run in [*centred, *of(19, False)]:  # so it is not depth alone
        assert run["test_accuracy"] > 1.9 * guess
