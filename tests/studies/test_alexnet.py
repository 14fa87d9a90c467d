"""The studies of AlexNet: fair, complete, and what the chapter reads off."""

import pytest
import torch
from torch import nn

from livenets import cards, recipes
from livenets.studies import alexnet as study
from livenets.studies import alexnet_pool as pools
from livenets.studies import alexnet_race as race
from livenets.studies.vgg import pictures

FOUND, RACE = study.results(), race.results()
X = torch.rand(2, 3, 32, 32)


def scores(dropout, augmentation, part="test"):
    """Per cent right, a number a seed."""
    return [
        100 * run[f"{part}_accuracy"]
        for run in FOUND["runs"]
        if (run["dropout"], run["augmentation"]) == (dropout, augmentation)
    ]


def mean(*how, **more):
    values = scores(*how, **more)
    assert len(values) == 3
    return sum(values) / 3


def test_the_shipped_results_are_complete_and_of_these_recipes():
    plain = {k: cards.plain(v) for k, v in study.RECIPE._asdict().items()}
    assert FOUND["recipe"] == plain
    assert RACE["recipe"] == race.RECIPE._asdict()
    assert [
        (r["dropout"], r["augmentation"], r["seed"]) for r in FOUND["runs"]
    ] == [(*case, seed) for case in study.CASES for seed in study.SEEDS]
    assert [(r["team"], r["seed"]) for r in RACE["runs"]] == [
        (team, seed) for seed in race.SEEDS for team in race.TEAMS
    ]


def test_but_for_fewer_epochs_it_is_the_books_own_recipe():
    own = recipes.find("alexnet").recipe
    assert study.RECIPE._replace(epochs=own.epochs) == own
    assert study.RECIPE.epochs < own.epochs


def test_dropout_is_all_that_differs_and_both_start_alike():
    with_, without = (study.build(on, 1) for on in (True, False))
    for p, q in zip(with_.parameters(), without.parameters(), strict=True):
        assert torch.equal(p, q)
    torch.testing.assert_close(without.train()(X), without.eval()(X))
    assert not torch.equal(with_.train()(X), with_.eval()(X))


def test_masks_of_nothing_change_nothing():
    model, d = study.build(True, 0).eval(), pictures()
    x, y = d.test_x[:60], d.test_y[:60]
    whole = (model(x).argmax(dim=1) == y).float().mean().item()
    none = study.under_masks(model, x, y, 0.0)
    assert none == pytest.approx(whole, abs=1e-6)


def test_each_keeps_from_learning_by_heart_and_gains_nothing_by_it():
    """At this budget: the chapter's reading of the table."""
    ahead = {
        how: mean(*how, part="train") - mean(*how)
        for how in [(False, False), (True, False), (False, True), (True, True)]
    }
    neither, dropout, augmentation, both = ahead.values()
    assert 14 < neither < 17 and 5 < dropout < 9
    assert max(augmentation, both) < 0.5  # "no better on its own pictures"
    alone = scores(True, False)
    assert min(alone) < mean(False, False) < max(alone)
    assert mean(False, False) > mean(False, True) + 4
    assert mean(True, False) > mean(True, True) + 4


def test_what_can_be_missing_is_what_was_missing_in_training():
    one_answer = 100 * float(pictures().test_y.bincount().max() / 780)
    never, varied, masked = (
        mean(*how, part="masked")
        for how in [(False, False), (False, True), (True, False)]
    )
    assert never < one_answer + 1
    assert never + 3 < varied < masked - 10


def test_every_team_of_the_race_has_its_activation_and_no_dropout():
    for team, (activation, _) in race.TEAMS.items():
        model = race.build(team, 0)
        kinds = {type(m) for n, m in model.named_modules() if "act" in n}
        assert kinds == {activation}
        drops = [m.p for m in model.modules() if isinstance(m, nn.Dropout)]
        assert drops == [0.0, 0.0]


def first_below(team, goal=2.1, window=15):
    """Steps, a seed each; None: never."""
    found = []
    for run in RACE["runs"]:
        if run["team"] == team:
            loss = torch.tensor(run["losses"]).unfold(0, window, 1).mean(1)
            below = (loss < goal).nonzero()
            found.append(int(below[0]) + window if len(below) else None)
    return found


def test_tanh_is_ahead_of_relu_until_relu_gets_its_own_start():
    relu, tanh = first_below("ReLU"), first_below("tanh")
    he = first_below("ReLU, He's start")
    assert min(relu) > max(tanh) and min(relu) > max(he)
    assert 1.8 < sum(relu) / sum(tanh) < 2.6  # "twice as many steps"
    assert abs(sum(he) - sum(tanh)) <= 3
    assert first_below("sigmoid") == [None] * 3


def of_pools(pool, both, part="test"):
    """Per cent right with a way to pool, a number a seed."""
    return [
        100 * run[f"{part}_accuracy"]
        for run in pools.results()["runs"]
        if (run["pool"], run["augmentation"]) == (pool, both)
    ]


def test_the_pools_study_is_complete_and_of_the_same_recipe():
    found = pools.results()
    assert found["recipe"] == FOUND["recipe"]
    keys = ("dropout", "augmentation", "seed", "pool")
    assert [tuple(run[key] for key in keys) for run in found["runs"]] == [
        (*case, seed, pool)
        for case in pools.CASES
        for seed in pools.SEEDS
        for pool in pools.POOLS
    ]


def test_pools_of_stride_2_differ_in_nothing_but_their_windows():
    over, apart, third = (pools.build(pool, False, 1) for pool in pools.POOLS)
    for p, q in zip(over.parameters(), apart.parameters(), strict=True):
        assert torch.equal(p, q)
    maps = [model.eval().stages(X) for model in (over, apart, third)]
    assert [y.shape[2:] for y in maps] == [(3, 3), (3, 3), (1, 1)]
    assert (over.stages[0](X) >= apart.stages[0](X)).all()
    assert not torch.equal(maps[0], maps[1])


def test_overlap_keeps_from_learning_by_heart_and_learns_sooner_with_both():
    """At this budget: the chapter's reading of the table."""
    over, apart, third = pools.POOLS
    seen = [of_pools(pool, False, "train") for pool in (apart, over, third)]
    assert min(seen[0]) > max(seen[1]) + 4
    new = [of_pools(pool, False) for pool in pools.POOLS]
    means = [sum(values) / 3 for values in new]
    widths = [max(values) - min(values) for values in new]
    assert max(means) - min(means) < min(widths)
    for other in (apart, third):
        assert min(of_pools(over, True)) > max(of_pools(other, True)) + 2
        for part in ("test", "train"):
            assert sum(of_pools(over, True, part)) > 12 + sum(
                of_pools(other, True, part)
            )
