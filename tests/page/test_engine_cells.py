"""Recurrent networks in the page's engine: PyTorch's numbers at each step."""

import numpy as np
import pytest
import torch
from pad import PAGE
from page.engines import RUN, agree, cards

from livenets import data, nets, weights
from livenets.alphabet import Alphabet
from livenets.engine import Engine
from livenets.widgets import gates, surname

GATES = ["input", "forget", "candidate", "output", "cell", "hidden"]


@pytest.fixture
def cell():
    """A small LSTM that reads letters, one a call."""
    torch.manual_seed(0)
    state = {n: np.zeros((1, 1, 9), np.float32) for n in ("h", "c")}
    return Engine(
        nets.char_lstm(12, embedding=5, width=9),
        {"symbols": np.zeros((1, 1), np.float32), **state},
        watch=[f"core.layers.0.{gate}" for gate in GATES],
        knobs=["core.layers.0.forget", "core.layers.0.input"],
        results=("scores", "next_h", "next_c"),
        carry={"h": "next_h", "c": "next_c"},
    )


@pytest.mark.parametrize("when", [None, [50, 120]])
def test_a_cell_is_torchs_along_200_steps_with_its_knobs(visit, cell, when):
    page = visit(PAGE)
    graph = cell.graph()
    page.route("**/cell.onnx", lambda route: route.fulfill(body=graph.onnx))
    about = {"file": "cell.onnx", "sha256": graph.sha256}
    card = {**cell.card(), **about, "bytes": len(graph.onnx)}
    dice = np.random.default_rng(0)
    inputs = {
        "symbols": dice.integers(0, 12, 200).astype(np.float32),
        "h": dice.standard_normal(9).astype(np.float32),
        "c": dice.standard_normal(9).astype(np.float32),
    }
    request = {
        "card": card,
        "inputs": {name: v.tolist() for name, v in inputs.items()},
        "knobs": {
            "core.layers.0.forget": (0, 1),
            "core.layers.0.input": ([0.0] * 4 + [1.0] * 5, 0),
        },
        "watch": list(card["outputs"]),
        "when": when,
    }
    found = page.evaluate(RUN, ["wasm", request])
    _, wanted = cell.run(inputs, request["watch"], request["knobs"], when)
    agree(found, wanted)
    assert all(len(v) == 200 for v in wanted.values())


@pytest.mark.parametrize("name", ["surname_rnn", "surname_lstm"])
@pytest.mark.parametrize("knobs", ["none", "emptied", "one unit silent"])
def test_a_readers_letters_are_torchs_in_the_page(visit, name, knobs):
    page = visit("chapters/rnn.html")
    card = cards(page, "surname")[name]
    dice = np.random.default_rng(0)
    symbols = dice.integers(0, 68, 200).astype(np.float32)
    zeros = {n: np.zeros(64, np.float32) for n in card["carry"]}
    unit = np.ones(64)
    unit[7] = 0
    turned, when = {
        "none": ({}, None),
        "emptied": (dict.fromkeys(card["knobs"], (0, 0)), [50, 51]),
        "one unit silent": (
            {"core.layers.0.hidden": (unit.tolist(), 0)}, [0, 200]
        ),
    }[knobs]  # fmt: skip
    request = {
        "card": card,
        "inputs": {
            "symbols": symbols.tolist(),
            **{n: v.tolist() for n, v in zeros.items()},
        },
        "knobs": turned,
        "when": when,
        "watch": list(card["outputs"]),
    }
    found = page.evaluate(RUN, ["wasm", request])
    made = surname.engine(weights.load(name))
    inputs = {"symbols": symbols, **zeros}
    _, wanted = made.run(inputs, request["watch"], turned, when)
    agree(found, wanted)


READERS = {
    "Shakespeare": "shakespeare_lstm",
    "Tang 唐詩": "tang_lstm",
}


@pytest.mark.parametrize("knobs", [False, True])
@pytest.mark.parametrize("name", READERS)
def test_what_reads_in_the_page_is_torch_along_200_characters(
    visit, name, knobs
):
    page = visit("chapters/lstm.html")
    card = cards(page, "gates")[name]
    kept = weights.card(READERS[name])
    text = data.shakespeare().test[:200]
    if kept["unknown"]:
        text = "\n".join(data.tang().test[:7])[:200]
    cell = gates.engine(weights.load(READERS[name]))
    inputs = {
        "symbols": Alphabet(kept["symbols"], kept["unknown"]).encode(text),
        "h": cell.example["h"].ravel(),
        "c": cell.example["c"].ravel(),
    }
    size = len(inputs["c"])
    some = [0.0] * 40 + [1.0] * (size - 40)
    turned = {
        "core.layers.0.forget": (0, 1),
        "core.layers.0.output": (some, 0),
    }
    request = {
        "card": card,
        "inputs": {n: v.astype(float).tolist() for n, v in inputs.items()},
        "knobs": turned if knobs else {},
        "watch": list(card["outputs"]),
        "when": [60, 150],
    }
    found = page.evaluate(RUN, ["wasm", request])
    _, wanted = cell.run(
        inputs, request["watch"], request["knobs"], request["when"]
    )
    agree(found, wanted)
