"""Surnames, letter by letter: the state of the widget, and what it refuses."""

import numpy as np
import pytest
import torch
from in_node import in_node

from livenets import nets
from livenets.alphabet import Alphabet
from livenets.widgets.surname import CELL, HIDDEN, Surname

SYMBOLS = "abcdefgh é"
CLASSES = ["Aish", "Beish", "Ceish"]


@pytest.fixture
def models():
    torch.manual_seed(0)
    how = {"embedding": 4, "width": 6}
    return {
        "rnn": nets.char_rnn(len(SYMBOLS), 3, **how).eval(),
        "lstm": nets.char_lstm(len(SYMBOLS), 3, **how).eval(),
    }


def test_a_page_has_all_it_needs(models):
    state = Surname(models, SYMBOLS, CLASSES, "Bebé").get_state()
    assert state["networks"]["rnn"]["knobs"] == {HIDDEN: 6}
    assert state["networks"]["lstm"]["knobs"] == {HIDDEN: 6, CELL: 6}
    assert state["networks"]["lstm"]["carry"] == {"h": "next_h", "c": "next_c"}
    assert (state["network"], state["text"]) == ("rnn", "Bebé")
    assert len(state["stored"]["next_h"]) == 4 * 4 * 6


def test_the_stored_result_is_of_the_first_text(models):
    widget = Surname(models, SYMBOLS, CLASSES, "Bebé")
    x = torch.from_numpy(Alphabet(SYMBOLS).encode("bebé"))[None]
    scores, _ = models["rnn"](x)  # (1, 4, 3)
    stored = np.frombuffer(widget.stored["scores"], np.float32)
    np.testing.assert_allclose(stored, scores.detach().ravel(), atol=1e-6)
    best = CLASSES[scores[0, -1].argmax()]
    assert f"Its verdict: {best}" in widget.alt()
    assert widget.picture().startswith(b"\x89PNG")


def test_before_any_letter_it_has_the_scores_of_zeros(models):
    widget = Surname(models, SYMBOLS, CLASSES, "abba")
    for name, model in models.items():
        bias = model.scores.bias.detach().numpy()
        np.testing.assert_allclose(widget.before[name], bias, atol=1e-6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"text": "xyz"}, "Not in the alphabet: x y z"),
        ({"text": ""}, "0 letters in ''"),
        ({"text": "ab" * 16}, "32 letters in"),
        ({"classes": ["one"]}, "rnn: 3 scores for 1 classes"),
    ],
)
def test_refuses_in_a_sentence(models, call, words):
    how = {"classes": CLASSES, "text": "abba", **call}
    with pytest.raises(ValueError, match=words):
        Surname(models, SYMBOLS, **how)


def test_an_emptied_state_is_a_new_beginning(models):
    """What the page asks for is what the chapter says it is."""
    widget = Surname(models, SYMBOLS, CLASSES, "abba")
    for name, made in widget._engines.items():
        knobs, when = in_node(
            [
                "live.js",
                "scores.js",
                "sequence.js",
                "type_text.js",
                "letter_board.js",
                "surname.js",
            ],
            "return kit.turnedFor(data, { empty: 1, silent: [] }, 6);",
            widget.networks[name]["knobs"],
        )
        state = {key: np.zeros(6, np.float32) for key in made.carry}
        text = np.array([0, 1, 2, 3], np.float32)
        _, cut = made.run(
            {"symbols": text, **state}, ["scores"], knobs, tuple(when)
        )
        _, end = made.run({"symbols": text[2:], **state}, ["scores"])
        np.testing.assert_allclose(cut["scores"][2:], end["scores"], atol=1e-6)
        np.testing.assert_allclose(
            cut["scores"][1].ravel(), widget.before[name], atol=1e-6
        )
