"""What is true of the study of lags."""

import json

import torch

from livenets.studies import rnn_lag as study

FOUND = json.loads((study.HERE / "rnn_lag.json").read_text("utf-8"))


def test_what_is_stored_was_made_with_the_present_settings():
    assert FOUND["settings"] == study.settings()
    for row in FOUND["right"].values():
        assert list(row) == [str(lag) for lag in study.LAGS]
        assert all(len(runs) == len(study.SEEDS) for runs in row.values())
    for runs in FOUND["descent"].values():
        assert len(runs) == len(study.STEEP_SEEDS)


def test_only_the_first_moment_tells_the_answer():
    dice = torch.Generator().manual_seed(0)
    x, y = study.sequences(5, 4000, dice)
    assert x.shape == (4000, 6, 1)
    assert torch.equal(x[:, 0, 0] > 0, y > 0)
    with_later = x[:, 1:, 0].T @ (2 * y - 1) / 4000
    assert with_later.abs().max() < 0.03


def test_the_orthogonal_start_has_the_radius_1():
    for start, wanted in (("orthogonal", True), ("torch's", False)):
        torch.manual_seed(0)
        w = study.Reader(start).core.layers[0].weight_h.detach()
        sizes = torch.linalg.eigvals(w).abs()
        same = torch.allclose(sizes, torch.ones(study.WIDTH), atol=1e-4)
        assert same == wanted


def test_a_short_lag_is_learned_and_without_updates_nothing_is():
    assert study.trained(2, "torch's", 0, updates=150) > 0.95
    assert study.trained(40, "torch's", 0, updates=0) < 0.7


def test_what_the_chapter_says_of_the_lags_is_in_the_numbers():
    ours, orthogonal = (FOUND["right"][start] for start in study.STARTS)
    assert min(ours["10"]) > 0.99 and max(ours["20"]) < 0.6
    assert min(orthogonal["80"]) > 0.99
    assert sum(v > 0.99 for v in orthogonal["160"]) == 2
    free, clipped = FOUND["descent"]["none"], FOUND["descent"]["1"]
    assert sum(run["last_loss"] > 0.6 for run in free) == 2
    assert max(run["last_loss"] for run in clipped) < 0.1
