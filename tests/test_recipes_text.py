"""The recipes of texts, and the card that one leaves."""

import json
import math

import pytest
import torch
from safetensors.torch import load_file

from livenets import nets, recipes_text
from livenets.alphabet import Alphabet
from livenets.train_text import (
    Recipe,
    fit,
    labelled,
    windows,
)

RECIPE = Recipe(epochs=2, batch=3, window=5, rate=0.01)


@pytest.mark.parametrize("row", recipes_text.ROWS, ids=lambda row: row.name)
def test_every_recipe_of_a_text_fits_its_network(row):
    d = row.data()
    model = row.build()
    size = 4 * sum(t.numel() for t in model.state_dict().values())
    assert size < 1_990_000  # a file stays under 2 MB
    classes = getattr(d, "classes", d.alphabet.symbols)
    if isinstance(d, recipes_text.Corpus):
        (x, y, _), *_ = [next(windows(d.train, row.recipe, 0))]
    else:
        x, y, _ = next(labelled(d.train, d.train_y, row.recipe, 0))
    assert x.max() < len(d.alphabet.symbols)
    (step,) = fit(model, [(x, y, False)], 1, row.recipe)
    assert step.loss == pytest.approx(math.log(len(classes)), rel=0.2)
    assert all(p.grad is not None for p in model.parameters())


def test_no_name_is_longer_than_a_window():
    d = recipes_text.surnames()
    longest = max(len(name) for name in d.train + d.test)
    assert longest <= recipes_text.find("surname_rnn").recipe.window


def test_few_characters_of_unseen_poems_are_unknown():
    d = recipes_text.tang()
    assert d.alphabet.symbols[0] == d.alphabet.unknown == "□"
    assert len(d.alphabet.symbols) == 2048
    assert 0.02 < (d.test == 0).float().mean() < 0.05


def test_the_card_of_a_text_says_its_alphabet_and_scores(tmp_path):
    row = counting()
    model, scores = recipes_text.train(row, seed=5)
    recipes_text.save(row, model, [scores], tmp_path)
    card = json.loads((tmp_path / "counter.json").read_text("utf-8"))
    assert card["symbols"] == "0123456" and card["unknown"] == ""
    assert card["seed"] == 5 and card["command"].endswith("counter --seed 5")
    assert 0 < card["test_nats"] == card["runs"][0]["test_nats"] < 3
    assert card["data"]["train_symbols"] == 600
    stored = load_file(tmp_path / "counter.safetensors")
    assert all(
        torch.equal(stored[n], t) for n, t in model.state_dict().items()
    )


def test_more_seeds_go_into_the_card_and_leave_the_weights_alone(tmp_path):
    row = counting()
    made = [recipes_text.train(row, seed) for seed in (5, 6)]
    (model, first), (_, second) = made
    both, one = tmp_path / "both", tmp_path / "one"
    recipes_text.save(row, model, [first, second], both)
    recipes_text.save(row, model, [first], one)
    recipes_text.add(row, [first, second], one)  # 5 stands there already
    for name in ("counter.json", "counter.safetensors"):
        assert (one / name).read_bytes() == (both / name).read_bytes()


def counting():
    """A recipe that takes a moment: what comes after 0 to 6?"""
    text = torch.arange(600) % 7
    corpus = recipes_text.Corpus(Alphabet.of("0123456"), text, text[:99])
    return recipes_text.Row("counter", counter, lambda: corpus, RECIPE)


def counter():
    return nets.char_rnn(7, embedding=3, width=8)


def test_an_unknown_recipe_of_a_text_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="'poet': surname_rnn"):
        recipes_text.find("poet")
