"""What is true of the data that ship with the book."""

import hashlib
import json
import shutil
import socket

import numpy as np
import pytest

from livenets import data
from livenets.data import make


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


def test_archives_carry_no_time_of_day():
    arrays = {"a": np.arange(5), "b": np.eye(2)}
    made = make.npz(arrays)
    assert made == make.npz(arrays)
    assert b"a.npy" in made and made[10:14] == b"\x00\x00\x21\x00"  # 1980
