"""What is true of the trained networks that ship with the book."""

import hashlib
import json
import shutil

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from livenets import cards, count, data, recipes, weights

NAMES = weights.names()
READERS = [
    name for name in NAMES if weights.card(name)["data"]["set"] == "digits"
]


def test_every_card_has_its_weights_and_every_file_its_card():
    folder = weights.HERE
    files = {path.name for path in folder.glob("*.safetensors")}
    assert files == {f"{name}.safetensors" for name in NAMES}
    assert {"lenet5", "lenet5_tanh", "lenet5_relu", "lenet5_sigmoid"} <= set(
        NAMES
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_network_is_what_its_card_says(name):
    card = weights.card(name)
    content = (weights.HERE / f"{name}.safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() == card["sha256"]
    most = 2_000_000 if "symbols" in card else 1_500_000
    assert len(content) == card["bytes"] <= most
    model = weights.load(name)
    assert not model.training
    assert count.parameters(model) == card["parameters"]
    row = weights.recipe(name)
    assert card["network"] == cards.described(row.build)
    assert card["recipe"] == {
        k: cards.plain(v) for k, v in row.recipe._asdict().items()
    }
    assert len({run["seed"] for run in card["runs"]}) >= 3
    score = "test_nats" if "test_nats" in card else "test_accuracy"
    assert card["runs"][0][score] == card[score]
    assert f"{name} --seed {card['seed']}" in card["command"]


@pytest.mark.parametrize("name", NAMES)
def test_the_table_says_what_the_card_says(name):
    text = (weights.HERE / "README.md").read_text("utf-8")
    card = weights.card(name)
    row = next(r for r in text.splitlines() if r.startswith(f"| {name} |"))
    for run in card["runs"]:
        score = run.get("test_nats") or 100 * run["test_accuracy"]
        assert f"{score:.3f}" in row or f"{score:.1f}" in row
    assert f"{card['parameters']:,}" in row and f"`{card['command']}`" in row


@pytest.mark.parametrize("name", READERS)
def test_a_lenet_recognises_as_many_test_digits_as_its_card_says(name):
    d = recipes.digits()
    model = weights.load(name)
    found = recipes.accuracy(model, d.test_x, d.test_y)
    card = weights.card(name)
    assert found == pytest.approx(card["test_accuracy"], abs=2 / len(d.test_x))


def test_sigmoid_stalls_where_tanh_and_relu_learn():
    """The same recipe three times; every seed tells the same."""
    scores = {
        name: [run["test_accuracy"] for run in weights.card(name)["runs"]]
        for name in ("lenet5_tanh", "lenet5_relu", "lenet5_sigmoid")
    }
    rows = [recipes.find(name) for name in scores]
    assert rows[0].recipe == rows[1].recipe == rows[2].recipe
    assert max(scores["lenet5_sigmoid"]) < 0.2
    assert min(scores["lenet5_tanh"]) > 0.95
    assert min(scores["lenet5_relu"]) > max(scores["lenet5_tanh"])


def test_changed_weights_are_refused_in_a_sentence(tmp_path, monkeypatch):
    for end in ("json", "safetensors"):
        shutil.copy(weights.HERE / f"lenet5_tanh.{end}", tmp_path)
    monkeypatch.setattr(weights, "HERE", tmp_path)
    path = tmp_path / "lenet5_tanh.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    wanted = weights.card("lenet5_tanh")["sha256"]
    with pytest.raises(ValueError, match=f"lenet5_tanh.*was {wanted}"):
        weights.load("lenet5_tanh")


def test_unknown_weights_are_answered_with_the_known_ones():
    with pytest.raises(ValueError, match=r"'lenet4': .*lenet5_relu"):
        weights.load("lenet4")


def test_cards_name_no_machine_and_no_path():
    for name in NAMES:
        text = json.dumps(weights.card(name))
        assert "/" not in text.replace("\\/", "/"), name


def test_a_loaded_network_is_not_shared():
    first, second = (weights.load("lenet5_tanh") for _ in range(2))
    torch.nn.init.zeros_(first.output.weight)
    assert second.output.weight.any()


# A pen's way through each digit, across and down in tenths.
STROKES = {
    0: "51 32 25 37 59 77 85 72 51",
    1: "51 59",
    2: "32 41 62 74 46 29 89",
    3: "21 61 72 64 45 65 77 69 28",
    4: "69 61 26 86",
    5: "71 31 34 54 75 77 59 28",
    6: "61 43 36 38 59 78 76 55 37",
    7: "21 81 49",
    8: "55 33 51 73 55 37 59 77 55",
    9: "73 55 34 32 51 72 73 69",
}


def drawn(digit, pen, size, right):
    """As a canvas makes it: a line of `pen` pixels, then 28×28 of it."""
    image = Image.new("L", (280, 280))
    points = [
        tuple(140 + size * (int(n) - 5) * 28 + shift for n, shift in pair)
        for pair in (
            ((way[0], right), (way[1], 0)) for way in STROKES[digit].split()
        )
    ]
    ImageDraw.Draw(image).line(points, fill=255, width=pen, joint="curve")
    return np.asarray(image.resize((28, 28), Image.Resampling.BOX))


def test_lenet5_reads_digits_drawn_with_other_pens_sizes_and_places():
    """Which a network that saw MNIST only as it is does not."""
    hands = [
        (pen, size, right)
        for pen in (14, 22, 32)
        for size in (0.6, 0.9)
        for right in (-25, 0, 25)
    ]
    pixels = np.stack([drawn(d, *hand) for hand in hands for d in STROKES])
    x = torch.from_numpy(data.to_input(pixels, border=2))
    y = torch.tensor([d for _ in hands for d in STROKES])
    read = {
        name: recipes.accuracy(weights.load(name), x, y)
        for name in ("lenet5", "lenet5_tanh")
    }
    assert read["lenet5"] > 0.95 > 0.85 > read["lenet5_tanh"]
