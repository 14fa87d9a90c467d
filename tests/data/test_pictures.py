"""What the pictures that ship with the book are."""

import json
from functools import cache

import numpy as np
import pytest

from livenets import data

emoji10 = cache(data.emoji10)  # a second each


def test_digits_are_white_on_black_and_come_in_turn():
    train, test = data.mnist()
    for part, n in ((train, 8000), (test, 2000)):
        assert part.pixels.shape == (n, 28, 28)
        assert part.pixels.dtype == np.uint8
        assert part.labels.shape == (n,)
        assert part.labels[:20].tolist() == [*range(10)] * 2
        assert part.pixels.max() == 255
        assert part.pixels[:, 0].mean() < 1 < 20 < part.pixels.mean() < 50


def test_the_digits_are_the_first_10000_of_mnist():
    counts = np.bincount(np.concatenate([p.labels for p in data.mnist()]))
    known = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
    assert counts.tolist() == known


def test_no_digit_is_in_both_parts():
    train, test = data.mnist()
    seen = {digit.tobytes() for digit in train.pixels}
    assert not [d for d in test.pixels if d.tobytes() in seen]


@pytest.mark.parametrize("size", [16, 32, 64])
def test_emoji_have_the_size_that_is_asked_for(size):
    train, test, classes = emoji10(size)
    assert len(classes) == 10
    for part, n in ((train, 3001), (test, 780)):
        assert part.pixels.shape == (n, size, size, 4)
        assert part.pixels.dtype == np.uint8
        assert {len(field) for field in part} == {n}
        assert np.bincount(part.labels).min() > 40


def test_another_size_is_refused():
    with pytest.raises(ValueError, match="want 64, 32 or 16, got 48"):
        data.emoji10(48)


def test_no_emoji_and_no_near_copy_is_in_both_parts():
    train, test, _ = emoji10(16)
    assert not set(train.emoji) & set(test.emoji)
    rows = json.loads(data.read("emoji10.json"))
    family = {row["name"]: (row["class"], row["family"]) for row in rows}
    assert family["thumbs up"] == family["thumbs down"]
    assert family["dog"] == family["service dog"]
    assert family["man cook"] == family["woman cook"]
    sides = [{family[name] for name in part.names} for part in (train, test)]
    assert not sides[0] & sides[1]


def test_every_emoji_is_with_its_own_name_and_class():
    """A cherry is red, a leafy green is green, whoever drew it."""
    train, test, classes = emoji10(32)
    for part in (train, test):
        for name, kind, channel in (
            ("tomato", "plant", 0),
            ("broccoli", "plant", 1),
            ("jeans", "clothing", 2),
            ("blueberries", "plant", 2),
        ):
            its = part.names == name
            if not its.any():
                continue
            assert {classes[i] for i in part.labels[its]} == {kind}
            assert len(set(part.vendors[its])) == its.sum() >= 4
            x = data.to_input(part.pixels[its])
            ink = (1 - x.min(axis=1)) > 0.1
            for picture, where in zip(x, ink, strict=True):
                colour = [picture[c][where].mean() for c in range(3)]
                assert int(np.argmax(colour)) == channel, name


def test_a_smaller_emoji_is_the_mean_of_the_larger_one():
    large = data.to_input(emoji10(64).test.pixels[:50])
    small = data.to_input(emoji10(32).test.pixels[:50])
    means = large.reshape(50, 3, 32, 2, 32, 2).mean(axis=(3, 5))
    assert np.abs(means - small).max() < 1.5 / 255


@pytest.mark.parametrize("name", data.photos())
def test_a_photo_is_in_colour_and_at_most_256_pixels_wide(name):
    pixels = data.photo(name)
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3 and pixels.shape[2] == 3
    assert max(pixels.shape) == 256
    assert pixels.std() > 20


def test_an_unknown_photo_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="'dog': astronaut, brick"):
        data.photo("dog")


def test_inputs_are_in_0_to_1_with_the_channels_first():
    pixels = np.arange(2 * 3 * 5 * 4, dtype=np.uint8).reshape(2, 3, 5, 4)
    x = data.to_input(pixels[..., :3])
    assert x.dtype == np.float32 and x.shape == (2, 3, 3, 5)
    np.testing.assert_allclose(x[1, 2, 1, 4], pixels[1, 1, 4, 2] / 255)
    assert data.to_input(pixels[..., 0], border=2).shape == (2, 1, 7, 9)


def test_what_is_see_through_shows_the_background():
    clear, ink = [9, 9, 9, 0], [255, 0, 51, 255]
    pixels = np.array([[[clear, ink, [255, 255, 255, 51]]]], np.uint8)
    x = data.to_input(pixels, background=0)[0, :, 0]  # (3, 3)
    np.testing.assert_allclose(x[:, 0], 0)
    np.testing.assert_allclose(x[:, 1], [1, 0, 0.2], atol=1e-6)
    np.testing.assert_allclose(x[:, 2], 0.2, atol=1e-6)
    np.testing.assert_allclose(data.to_input(pixels)[0, :, 0, 0], 1)
