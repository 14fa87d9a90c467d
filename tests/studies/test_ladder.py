"""The study of time: fair, complete, and what the chapter says of it."""

import numpy as np
import pytest
import torch
from torch import nn

from livenets import count, side_by_side
from livenets.studies import ladder

FOUND = ladder.results()
FACTS = side_by_side.facts()


def test_the_shipped_result_is_complete():
    assert list(FOUND["networks"]) == list(FACTS)
    assert list(FOUND["kinds"]) == list(ladder.kinds())
    assert list(FOUND["chains"]) == ["1", "4", "16", "64"]
    assert FOUND["processor"] and FOUND["command"].endswith("studies.ladder")


def test_only_the_number_of_layers_differs_in_a_chain():
    for n in (1, 4, 16, 64):
        model = ladder.chain(n)
        c = model[0].in_channels
        x = torch.rand(1, c, 8, 8)
        assert len(model) == n and model(x).shape == x.shape
        assert count.macs(model, x) == 9 * 128**2 * 64


def test_the_kinds_of_layers_have_the_same_multiply_adds():
    work = [count.macs(layer, x) for layer, x in ladder.kinds().values()]
    assert len(set(work)) == 1
    assert work[0] == 9 * 64**2 * 16**2


def test_time_follows_the_layers_and_not_the_multiply_adds():
    ms = list(FOUND["networks"].values())
    layers = [facts["layers"] for facts in FACTS.values()]
    macs = [facts["macs"] for facts in FACTS.values()]
    assert ladder.fit([layers], ms)[1] > 0.9
    assert ladder.fit([macs], ms)[1] < 0
    assert ladder.fit([layers, macs], ms)[1] < 0.99
    slow, quick = (FOUND["networks"][n] for n in ("MobileNetV3", "ResNet-18"))
    assert slow > 1.7 * quick


def test_the_same_work_in_more_layers_takes_longer():
    times = list(FOUND["chains"].values())
    assert times == sorted(times) and times[-1] > 3 * times[0]


def test_a_depthwise_layer_is_the_dearest_of_its_kind():
    *dense, depthwise = FOUND["kinds"].values()
    assert depthwise > 2 * max(dense)


def test_a_fit_finds_the_factors_that_made_the_times():
    dice = np.random.default_rng(0)
    columns = dice.random((2, 10))
    ms = 3 * columns[0] + 0.5 * columns[1]
    factors, share = ladder.fit(columns.tolist(), ms.tolist())
    assert factors == pytest.approx([3, 0.5]) and share == pytest.approx(1)


def test_what_is_timed_runs_in_turn_and_keeps_its_name(monkeypatch):
    monkeypatch.setattr(ladder, "LEAST", 1e-4)
    monkeypatch.setattr(ladder, "ROUNDS", 3)
    small, large = nn.Linear(4, 4), nn.Linear(2000, 2000)
    times = ladder.timed(
        {
            "small": (small, torch.rand(1, 4)),
            "large": (large, torch.rand(64, 2000)),
        }
    )
    assert list(times) == ["small", "large"]
    assert 0 < times["small"] < times["large"]
