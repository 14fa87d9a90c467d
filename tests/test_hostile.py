"""Hostile and clumsy input to the package: one sentence each, at once."""

import html.parser
import json
import re
import subprocess
import sys
import time

import numpy as np
import pytest
from corpus import CLUMSY, DEEP, MOVES, OK, PAYLOADS, PIXELS, files
from forged import coloured, saved

from livenets import picture_file
from livenets.alphabet import Alphabet
from livenets.book import place
from livenets.widgets.pictures import square

SENTENCE = r"^[A-Z\w'][^\n]{15,400}[.)]$"


@pytest.mark.parametrize("file", files(), ids=lambda file: file.name[:20])
def test_a_picture_file_is_read_or_refused_in_a_sentence(file):
    says = file.python or file.says
    for _ in range(3):  # as in the page, other work may lengthen it
        start = time.process_time()
        if says in (OK, MOVES):
            pixels = picture_file.read(file.data)
            assert pixels.dtype == np.uint8 and pixels.shape[2] == 4
            assert square(pixels).shape == (64, 64, 3)
        else:
            with pytest.raises(ValueError, match=SENTENCE) as caught:
                picture_file.read(file.data)
            for most in (PIXELS, DEEP):
                assert (most in str(caught.value)) == (says == most)
        took = time.process_time() - start  # of the processor
        if took <= 1:
            break
    assert took <= 1


def test_a_file_on_the_disk_is_named(tmp_path):
    path = tmp_path / "cat.png"
    path.write_bytes(b"meow")
    with pytest.raises(ValueError, match=r"^cat\.png is not a picture"):
        picture_file.read(path)


def test_a_large_jpeg_comes_at_half_its_sides_and_looks_the_same():
    large = coloured(5_000, 3_000)
    pixels = picture_file.read(saved(large, "JPEG", quality=95))
    assert pixels.shape == (1_500, 2_500, 4)
    whole = square(np.asarray(large.convert("RGBA")))
    assert np.abs(square(pixels).astype(int) - whole).max() <= 8


def test_a_picture_is_turned_as_its_camera_was_held():
    first, *turned = [
        picture_file.read(file.data)[..., :3].astype(int)
        for file in files()
        if file.name.startswith("turned")
    ]
    assert first.shape == (64, 96, 3)
    turns = [
        lambda p: p[:, ::-1],
        lambda p: p[::-1, ::-1],
        lambda p: p[::-1],
        lambda p: p.transpose(1, 0, 2),
        lambda p: np.rot90(p, -1),
        lambda p: np.rot90(p, 2).transpose(1, 0, 2),
        np.rot90,
    ]
    for turn, found in zip(turns, turned, strict=True):
        np.testing.assert_allclose(found, turn(first), atol=2)


def test_sixteen_bits_are_scaled_not_clipped():
    deep = next(file for file in files() if file.name == "deep.png")
    grey = picture_file.read(deep.data)[..., 0].ravel()
    wanted = np.linspace(0, 255, grey.size)
    np.testing.assert_allclose(grey, wanted, atol=1)


@pytest.mark.parametrize(
    "shape", [(0, 0, 3), (0, 5), (4, 4, 2), (4, 4, 5), (4,), (2, 4, 4, 3)]
)
def test_an_array_that_is_no_picture_is_refused(shape):
    with pytest.raises(ValueError, match="A picture is uint8"):
        square(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("text", [*PAYLOADS, *CLUMSY], ids=lambda t: t[:9])
def test_any_text_is_encoded_or_refused_at_once(text):
    start = time.process_time()
    read = Alphabet("abc \n", unknown="")
    for alphabet in (read, Alphabet("?abc", unknown="?")):
        try:
            numbers = alphabet.encode(text)
        except ValueError as error:
            assert re.match(r"Not in the alphabet|The text has a", str(error))
            assert len(str(error)) < 200
        else:
            assert ((numbers >= 0) & (numbers < 5)).all()
    assert time.process_time() - start < 2


class Scripts(html.parser.HTMLParser):
    """The scripts and the listeners that a browser would see."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "script" and names.get("type") != "application/json":
            self.found.append(tag)
        self.found += [name for name in names if name.startswith("on")]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_a_widget_makes_a_script_in_the_book(payload):
    widget = {
        "widget": "gates",
        "module": "a.js",
        "picture": "a.png",
        "alt": payload,
        "traits": {payload: [payload, {"text": payload}]},
    }
    seen = Scripts()
    text = place(widget, "../")
    seen.feed(text)
    assert seen.found == []
    data = text.split('<script type="application/json">')[1]
    traits = json.loads(data.split("</script>")[0])["traits"]
    assert traits == widget["traits"], "it comes back as it was"


HEAVY = """
import sys
import torch
before = set(sys.modules)
import livenets, livenets.nets, livenets.probe
print(*sorted({name.split(".")[0] for name in set(sys.modules) - before}))
"""


def test_to_import_the_networks_brings_nothing_beside_torch():
    done = subprocess.run(
        [sys.executable, "-c", HEAVY],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["livenets"]
