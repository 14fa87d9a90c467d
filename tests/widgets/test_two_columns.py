"""TwoColumns: its state, what it refuses, and what a switch does."""

import numpy as np
import pytest
import torch

from livenets import nets
from livenets.nets.two_columns import LAYERS, WIRES, taken_apart
from livenets.probe import probe
from livenets.widgets.pictures import planes
from livenets.widgets.two_columns import TwoColumns

CLASSES = ["cat", "dog", "bus", "egg", "hat", "cup", "pea"]


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return taken_apart(nets.alexnet_two_columns(7, width=1 / 16))


@pytest.fixture
def pictures():
    dice = np.random.default_rng(0)
    sizes = {"noise": (64, 64, 3), "more": (80, 64, 4)}
    return {n: dice.integers(0, 256, s, np.uint8) for n, s in sizes.items()}


@pytest.fixture
def widget(model, pictures):
    return TwoColumns(model, pictures, LAYERS, WIRES, CLASSES)


def test_all_that_a_page_needs_is_in_the_traits(widget):
    assert set(widget.own_traits()) == {
        "names", "pictures", "selected", "own", "networks", "stored",
        "layers", "wires", "classes", "side",
    }  # fmt: skip
    assert set(widget.networks["network"]["knobs"]) == {*LAYERS, *WIRES}


def test_what_is_stored_is_torchs(widget, model, pictures):
    x = torch.from_numpy(planes(pictures["noise"]))
    seen = probe(model, x, LAYERS)
    for name, values in widget.stored.items():
        wanted = seen.output if name == "output" else seen[name]
        found = np.frombuffer(values, "<f4")
        np.testing.assert_allclose(found, wanted.numpy().ravel(), atol=1e-5)


def test_a_column_that_is_off_is_out_of_the_verdict(
    widget, model, pictures, monkeypatch
):
    """As the page asks for it: the right half of every layer times 0."""
    sent = []
    monkeypatch.setattr(
        widget, "send", lambda content, buffers=(): sent.extend(buffers)
    )
    x = planes(pictures["noise"])
    sizes = widget.networks["network"]["knobs"]
    left = {n: [[1] * (sizes[n] // 2) + [0] * (sizes[n] // 2), 0]
            for n in LAYERS}  # fmt: skip
    content = {"kind": "run", "id": 1, "network": "network",
               "names": ["input"], "knobs": left,
               "watch": [*LAYERS, "output"]}  # fmt: skip
    widget._answer(widget, content, [memoryview(x.tobytes())])
    *layers, scores = (np.frombuffer(b, "<f4") for b in sent)
    for values in layers:
        assert not values[len(values) // 2 :].any()
        assert values[: len(values) // 2].any()
    head = model.classifier.fc8
    h = torch.from_numpy(layers[-1].copy())
    wanted = (head.weight @ h + head.bias).detach().numpy()
    np.testing.assert_allclose(scores, wanted, atol=1e-5)


def test_what_does_not_fit_is_refused_in_a_sentence(model, pictures):
    with pytest.raises(ValueError, match=r"'fc8\.talk' is in none"):
        TwoColumns(model, pictures, LAYERS, ["fc8.talk"], CLASSES)
    odd = ["classifier.fc8"]
    with pytest.raises(ValueError, match=r"'classifier\.fc8' has 7"):
        TwoColumns(model, pictures, odd, [], CLASSES)
    with pytest.raises(ValueError, match="2 names for 7 scores"):
        TwoColumns(model, pictures, LAYERS, WIRES, ["a", "b"])


def test_a_notebook_stores_a_picture_and_words(widget):
    data, metadata = widget._repr_mimebundle_()
    assert data["image/png"]
    assert metadata["image/png"]["alt"] == widget.alt()
    assert "3 of 7 layers" in widget.alt() and "noise" in widget.alt()
