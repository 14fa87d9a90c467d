"""Three networks, a quarter of the book's size: what the study found."""

from statistics import mean

import pytest

from livenets import count, weights
from livenets.studies import text_sizes as study

RUNS = study.results()["runs"]


def nats(kind):
    return [run["test_nats"] for run in RUNS if run["kind"] == kind]


@pytest.mark.parametrize("kind", study.SIZES)
def test_the_runs_are_of_these_networks_and_seeds(kind):
    mine = [run for run in RUNS if run["kind"] == kind]
    assert [run["seed"] for run in mine] == list(study.SEEDS)
    size = count.parameters(study.row(kind).build())
    assert {run["parameters"] for run in mine} == {size}
    large = weights.card(f"shakespeare_{kind}")["parameters"]
    assert 3.5 < large / size < 4.5


def test_the_transformer_gains_more_than_the_rnn_and_the_lstm_leads():
    small = {kind: mean(nats(kind)) for kind in study.SIZES}
    large = {
        kind: weights.card(f"shakespeare_{kind}")["test_nats"]
        for kind in study.SIZES
    }
    gain = {kind: small[kind] - large[kind] for kind in study.SIZES}
    assert gain["transformer"] > gain["rnn"] > 0
    assert min(nats("transformer")) > max(nats("rnn"))
    assert abs(large["transformer"] - large["rnn"]) < 0.01
    for sizes in (small, large):
        assert min(sizes, key=sizes.get) == "lstm"
