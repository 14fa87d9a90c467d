"""Tomorrow's weather: what is asked, and what the study found."""

import numpy as np
import pytest

from livenets import data
from livenets.studies import lstm_weather as study

FOUND = study.results()


def test_the_result_is_of_these_settings():
    assert FOUND["settings"] == study.settings()
    assert all(
        len(FOUND["errors"][kind]) == len(study.SEEDS)
        for kind in ("RNN", "LSTM")
    )


def test_a_day_knows_nothing_of_the_day_after():
    x, today, tomorrow, first = study.table()
    high = data.weather().high
    assert len(x) == len(high) - 1
    assert (today.numpy() == high[:-1]).all()
    assert (tomorrow.numpy() == high[1:]).all()
    assert abs(x[:first, :4].mean(dim=0)).max() < 0.01
    assert data.weather().days[first] == np.datetime64("2015-01-01")


def test_persistence_and_the_line_are_computed_again():
    _, today, tomorrow, first = study.table()
    off = (tomorrow - today)[first - 1 :].abs().mean().item()
    assert FOUND["errors"]["as today"] == [pytest.approx(off, abs=1e-3)]
    for days in (1, 7):
        name = f"line, {days} day{'s' * (days > 1)}"
        assert FOUND["errors"][name] == [
            pytest.approx(study.line(days), abs=2e-3)
        ]


def test_the_gain_is_modest_and_a_line_has_it_too():
    errors = {name: np.mean(row) for name, row in FOUND["errors"].items()}
    assert 0.9 < errors["LSTM"] / errors["as today"] < 0.97
    assert abs(errors["LSTM"] - errors["line, 1 day"]) < 0.03
