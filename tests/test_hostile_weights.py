"""Weights and state dicts that lie: refused whole, and no pickle."""

import ast
import hashlib
import json
import shutil
import struct
import time

import pytest
import torch
from corpus import PAYLOADS
from safetensors.torch import save
from where import CHAPTERS, CODE, ROOT

from livenets import nets, weights


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


LOADERS = [
    (lambda: nets.LSTM(3, 3), nets.load_torch_rnn),
    (lambda: nets.resnet18(num_classes=7), nets.load_torchvision),
    (lambda: nets.TransformerEncoderLayer(8, 2), nets.load_torch_transformer),
]


@pytest.mark.parametrize(("build", "load"), LOADERS)
@pytest.mark.parametrize("name", STATES)
def test_a_state_dict_that_does_not_fit_is_refused_whole(name, build, load):
    model = build()
    before = {n: v.clone() for n, v in model.state_dict().items()}
    start = time.process_time()
    with pytest.raises(ValueError, match=r"^[^\n]{20,300}\.$"):
        load(model, STATES[name])
    assert time.process_time() - start < 1
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
