"""What is true of the trained networks that read texts."""

import numpy as np
import pytest
import torch

from livenets import data, recipes_text, train_text, weights
from livenets.alphabet import Alphabet

NAMES = weights.names()
TEXTS = [name for name in NAMES if "symbols" in weights.card(name)]
SURNAMES = [name for name in TEXTS if name.startswith("surname")]
PLAYS = [name for name in TEXTS if name.startswith("shakespeare")]
POETS = [name for name in TEXTS if name.startswith("tang")]


@pytest.mark.parametrize("name", TEXTS)
def test_a_reader_of_texts_comes_with_its_alphabet(name):
    card, d = weights.card(name), weights.recipe(name).data()
    alphabet = Alphabet(card["symbols"], card["unknown"])
    assert alphabet == d.alphabet
    model = weights.load(name)
    scores, *_ = train_text.scores(model, torch.tensor([[0]]), [])
    classes = card["data"].get("classes", card["symbols"])
    assert scores.shape == (1, 1, len(classes))
    with pytest.raises(IndexError):
        model(torch.tensor([[len(card["symbols"])]]))


@pytest.mark.parametrize("name", SURNAMES)
def test_a_reader_of_surnames_names_as_many_rightly_as_its_card_says(name):
    found = recipes_text.score(weights.load(name), weights.recipe(name))
    assert found["test_accuracy"] == pytest.approx(
        weights.card(name)["test_accuracy"], abs=1e-3
    )


@pytest.mark.parametrize("name", SURNAMES)
def test_surnames_that_no_list_has_are_told_by_their_letters(name):
    model, card = weights.load(name), weights.card(name)
    alphabet = Alphabet(card["symbols"])
    names = {
        "Mac Giolla Bhríde": "Irish",
        "Wąsikiewicz": "Polish",
        "Petrušanović": "Croatian",
        "Virtamäkinen": "Finnish",
        "van der Zwaanhout": "Dutch",
        "Bergstrandsson": "Swedish",
        "Hrušovčáková": "Slovak",
    }
    texts = [torch.from_numpy(alphabet.encode(name)) for name in names]
    classes = card["data"]["classes"]
    guesses = [classes[i] for i in train_text.guesses(model, texts)]
    assert guesses == list(names.values())


@pytest.mark.parametrize("name", PLAYS)
def test_macbeth_costs_each_as_many_nats_as_its_card_says(name):
    card, d = weights.card(name), weights.recipe(name).data()
    found = train_text.nats(
        weights.load(name), d.test[:16_000], card["recipe"]["window"]
    )
    # a sixth of the play
    assert found == pytest.approx(card["test_nats"], abs=0.1)
    shares = torch.bincount(d.train, minlength=63) / len(d.train)
    by_frequency = -shares[d.test].log().mean().item()
    assert card["test_nats"] < 0.65 * by_frequency


def test_all_that_read_shakespeare_read_as_much_and_are_as_large():
    cards = [weights.card(name) for name in PLAYS]
    assert {
        (c["recipe"]["epochs"], c["recipe"]["batch"] * c["recipe"]["window"])
        for c in cards
    } == {(3, 2048)}
    sizes = [c["parameters"] for c in cards]
    assert max(sizes) < 1.12 * min(sizes)


@pytest.mark.parametrize("name", PLAYS)
def test_it_writes_the_form_of_a_play(name):
    model, card = weights.load(name), weights.card(name)
    alphabet = Alphabet(card["symbols"])
    prompt = torch.from_numpy(alphabet.encode("HAMLET:\n"))
    text = alphabet.decode(
        train_text.generate(model, prompt, 2000, 0.7, max_len=128)
    )
    speeches = [s.split("\n") for s in text.split("\n\n")[1:-1]]
    assert len(speeches) > 3
    assert sum(
        speech[0].endswith(":") and len(speech) > 1 for speech in speeches
    ) >= 0.9 * len(speeches)
    lines = [line for speech in speeches for line in speech[1:]]
    assert 25 < np.mean([len(line) for line in lines]) < 60
    spoken = " ".join(lines).lower().replace(",", " ").split()
    known = set(data.shakespeare().train.lower().replace(",", " ").split())
    assert np.mean([word in known for word in spoken]) > 0.8


@pytest.mark.parametrize("name", POETS)
def test_a_poet_writes_lines_of_seven_characters(name):
    model, card = weights.load(name), weights.card(name)
    alphabet = Alphabet(card["symbols"], card["unknown"])
    prompt = torch.from_numpy(alphabet.encode("\n"))
    text = alphabet.decode(train_text.generate(model, prompt, 660, 0.7))
    lines = text.translate(str.maketrans("，。", "\n\n")).split("\n")
    lengths = [len(line) for line in lines[:-1] if line]
    assert len(lengths) >= 60
    assert lengths.count(7) >= 0.75 * len(lengths)
