"""What the photo reader gives to the page."""

import io

import numpy as np
import pytest
import traitlets as t
from in_node import in_node
from PIL import Image
from torch import nn

from livenets.probe import probe
from livenets.widgets import photo_reader
from livenets.widgets.photo_reader import PhotoReader, middle, resized

FILES = ("live.js", "maps.js", "scores.js", "pick_picture.js", "pick_photo.js")


def jpeg(width, height, seed=0):
    dice = np.random.default_rng(seed)
    small = dice.integers(0, 255, (8, 8, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(small).resize((width, height)).save(file, "JPEG")
    return file.getvalue()


def small_net():
    return nn.Sequential(
        nn.Conv2d(3, 6, 3, stride=32, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(6, 4),
    )


@pytest.fixture(scope="module")
def widget():
    photos = {"wide": jpeg(90, 60), "high": jpeg(60, 70, 1)}
    return PhotoReader(small_net(), photos, "abcd", ["0", "1"], opened=1)


def test_the_page_resizes_as_python_does():
    dice = np.random.default_rng(0)
    for n, side in ((170, 224), (171, 64), (320, 96), (50, 50)):
        square = dice.integers(0, 256, (n, n, 3), dtype=np.uint8)
        body = "return Array.from(kit.resized(data.rgb, data.side));"
        rgb = square.ravel().tolist()
        found = in_node(FILES, body, {"rgb": rgb, "side": side})
        wanted = resized(square, side)
        off = np.abs(np.array(found) - wanted.ravel()).max()
        assert off < 1e-5, (n, side)


def test_resizing_keeps_what_is_even_and_the_mean():
    even = np.full((30, 30, 3), 200, np.uint8)
    assert np.allclose(resized(even, 64), (200 - 127) / 128)
    ramp = np.arange(90, dtype=np.uint8)[:, None, None]
    square = np.broadcast_to(ramp, (90, 90, 3)).copy()
    mean = resized(square, 32).mean()
    assert mean == pytest.approx((44.5 - 127) / 128, abs=1e-3)


def test_a_photograph_is_cut_to_its_middle_and_no_finer_than_needed():
    assert middle(jpeg(90, 60)).shape == (60, 60, 3)
    assert middle(jpeg(700, 500)).shape == (320, 320, 3)


def test_every_side_has_a_card_and_one_network_behind_it(widget):
    assert [int(s) for s in widget.networks] == list(photo_reader.SIDES)
    for side, card in widget.networks.items():
        n = int(side)
        assert card["inputs"] == {"input": [1, 3, n, n]}
        assert card["outputs"]["0"] == [1, 6, n // 32, n // 32]
    assert widget.macs["64"] * 25 - widget.macs["320"] == 24 * 24


def test_what_is_stored_is_the_networks_answer_at_every_side(widget):
    sweep = np.frombuffer(widget.sweep, "<f4").reshape(9, 4)
    engine = widget._engines["96"]
    x = resized(middle(widget.photos[0]), 96)
    assert np.array_equal(engine.example["input"], x)
    seen = probe(engine.model, (engine_input(x),), ["1"])
    assert np.allclose(sweep[1], seen.output[0], atol=1e-6)
    assert set(widget.stored) == {"output", "1"}
    assert len(widget.stored["1"]) == 4 * 6 * 7 * 7


def engine_input(x):
    import torch

    return torch.from_numpy(x)


def test_while_a_book_is_built_all_sides_share_one_light_file(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LIVENETS_BOOK", str(tmp_path))
    widget = PhotoReader(small_net(), {"a": jpeg(60, 60)}, "abcd", ["0"])
    cards = list(widget.networks.values())
    assert len({card["file"] for card in cards}) == 1
    assert {card["bytes"] for card in cards} == {
        (tmp_path / cards[0]["file"]).stat().st_size
    }


def test_what_does_not_fit_is_refused(widget):
    photos = {"a": jpeg(60, 60)}
    with pytest.raises(ValueError, match="3 names for 4 scores"):
        PhotoReader(small_net(), photos, "abc", ["0"])
    with pytest.raises(t.TraitError, match="want 0 … 1"):
        widget.opened = 2


def test_it_says_what_is_seen(widget):
    assert "maps of 1 for a photograph (wide) of 224 × 224" in widget.alt()
    assert widget.picture().startswith(b"\x89PNG")
