"""What is true of the search for cells that follow the verse."""

import numpy as np
import pytest

from livenets import data, weights
from livenets.alphabet import Alphabet
from livenets.studies import tang_units as study
from livenets.studies.lstm_units import cells, correlations

TEXT = "春眠不覺曉，處處聞啼鳥。\n夜"
FOUND = study.results()


def test_properties_are_those_of_the_verse_so_far():
    its = {name: v.tolist() for name, v in study.properties(TEXT).items()}
    assert its["place in the line"] == [
        1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 0, 1
    ]  # fmt: skip
    assert its["lines that are over"] == [0] * 5 + [1] * 6 + [2, 0, 0]
    assert its["in a couplet's second line"] == [0] * 5 + [1] * 6 + [0] * 3
    assert np.flatnonzero(its["a comma or full stop"]).tolist() == [5, 11]


def test_the_result_is_of_the_shipped_network():
    assert FOUND["sha256"] == weights.card(study.NAME)["sha256"]


def test_one_cell_tells_the_two_lines_of_a_couplet_apart():
    best = FOUND["units"]["in a couplet's second line"][0]
    assert best["r"] > 0.98
    card = weights.card(study.NAME)
    text = "\n".join(data.tang().test[:60])
    known = Alphabet(card["symbols"], card["unknown"])
    c = cells(weights.load(study.NAME), known.encode(text))
    its = study.properties(text)["in a couplet's second line"]
    again = correlations(c, its)[best["unit"]]
    assert again == pytest.approx(best["r"], abs=0.03)
