"""The attention widget in Python: its state, and what it refuses."""

import numpy as np
import pytest
import torch
from torch import nn

from livenets.alphabet import Alphabet
from livenets.nets import CharTransformer
from livenets.widgets.attention import LENGTH, Attention, padded, words

ALPHABET = Alphabet.of("abcdefgh \n")
TEXT = "a cab had a bed\n"


@pytest.fixture
def model():
    torch.manual_seed(0)
    return CharTransformer(10, d_model=12, nhead=2, num_layers=3).eval()


@pytest.fixture
def widget(model):
    return Attention(
        model,
        ALPHABET,
        TEXT,
        max_len=128,
        roles={"1.0": "first character"},
        layer=1,
        head=1,
        place=5,
    )


def test_a_page_has_all_it_needs(widget):
    state = widget.get_state()
    card = state["networks"]["network"]
    layers = [f"layers.{i}.self_attention" for i in range(3)]
    assert state["layers"] == layers
    assert card["inputs"] == {"symbols": [1, LENGTH], "places": [LENGTH]}
    assert card["outputs"][f"{layers[2]}.weights"] == [1, 2, LENGTH, LENGTH]
    assert card["outputs"][f"{layers[2]}.key"] == [1, 2, LENGTH, 6]
    turned = ("scale", "scores", "heads")
    assert card["knobs"] == {f"{n}.{p}": 2 for n in layers for p in turned}
    assert state["symbols"][3] == ALPHABET.symbols[3]
    assert (state["layer"], state["head"], state["place"]) == (1, 1, 5)
    assert (state["max_len"], state["roles"]) == (
        128,
        {"1.0": "first character"},
    )


def test_only_the_numbers_of_the_opened_layer_are_stored(widget):
    opened = "layers.1.self_attention"
    assert {n for n in widget.stored if not n.endswith("weights")} == {
        f"{opened}.query",
        f"{opened}.key",
        f"{opened}.value",
        "output",
    }
    assert len([n for n in widget.stored if n.endswith("weights")]) == 3


def test_what_stands_behind_a_text_changes_nothing(model):
    """Why one graph of 64 places is enough."""
    torch.manual_seed(1)
    symbols = torch.from_numpy(ALPHABET.encode(TEXT))
    n = len(symbols)
    alone = model(symbols[None])
    zeros = padded(symbols.numpy())["symbols"]
    for behind in (zeros[0, n:], np.arange(LENGTH - n) % 10):
        row = zeros.copy()
        row[0, n:] = behind
        scores = model(torch.from_numpy(row))
        torch.testing.assert_close(scores[:, :n], alone)
    assert not torch.allclose(
        scores[:, n:], model(torch.from_numpy(zeros))[:, n:]
    )


def test_the_stored_result_is_of_the_text(widget, model):
    alone = model(torch.from_numpy(ALPHABET.encode(TEXT))[None])
    stored = np.frombuffer(widget.stored["output"], np.float32)
    np.testing.assert_allclose(
        stored.reshape(LENGTH, 10)[: len(TEXT)], alone[0].detach(), atol=1e-5
    )


def test_the_words_name_the_character_that_is_read_most(widget):
    name = "layers.1.self_attention.weights"
    stored = np.frombuffer(widget.stored[name], np.float32)
    row = stored.reshape(2, LENGTH, LENGTH)[1, 5]
    assert row[:6].sum() == pytest.approx(1, abs=1e-5)
    assert (
        f"reads most of “{words(TEXT[row.argmax()])}” at place" in widget.alt()
    )
    assert f"({100 * row.max():.0f} %)" in widget.alt()
    assert widget.picture().startswith(b"\x89PNG")


def test_the_kernel_answers_with_the_scale_off(widget, model):
    """√d on the scale: queries times keys, as they are."""
    engine = widget._engines["network"]
    name = "layers.0.self_attention"
    inputs = padded(ALPHABET.encode(TEXT))
    watch = [f"{name}.{part}" for part in ("query", "key", "weights")]
    knobs = {f"{name}.scale": ([6**0.5, 1.0], 0)}
    _, found = engine.run(inputs, watch, knobs)
    q, k, w = (torch.from_numpy(found[n])[0] for n in watch)
    hidden = torch.ones(LENGTH, LENGTH).triu(1) > 0
    for head, factor in ((0, 1), (1, 6**-0.5)):
        scores = factor * q[head] @ k[head].T
        wanted = scores.masked_fill(hidden, -torch.inf).softmax(-1)
        torch.testing.assert_close(w[head], wanted, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": "a"}, "1 characters, want 2 to 64"),
        ({"text": "ab" * 33}, "66 characters, want 2 to 64"),
        ({"text": "a zebra"}, "Not in the alphabet: z r"),
        ({"layer": 3}, r"layer: want 0 … 2, got 3"),
        ({"head": 2}, r"head: want 0 … 1, got 2"),
        ({"place": len(TEXT)}, r"place: want 0 … 15, got 16"),
    ],
)
def test_refuses_in_a_sentence(model, change, words):
    call = {"text": TEXT, "max_len": 128} | change
    with pytest.raises(Exception, match=words):
        Attention(model, ALPHABET, **call)


def test_a_network_without_attention_is_refused():
    with pytest.raises(ValueError, match="Sequential has no attention"):
        Attention(nn.Sequential(nn.Linear(3, 3)), ALPHABET, TEXT, 128)
