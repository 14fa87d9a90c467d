"""Residual: its state, what it refuses, and what a cut does."""

from functools import partial

import numpy as np
import pytest
import torch
import traitlets as t

from livenets import nets
from livenets.probe import probe
from livenets.widgets.pictures import planes
from livenets.widgets.residual import Residual

BLOCKS = [f"stages.{i}.{j}" for i in range(4) for j in range(2)]
CLASSES = ["cat", "dog", "bus", "egg", "hat", "cup", "pea"]
build = partial(nets.resnet18, 7, width=0.125, stem="3x3")


@pytest.fixture
def networks():
    torch.manual_seed(0)
    return {"ResNet": build(), "plain": build(shortcuts=False)}


@pytest.fixture
def pictures():
    dice = np.random.default_rng(0)
    sizes = {"noise": (64, 64, 3), "more": (80, 64, 4)}
    return {n: dice.integers(0, 256, s, np.uint8) for n, s in sizes.items()}


@pytest.fixture
def widget(networks, pictures):
    return Residual(networks, pictures, CLASSES)


def test_all_that_a_page_needs_is_in_the_traits(widget):
    assert set(widget.own_traits()) == {
        "names", "pictures", "selected", "own", "networks", "stored",
        "blocks", "projections", "classes", "sizes", "opened", "side",
    }  # fmt: skip
    assert widget.blocks == BLOCKS
    assert widget.projections == ["stages.1.0", "stages.2.0", "stages.3.0"]
    paths = set(widget.networks["ResNet"]["knobs"])
    assert paths == {
        f"{b}.{p}" for b in BLOCKS for p in ("shortcut", "branch")
    }
    plain = set(widget.networks["plain"]["knobs"])
    assert plain == {f"{b}.branch" for b in BLOCKS}


def test_only_what_is_shown_first_is_stored_and_it_is_torchs(
    widget, networks, pictures
):
    x = torch.from_numpy(planes(pictures["noise"]))
    paths = [f"{b}.{p}" for b in BLOCKS for p in ("shortcut", "branch")]
    seen = probe(networks["ResNet"], x, paths)
    stored = {n: np.frombuffer(v, "<f4") for n, v in widget.stored.items()}
    assert set(stored) == {
        "output",
        "stages.0.1.shortcut",
        "stages.0.1.branch",
    }
    for name, values in stored.items():
        wanted = seen.output if name == "output" else seen[name]
        np.testing.assert_allclose(values, wanted.numpy().ravel(), atol=1e-5)
    for path, size in widget.sizes.items():
        wanted = seen[path].square().mean().sqrt().item()
        assert size == pytest.approx(wanted, abs=1e-3), path


def test_the_kernel_cuts_a_shortcut_and_the_branch_still_gets_its_input(
    widget, monkeypatch
):
    sent = []
    monkeypatch.setattr(
        widget, "send", lambda content, buffers=(): sent.append(buffers)
    )
    x = np.random.default_rng(1).random((1, 3, 32, 32), np.float32)
    watch = ["stages.0.1.shortcut", "stages.0.1.branch", "output"]
    for a in (1, 0):
        content = {
            "kind": "run", "id": 1, "network": "ResNet", "names": ["input"],
            "knobs": {"stages.0.1.shortcut": [a, 0]}, "watch": watch,
        }  # fmt: skip
        widget._answer(widget, content, [memoryview(x.tobytes())])
    whole, cut = ([np.frombuffer(b, "<f4") for b in some] for some in sent)
    assert whole[0].any() and not cut[0].any()
    np.testing.assert_array_equal(whole[1], cut[1])
    assert np.abs(whole[2] - cut[2]).max() > 1e-3


def test_what_does_not_fit_is_refused_in_a_sentence(networks, pictures):
    with pytest.raises(
        ValueError, match="plain: want a shortcut and a branch"
    ):
        Residual({"plain": networks["plain"]}, pictures, CLASSES)
    shallow = nets.resnet34(7, width=0.0625, stem="3x3")
    both = {"ResNet": networks["ResNet"], "deep": shallow}
    with pytest.raises(ValueError, match="deep: its blocks are not ResNet's"):
        Residual(both, pictures, CLASSES)
    with pytest.raises(ValueError, match="2 names for 7 scores"):
        Residual(networks, pictures, ["a", "b"])
    with pytest.raises(t.TraitError, match="opened: want 0 … 7"):
        Residual(networks, pictures, CLASSES, opened=8)


def test_a_notebook_stores_a_picture_and_words(widget):
    data, metadata = widget._repr_mimebundle_()
    assert data["image/png"]
    assert metadata["image/png"]["alt"] == widget.alt()
    assert "stages.0.1" in widget.alt() and "noise" in widget.alt()
