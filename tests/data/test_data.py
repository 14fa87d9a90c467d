"""What is true of the data that ship with the book."""

import hashlib
import json
import shutil
import socket
from functools import cache

import numpy as np
import pytest

from livenets import data
from livenets.data import make

emoji10 = cache(data.emoji10)  # a second each


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """The data in a folder that a test may spoil."""
    shutil.copytree(data.HERE, tmp_path / "data")
    monkeypatch.setattr(data, "HERE", tmp_path / "data")
    return tmp_path / "data"


def manifest():
    return json.loads((data.HERE / "manifest.json").read_text("utf-8"))


def test_the_manifest_covers_exactly_the_files_that_are_there():
    ours = {"manifest.json", "LICENSES.md"}
    there = {
        path.relative_to(data.HERE).as_posix()
        for path in data.HERE.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert set(manifest()) == there - ours


def test_every_file_has_its_hash_size_maker_source_and_licence():
    for name, entry in manifest().items():
        content = (data.HERE / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], name
        assert len(content) == entry["bytes"], name
        assert entry["maker"] and entry["source"] and entry["licence"], name


def test_all_the_data_are_small():
    assert sum(entry["bytes"] for entry in manifest().values()) < 10e6
    assert all(
        entry["bytes"] <= 40_000
        for name, entry in manifest().items()
        if name.startswith("photos/")
    )


def test_the_licence_of_every_source_is_written_out():
    text = (data.HERE / "LICENSES.md").read_text("utf-8")
    for name, entry in manifest().items():
        assert name.rsplit("/", 1)[-1] in text, name
        assert entry["maker"].split()[0] in text, name


@pytest.mark.parametrize(
    ("name", "load"),
    [
        ("mnist.npz", data.mnist),
        ("emoji10.json", data.emoji10),
        ("emoji10/noto.webp", data.emoji10),
        ("photos/cat.jpg", lambda: data.photo("cat")),
        ("surnames.txt", data.surnames),
        ("shakespeare.txt.gz", data.shakespeare),
        ("tang.txt.gz", data.tang),
        ("weather.csv", data.weather),
    ],
)
def test_a_changed_file_is_refused_in_a_sentence(copy, name, load):
    expected = manifest()[name]["sha256"]
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"{name}.*expected was {expected}"):
        load()


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "none.npz"])
def test_only_files_of_the_manifest_are_read(name):
    with pytest.raises(ValueError, match=r"mnist\.npz"):
        data.read(name)


def test_loading_opens_no_connection(monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    data.mnist(), data.emoji10(16), data.photo("cat")
    data.surnames(), data.shakespeare(), data.tang(), data.weather()


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


def test_archives_carry_no_time_of_day():
    arrays = {"a": np.arange(5), "b": np.eye(2)}
    made = make.npz(arrays)
    assert made == make.npz(arrays)
    assert b"a.npy" in made and made[10:14] == b"\x00\x00\x21\x00"  # 1980
