"""What the study of depth found, as the chapter tells it."""

import pytest
import torch

from livenets import weights
from livenets.studies import resnet as study


@pytest.fixture
def runs():
    """(layers, shortcuts) → its runs, a seed each."""
    found = {}
    for run in study.results()["runs"]:
        found.setdefault((run["layers"], run["shortcuts"]), []).append(run)
    return found


def test_every_network_has_three_seeds(runs):
    assert set(runs) == {(n, s) for n in (8, 20, 56) for s in (True, False)}
    for some in runs.values():
        assert [run["seed"] for run in some] == [0, 1, 2]
        assert all(len(run["losses"]) == 8 for run in some)


def last(some):
    return [run["losses"][-1] for run in some]


def test_plain_networks_get_worse_with_depth_on_what_they_learn_from(runs):
    shallow, middle, deep = (last(runs[n, False]) for n in (8, 20, 56))
    assert max(shallow) < min(middle) and max(middle) < min(deep)


def test_with_shortcuts_every_depth_beyond_8_is_better_than_without(runs):
    for layers in (20, 56):
        assert max(last(runs[layers, True])) < min(last(runs[layers, False]))


def test_in_a_deep_network_a_branch_is_small_and_can_be_missed(runs):
    whole = runs[56, True][0]
    lost = {
        path: [
            whole["test_accuracy"] - block[f"without_{path}"]
            for block in whole["blocks"]
        ]
        for path in ("branch", "shortcut")
    }
    assert sum(points <= 0.06 for points in lost["branch"]) >= 20
    assert sum(points <= 0.06 for points in lost["shortcut"]) <= 3
    added = [block for i, block in enumerate(whole["blocks"]) if i % 9]
    assert all(b["branch_rms"] < b["shortcut_rms"] for b in added)


def test_the_widgets_deep_network_is_the_studys_first(runs):
    ours = [run["test_accuracy"] for run in weights.card("resnet56")["runs"]]
    theirs = [run["test_accuracy"] for run in runs[56, True]]
    assert ours == pytest.approx(theirs, abs=1e-4)


def test_a_lesion_is_one_path_and_heals():
    torch.manual_seed(0)
    d = study.small_emoji()
    d = d._replace(test_x=d.test_x[:250], test_y=d.test_y[:250])
    model = study.build(1, shortcuts=True, seed=0).eval()
    before = model(d.test_x[:4])
    rows = study.lesions(model, d)
    assert [row["name"] for row in rows] == [f"stages.{i}.0" for i in range(3)]
    assert torch.equal(model(d.test_x[:4]), before)
    block = model.stages[0][0]
    shortcut = block.shortcut(model.stem(d.test_x[:200]))
    size = shortcut.square().mean().sqrt().item()
    assert rows[0]["shortcut_rms"] == pytest.approx(size, abs=1e-3)
