"""Hostile and clumsy input to the package: one sentence each, at once."""

import ast
import hashlib
import html.parser
import json
import re
import shutil
import struct
import subprocess
import sys
import time

import numpy as np
import pytest
import torch
from corpus import CLUMSY, MOVES, OK, PAYLOADS, PIXELS, files
from safetensors.torch import save
from where import CHAPTERS, CODE, ROOT

from livenets import nets, picture_file, weights
from livenets.alphabet import Alphabet
from livenets.book import place
from livenets.widgets.pictures import square

SENTENCE = r"^[A-Z\w'][^\n]{15,400}[.)]$"


@pytest.mark.parametrize("file", files(), ids=lambda file: file.name[:20])
def test_a_picture_file_is_read_or_refused_in_a_sentence(file):
    start = time.process_time()
    if file.says in (OK, MOVES):
        pixels = picture_file.read(file.data)
        assert pixels.dtype == np.uint8 and pixels.shape[2] == 4
        assert square(pixels).shape == (64, 64, 3)
    else:
        with pytest.raises(ValueError, match=SENTENCE) as caught:
            picture_file.read(file.data)
        told = "at most 50 million are read" in str(caught.value)
        assert told == (file.says == PIXELS)
    # of the processor, which other work of the machine does not lengthen
    assert time.process_time() - start < 2


def test_a_file_on_the_disk_is_named(tmp_path):
    path = tmp_path / "cat.png"
    path.write_bytes(b"meow")
    with pytest.raises(ValueError, match=r"^cat\.png is not a picture"):
        picture_file.read(path)


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


def lying(head, body=b""):
    """A safetensors file with this header."""
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    return struct.pack("<Q", len(text)) + text + body


GOOD = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
LIES = {
    "nothing": b"",
    "no header": b"\x08",
    "a header of exabytes": struct.pack("<Q", 2**62) + b"{}",
    "no json": lying(b"import os", bytes(8)),
    "more than there is": lying({"w": GOOD | {"data_offsets": [0, 80]}}),
    "backwards": lying({"w": GOOD | {"data_offsets": [8, 0]}}, bytes(8)),
    "another size": lying({"w": GOOD | {"shape": [3]}}, bytes(8)),
    "a huge shape": lying({"w": GOOD | {"shape": [2**62, 4]}}, bytes(8)),
    "an odd type": lying({"w": GOOD | {"dtype": "OBJ"}}, bytes(8)),
    "overlapping": lying({"w": GOOD, "v": GOOD}, bytes(8)),
    "wrong names": save({"w": torch.zeros(2)}),
    "wrong shapes": None,
    "a pickle": b"\x80\x04cos\nsystem\n",
}


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """`stored(octets)`: the weights "lenet5_tanh", whose card agrees."""
    shutil.copy(weights.HERE / "lenet5_tanh.json", tmp_path)
    monkeypatch.setattr(weights, "HERE", tmp_path)

    def go(data):
        (tmp_path / "lenet5_tanh.safetensors").write_bytes(data)
        card = json.loads((tmp_path / "lenet5_tanh.json").read_text())
        card["sha256"] = hashlib.sha256(data).hexdigest()
        (tmp_path / "lenet5_tanh.json").write_text(json.dumps(card))

    return go


@pytest.mark.parametrize("lie", LIES)
def test_weights_that_lie_are_refused_in_a_sentence(stored, lie):
    data = LIES[lie]
    if data is None:
        state = weights.recipe("lenet5_tanh").build().state_dict()
        state["output.weight"] = state["output.weight"].T.contiguous()
        data = save(state)
    stored(data)
    start = time.process_time()
    with pytest.raises(ValueError, match=r"^[^\n]{20,300}\.$"):
        weights.load("lenet5_tanh")
    assert time.process_time() - start < 1


STATES = {
    "another network's": {"a.weight": torch.zeros(3)},
    "empty": {},
    "transposed": {"weight_ih_l0": torch.zeros(3, 12)},
    "hostile names": {name: torch.zeros(1) for name in PAYLOADS},
}


@pytest.mark.parametrize("name", STATES)
def test_a_state_dict_that_does_not_fit_is_refused_whole(name):
    model = nets.LSTM(3, 3)
    before = {n: v.clone() for n, v in model.state_dict().items()}
    with pytest.raises(ValueError, match=r"^[^\n]{20,300}\.$"):
        nets.load_torch_rnn(model, STATES[name])
    after = model.state_dict()
    assert all(torch.equal(before[n], after[n]) for n in before)


BANNED = {
    "pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib",
    "shelve", "marshal",
}  # fmt: skip


def unpickles(tree):
    """The ways in which this code opens a pickle, or could."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ({a.name.split(".")[0] for a in node.names} & BANNED)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ({node.module.split(".")[0]} & BANNED)
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            options = {k.arg: ast.unparse(k.value) for k in node.keywords}
            safe = options.get("weights_only") == "True"  # runs no code
            if called == "torch.load" and not safe:
                yield called
            if called in ("torch.save", "torch.hub.load"):
                yield called
            if called.endswith(("read_pickle", "to_pickle")):
                yield called
            if options.get("allow_pickle", "False") != "False":
                yield f"{called}(allow_pickle)"


def sources():
    """name → the Python of the package, the tests and the chapters."""
    for path in [*CODE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        yield path.name, path.read_text(encoding="utf-8")
    for path in CHAPTERS:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                yield path.name, "".join(cell["source"])


def test_no_pickle_is_opened_anywhere():
    found = [
        (name, way)
        for name, text in sources()
        for way in unpickles(ast.parse(text))
    ]
    assert found == []
    opens = "import joblib\nnp.load(f, allow_pickle=True)\ntorch.load(f)"
    assert len(list(unpickles(ast.parse(opens)))) == 3


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
