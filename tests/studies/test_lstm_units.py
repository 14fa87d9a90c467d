"""What is true of the search for memory cells that mean something."""

import json

import numpy as np
import pytest
import torch

from livenets import nets, weights
from livenets.studies import lstm_units as study

TEXT = "KING:\nWho's A?\nMe\n\nB:\nI. So"
FOUND = json.loads((study.HERE / "lstm_units.json").read_text("utf-8"))


def test_properties_are_those_of_the_text_so_far():
    its = {name: v.tolist() for name, v in study.properties(TEXT).items()}
    assert its["characters since the line began"] == [
        *range(1, 6), 0, *range(1, 9), 0, 1, 2, 0, 0, 1, 2, 0, *range(1, 6)
    ]  # fmt: skip
    marked = "".join(
        c
        for c, inside in zip(TEXT, its["inside a speaker's name"], strict=True)
        if inside
    )
    assert marked == "KING\nB"  # the empty line says that a name follows
    assert its["lines since the speaker's name"][6:14] == [1] * 8
    assert its["lines since the speaker's name"][15:17] == [2, 2]
    assert its["lines since the speaker's name"][-5:] == [1] * 5
    assert its["inside a word"][6:14] == [1, 1, 1, 1, 1, 0, 1, 0]
    assert its["characters since the word began"][6:12] == [1, 2, 3, 4, 5, 0]
    assert its["characters since the sentence began"][-5:] == [
        its["characters since the sentence began"][-5], 0, 1, 2, 3
    ]  # fmt: skip
    assert its["a vowel"][6:11] == [0, 0, 1, 0, 0]
    assert sum(its["a new line"]) == 5


def test_no_property_looks_ahead():
    whole, half = study.properties(TEXT), study.properties(TEXT[:12])
    for name, values in half.items():
        assert np.array_equal(values, whole[name][:12]), name


def test_correlation_is_pearsons():
    dice = np.random.default_rng(0)
    a, b = dice.normal(size=(50, 3)), dice.normal(size=50)
    a[:, 2] = 1.5  # never moves
    found = study.correlations(a, b)
    for k in range(2):
        assert found[k] == pytest.approx(np.corrcoef(a[:, k], b)[0, 1])
    assert found[2] == 0
    assert study.correlations(-2 * b[:, None] + 1, b) == pytest.approx(-1)


def test_cells_are_those_after_each_symbol():
    torch.manual_seed(0)
    model = nets.char_lstm(9, embedding=3, width=4).eval()
    symbols = np.array([3, 1, 4, 1, 5])
    c = study.cells(model, symbols)
    with torch.inference_mode():
        for t in range(5):
            _, _, last = model(torch.from_numpy(symbols[: t + 1])[None])
            np.testing.assert_allclose(c[t], last[0, 0].tanh(), atol=1e-6)


def test_what_is_stored_is_of_the_network_that_ships():
    assert FOUND["sha256"] == weights.card(FOUND["network"])["sha256"]


def test_some_cells_mean_something_where_they_were_not_chosen():
    best = {name: abs(cells[0]["r"]) for name, cells in FOUND["units"].items()}
    assert set(best) == set(study.properties(TEXT))
    assert best["characters since the line began"] > 0.5
    assert best["inside a speaker's name"] > 0.5
    for name, cells in FOUND["units"].items():
        for cell in cells:
            assert abs(cell["r"] - cell["r_where_chosen"]) < 0.2, name
