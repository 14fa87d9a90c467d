"""The study of the EfficientNet chapter: what its networks cost, and see."""

import pytest
import torch

from livenets import count, data
from livenets.studies.efficientnet import (
    ARMS,
    RECIPE,
    SEEDS,
    build,
    on_white,
    pictures,
    results,
)


def cost(arm):
    side = ARMS[arm].side
    return count.macs(build(arm), torch.zeros(1, 3, side, side))


@pytest.mark.parametrize("arm", [arm for arm in ARMS if arm != "base"])
def test_each_arm_costs_four_times_the_base_within_4_percent(arm):
    assert cost(arm) == pytest.approx(4 * cost("base"), rel=0.04)


def test_a_single_axis_is_scaled_alone_and_all_three_as_the_paper_says():
    base = ARMS["base"]
    assert ARMS["wider"][1:] == base[1:]
    assert ARMS["deeper"][::2] == base[::2]
    assert ARMS["finer"][:2] == base[:2]
    width, depth, side = ARMS["all three"]
    assert width / base.width == pytest.approx(1.1**2)
    assert depth / base.depth == pytest.approx(1.2**2)
    assert side / base.side == pytest.approx(1.15**2, rel=0.01)


def test_the_finest_pictures_are_the_stored_ones_and_others_their_means():
    fine, small = pictures(64), pictures(32)
    assert fine.x.shape[2:] == (64, 64) and small.x.shape[2:] == (32, 32)
    stored = torch.from_numpy(data.emoji10(64).train.pixels[:9]) / 255
    seen = stored.permute(0, 3, 1, 2)
    opaque = (seen[:, 3:] > 0).expand_as(seen)
    assert torch.allclose(fine.x[:9][opaque], seen[opaque], atol=1e-5)
    mean = small.test_x.mean().item()
    assert fine.test_x.mean().item() == pytest.approx(mean, abs=2e-3)
    assert torch.equal(fine.y, small.y)


def test_the_same_seed_starts_from_the_same_weights():
    one, two, other = build("base", 1), build("base", 1), build("base", 2)
    assert torch.equal(one.stem.conv.weight, two.stem.conv.weight)
    assert not torch.equal(one.stem.conv.weight, other.stem.conv.weight)


def right(arm, part="test"):
    """The shares of each seed, in %."""
    return [
        100 * run[f"{part}_accuracy"]
        for run in results()["runs"]
        if run["arm"] == arm
    ]


def test_the_file_has_every_arm_with_every_seed_and_its_costs():
    runs = results()["runs"]
    found = [(run["arm"], run["seed"]) for run in runs]
    assert found == [(arm, seed) for seed in SEEDS for arm in ARMS]
    assert results()["recipe"]["epochs"] == RECIPE.epochs
    for run in runs:
        assert run["parameters"] == count.parameters(build(run["arm"]))
        assert run["macs"] == cost(run["arm"])


def test_finer_from_its_worst_seed_beats_all_others_from_their_best():
    """The chapter's sentence, against the paper's table 7."""
    for arm in set(ARMS) - {"finer"}:
        assert min(right("finer")) > max(right(arm)), arm
    assert min(right("finer")) < max(right("all three")) + 0.5


def test_wider_and_all_three_cannot_be_told_from_the_base():
    base = right("base")
    for arm in ("wider", "all three"):
        found = right(arm)
        apart = abs(sum(found) / len(found) - sum(base) / len(base))
        assert max(found) - min(found) > apart, arm
        assert min(base) < max(found) and min(found) < min(base), arm


def test_42_blocks_do_no_better_than_the_most_frequent_class():
    most = pictures(32).test_y.bincount().max() / 780
    assert all(share <= 100 * most + 0.5 for share in right("deeper"))


def test_none_has_learnt_its_pictures_by_heart():
    for arm in ARMS:
        for seen, new in zip(right(arm, "train"), right(arm), strict=True):
            assert seen - new < 5, arm


def test_the_training_pictures_are_seen_as_the_test_pictures_are():
    ink = torch.tensor([1.0, 0.5, 0.0, 0.25]).view(1, 4, 1, 1)
    assert on_white(ink).flatten().tolist() == [1.0, 0.875, 0.75]
