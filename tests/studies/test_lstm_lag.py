"""How long each cell remembers: the task, and what the study found."""

import torch

from livenets.studies import lstm_lag as study
from livenets.train_text import SILENT, Batch

FOUND = study.results()


def right(network, lag):
    return [
        run["right"]
        for run in FOUND["runs"]
        if (run["network"], run["lag"]) == (network, lag)
    ]


def test_the_result_is_of_these_settings():
    assert FOUND["settings"] == study.settings()
    wanted = len(study.ROWS) * len(study.LAGS) * len(study.SEEDS)
    assert len(FOUND["runs"]) == wanted


def test_only_the_first_symbol_tells_the_answer():
    x, y, goes_on = next(iter(study.batches(7, seed=3)))
    assert isinstance(Batch(x, y, goes_on), Batch) and not goes_on
    assert x.shape == (study.RECIPE.batch, 8)
    assert torch.equal(y[:, -1], x[:, 0])
    assert (y[:, :-1] == SILENT).all()
    assert (x[:, 1:] >= study.KINDS).all()


def test_a_forget_bias_moves_the_forget_gate_and_nothing_else():
    plain, open_ = (
        study.build(f"LSTM, forget bias {bias}", seed=1).state_dict()
        for bias in (0, 4)
    )
    for name, values in plain.items():
        moved = open_[name] - values
        if name == "core.layers.0.bias_x":
            n = study.WIDTH
            assert torch.allclose(moved[n : 2 * n], torch.tensor(4.0))
            moved = torch.cat([moved[:n], moved[2 * n :]])
        assert not moved.any(), name


def test_ten_steps_are_bridged_by_all_but_the_usual_lstm():
    for name, *_ in study.ROWS:
        learnt = [share > 0.9 for share in right(name, 10)]
        usual = name == "LSTM, forget bias 0"
        assert sum(learnt) == (1 if usual else 3), name


def test_thirty_steps_are_bridged_every_time_by_an_open_gate_only():
    for lag in (30, 60):
        for name, *_ in study.ROWS:
            learnt = [share > 0.9 for share in right(name, lag)]
            assert all(learnt) == (name == "LSTM, forget bias 4"), name
    assert sum(share > 0.9 for share in right("RNN", 30)) == 1
