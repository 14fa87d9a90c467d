"""The kernel's engine: what a widget asks, and what PyTorch answers."""

import numpy as np
import pytest
import torch
from torch import nn

from livenets import nets
from livenets.engine import Engine
from livenets.probe import probe

STEPS = 7
FORGET, CELL = "core.layers.0.forget", "core.layers.0.cell"


@pytest.fixture
def lstm():
    torch.manual_seed(0)
    return nets.char_lstm(11, embedding=4, width=6).eval()


@pytest.fixture
def engine(lstm):
    return Engine(
        lstm,
        {
            "symbols": np.zeros((1, 1), np.float32),
            "h": np.zeros((1, 1, 6), np.float32),
            "c": np.zeros((1, 1, 6), np.float32),
        },
        watch=[FORGET, CELL],
        knobs=[FORGET],
        results=("scores", "next_h", "next_c"),
        carry={"h": "next_h", "c": "next_c"},
    )


@pytest.fixture
def inputs():
    dice = np.random.default_rng(1)
    return {
        "symbols": dice.integers(0, 11, STEPS).astype(np.float32),
        "h": dice.standard_normal(6).astype(np.float32),
        "c": dice.standard_normal(6).astype(np.float32),
    }


def states(inputs):
    h, c = (torch.from_numpy(inputs[n]).view(1, 1, 6) for n in "hc")
    return torch.from_numpy(inputs["symbols"])[None], h, c


def test_a_cell_stepped_is_the_network_on_the_whole_text(engine, lstm, inputs):
    _, found = engine.run(inputs, ["scores", FORGET, "next_c"])
    seen = probe(lstm, states(inputs), [FORGET])
    scores, _, c = seen.output
    assert found["scores"].shape == (STEPS, 1, 1, 11)
    np.testing.assert_allclose(
        found["scores"][:, 0, 0], scores[0], rtol=0, atol=1e-6
    )
    np.testing.assert_allclose(found[FORGET], seen[FORGET], atol=1e-6)
    np.testing.assert_allclose(found["next_c"][-1], c, atol=1e-6)


def test_knobs_are_turned_for_the_steps_that_are_named(engine, inputs):
    knobs = {FORGET: (0, 1)}
    _, found = engine.run(inputs, [FORGET, CELL], knobs, when=(2, 5))
    _, plain = engine.run(inputs, [FORGET, CELL])
    assert (found[FORGET][2:5] == 1).all()
    assert (found[FORGET][[0, 1, 5, 6]] < 1).all()
    np.testing.assert_array_equal(found[CELL][:2], plain[CELL][:2])
    assert not np.allclose(found[CELL][5:], plain[CELL][5:])


def test_a_network_without_a_state_takes_one_step():
    engine = Engine(nn.Linear(2, 3), {"x": np.zeros((1, 2), np.float32)})
    _, found = engine.run({"x": np.ones(2)}, ["output"])
    assert found["output"].shape == (1, 3)
    with pytest.raises(ValueError, match=r"have \[4\] rows: want one"):
        engine.run({"x": np.ones(8)}, ["output"])


def test_no_step_at_all_is_refused(engine, inputs):
    inputs["symbols"] = np.zeros(0, np.float32)
    with pytest.raises(ValueError, match="want one each, or as many"):
        engine.run(inputs, ["scores"])


def test_a_run_is_timed_after_one_to_warm_up(engine, inputs, monkeypatch):
    runs, clock = [], iter([0, 9] + [t for i in range(9) for t in (i, i + 2)])
    monkeypatch.setattr(Engine, "run", lambda *args: runs.append(args))
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    assert engine.milliseconds(inputs, [CELL]) == 2000
    assert len(runs) == 10
