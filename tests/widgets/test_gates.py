"""The gates of an LSTM in Python: the widget's state, and what it refuses."""

import numpy as np
import pytest
import torch

from livenets import nets
from livenets.alphabet import Alphabet
from livenets.probe import probe
from livenets.widgets.gates import Gates, Reader, short

SYMBOLS = "abc \n"
TEXT = "a cab\nbc"
UNITS = [(3, "a vowel", -0.5), (1, "a space", 0.25)]


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nets.char_lstm(5, embedding=4, width=6).eval()


@pytest.fixture
def widget(model):
    poems = nets.char_lstm(3, embedding=4, width=5)
    return Gates(
        {
            "plays": Reader(model, SYMBOLS, "", TEXT, UNITS),
            "poems": Reader(poems, "□月光", "□", "月光"),
        }
    )


def test_a_page_has_all_it_needs(widget):
    state = widget.get_state()
    card = state["networks"]["plays"]
    assert card["carry"] == {"h": "next_h", "c": "next_c"}
    assert set(card["knobs"].values()) == {6} and len(card["knobs"]) == 4
    assert state["network"] == "plays"
    assert state["texts"] == {"plays": TEXT, "poems": "月光"}
    assert state["readers"]["poems"]["unknown"] == "□"
    assert state["readers"]["plays"]["units"][0] == {
        "unit": 3, "name": "a vowel", "r": -0.5
    }  # fmt: skip
    assert len(state["stored"]["next_c"]) == 4 * len(TEXT) * 6
    assert widget.picture().startswith(b"\x89PNG")


def test_the_stored_result_is_the_first_networks_on_its_text(widget, model):
    symbols = torch.from_numpy(Alphabet(SYMBOLS).encode(TEXT))[None]
    seen = probe(model, symbols, ["core.layers.0.forget"])
    stored = np.frombuffer(widget.stored["core.layers.0.forget"], np.float32)
    wanted = seen["core.layers.0.forget"].numpy().ravel()
    np.testing.assert_allclose(stored, wanted, rtol=1 / 2048)
    scores = seen.output[0][0, -1].numpy()
    likely = SYMBOLS[scores.argmax()]
    assert f"Next it expects “{likely}”" in widget.alt()


def test_what_is_stored_is_rounded_not_cut():
    values = np.array([1 + 2**-10 + 2**-11, -0.1, 0, 1e-9], np.float32)
    found = short(values)
    np.testing.assert_allclose(found, values, rtol=2**-11)
    assert found[0] == 1 + 2 * 2**-10
    assert not (found.view(np.uint32) & 0x1FFF).any()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"symbols": "abc"}, "plays: 3 symbols, but 5 scores"),
        ({"text": ""}, "the text has 0 characters, want 1 … 300"),
        ({"text": "a" * 301}, "the text has 301 characters"),
        ({"text": "xyz"}, "Not in the alphabet: x y z"),
        ({"units": [(6, "none", 0.1)]}, "plays: no unit 6, want 0 … 5"),
    ],
)
def test_refuses_in_a_sentence(model, change, words):
    reader = Reader(model, SYMBOLS, "", TEXT)._replace(**change)
    with pytest.raises(ValueError, match=words):
        Gates({"plays": reader})
