"""An LSTM without one of its gates: what is taken out, what it costs."""

from statistics import mean

import pytest
import torch

from livenets import count
from livenets.probe import probe
from livenets.studies import lstm_without as study
from livenets.studies import runs, text_sizes

TEXT = torch.arange(40)[None]


@pytest.mark.parametrize("part", study.PARTS)
def test_what_is_taken_out_does_nothing_and_all_else_is_there(part):
    torch.manual_seed(0)
    model = study.build(part)
    name, stand_in = study.PARTS[part]
    paths = [f"core.layers.0.{n}" for n, _ in study.PARTS.values()]
    seen = probe(model, TEXT, paths)
    gates = {path.rsplit(".")[-1]: seen[path] for path in paths}
    if stand_in is study.Open:
        assert (gates.pop(name) == 1).all()
    else:
        assert gates.pop(name).abs().max() > 1
    assert all(gate.abs().max() < 1 for gate in gates.values())
    whole = text_sizes.row("lstm").build()
    assert count.parameters(model) == count.parameters(whole)


def test_without_a_forget_gate_the_cell_only_adds_up():
    torch.manual_seed(0)
    names = ("input", "candidate", "cell")
    paths = [f"core.layers.0.{name}" for name in names]
    seen = probe(study.build("forget gate"), TEXT, paths)
    write, content, cell = (seen[path] for path in paths)  # (T, 1, N)
    assert torch.allclose(cell, (write * content).cumsum(0), atol=1e-5)


def test_the_study_is_whole():
    kept = [
        {k: r[k] for k in study.ROWS[0]} for r in runs.read(study.FILE)["runs"]
    ]
    assert kept == study.ROWS


def test_what_the_chapter_says_is_in_the_numbers():
    costs = {
        part: [
            a - b
            for a, b in zip(
                study.nats(part), study.nats("nothing"), strict=True
            )
        ]
        for part in study.PARTS
    }
    assert min(costs["forget gate"]) > 0.13
    assert 0.01 < mean(costs["input gate"]) < 0.03
    assert abs(mean(costs["output gate"])) < 0.01
    assert abs(mean(costs["tanh of the candidate"])) < 0.01
    found = text_sizes.results()["runs"]
    rnn = [run["test_nats"] for run in found if run["kind"] == "rnn"]
    assert max(rnn) < min(study.nats("forget gate"))
