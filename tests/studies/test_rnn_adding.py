"""Two marked numbers to be added: the task, and what the study found."""

from statistics import mean

import pytest
import torch

from livenets.studies import rnn_adding as study
from livenets.studies import runs

ALWAYS_ONE = 1 / 6  # the variance of a sum of two numbers in [0, 1]


def test_two_moments_are_marked_one_in_each_half_and_their_sum_is_asked():
    x, y = study.sequences(10, 4000, torch.Generator().manual_seed(0))
    numbers, marks = x.unbind(-1)
    assert x.shape == (4000, 10, 2)
    assert (marks[:, :5].sum(1) == 1).all()
    assert (marks[:, 5:].sum(1) == 1).all()
    assert torch.equal(y, (numbers * marks).sum(1))
    assert marks.sum(0).min() > 700  # every moment is marked, of 800
    assert (y - 1).square().mean().item() == pytest.approx(
        ALWAYS_ONE, abs=0.01
    )


@pytest.mark.parametrize("network", study.NETWORKS)
def test_a_network_begins_where_guessing_is_and_learns_the_short_sums(network):
    before = study.run(network, 4, 0, updates=0)["error"]
    after = study.run(network, 4, 0, updates=400)["error"]
    assert after < 0.05 < 0.1 < before


def test_the_study_is_whole_and_made_with_the_present_settings():
    found = runs.read(study.FILE)
    assert {k: found[k] for k in study.head() if k != "torch"} == {
        k: v for k, v in study.head().items() if k != "torch"
    }
    kept = [{k: r[k] for k in study.ROWS[0]} for r in found["runs"]]
    assert kept == study.ROWS


def test_what_the_chapter_says_of_the_sums_is_in_the_numbers():
    ours, orthogonal, lstm = (
        {n: study.errors(name, n) for n in study.LENGTHS}
        for name in study.NETWORKS
    )
    for n in (10, 20):
        pairs = zip(orthogonal[n], ours[n], strict=True)
        assert 0.4 < mean(a / b for a, b in pairs) < 0.7
        assert max(ours[n]) < 0.05
    assert min(ours[40] + orthogonal[40]) > 0.12
    assert max(lstm[40]) < 0.01
    assert [e > 0.15 for e in lstm[80]] == [False, True, False]
