"""Ladder: its state, what it refuses, and what the kernel times."""

import numpy as np
import pytest
import torch
from in_node import in_node
from torch import nn

from livenets.probe import probe
from livenets.studies.ladder import fit
from livenets.widgets.ladder import Ladder
from livenets.widgets.pictures import planes

CLASSES = ["cat", "dog", "bus"]
FACT = {
    "year": 1998,
    "right": [50.0, 60.0],
    "parameters": 9219,
    "macs": 9216,
    "layers": 1,
}


@pytest.fixture
def networks():
    torch.manual_seed(0)
    return {
        name: nn.Sequential(nn.Flatten(), nn.Linear(3072, 3)).eval()
        for name in ("old", "new")
    }


@pytest.fixture
def pictures():
    dice = np.random.default_rng(0)
    sizes = {"noise": (64, 64, 3), "more": (80, 64, 4)}
    return {n: dice.integers(0, 256, s, np.uint8) for n, s in sizes.items()}


@pytest.fixture
def make(networks, pictures):
    def build(facts=None, classes=CLASSES, **more):
        facts = facts or dict.fromkeys(networks, FACT)
        return Ladder(networks, facts, pictures, classes, **more)

    return build


def test_all_that_a_page_needs_is_in_the_traits_and_no_time(make):
    widget = make(truths={"more": "bus"})
    assert set(widget.own_traits()) == {
        "names", "pictures", "selected", "own", "networks", "stored",
        "facts", "classes", "truths", "side",
    }  # fmt: skip
    assert list(widget.facts) == list(widget.networks) == ["old", "new"]
    assert not any("ms" in facts for facts in widget.facts.values())


def test_what_every_network_says_of_the_first_picture_is_stored(
    make, networks, pictures
):
    widget = make()
    x = torch.from_numpy(planes(pictures["noise"]))
    assert set(widget.stored) == set(networks)
    for name, model in networks.items():
        stored = np.frombuffer(widget.stored[name], "<f4")
        wanted = probe(model, x).output[0].numpy()
        np.testing.assert_allclose(stored, wanted, atol=1e-6)
        assert widget.verdicts()[name] == CLASSES[int(wanted.argmax())]


@pytest.mark.parametrize("timed", [True, False])
def test_the_kernel_times_only_what_it_is_asked_to(
    make, networks, monkeypatch, timed
):
    widget, sent = make(), []
    monkeypatch.setattr(
        widget, "send", lambda content, buffers=(): sent.append(content)
    )
    x = np.random.default_rng(1).random((1, 3, 32, 32), np.float32)
    content = {
        "kind": "run", "id": 1, "network": "new", "names": ["input"],
        "knobs": {}, "watch": ["output"], "timed": timed,
    }  # fmt: skip
    widget._answer(widget, content, [memoryview(x.tobytes())])
    assert "error" not in sent[0]
    assert ("ms" in sent[0]) == timed
    assert not timed or 0 < sent[0]["ms"] < 1000


def test_what_does_not_fit_is_refused_in_a_sentence(make):
    with pytest.raises(ValueError, match="new: no year, right, parameters"):
        make(facts={"old": FACT})
    with pytest.raises(ValueError, match="old: 3 scores, but 2 classes"):
        make(classes=["a", "b"])
    with pytest.raises(ValueError, match="there is no picture 'less'"):
        make(truths={"less": "cat"})
    with pytest.raises(ValueError, match="'pea' is not a class"):
        make(truths={"more": "pea"})


def test_a_notebook_stores_a_picture_and_words(make):
    widget = make()
    data, metadata = widget._repr_mimebundle_()
    assert data["image/png"]
    assert metadata["image/png"]["alt"] == widget.alt()
    assert "What 2 networks say of a picture (noise)" in widget.alt()


def test_the_page_fits_as_the_study_does():
    dice = np.random.default_rng(0)
    columns, ms = dice.random((2, 10)).tolist(), dice.random(10).tolist()
    for some in ([columns[0]], [columns[1]], columns):
        factors, share = fit(some, ms)
        found = in_node(
            ["scores.js", "rungs.js"],
            "return kit.fitted(data.columns, data.ms);",
            {"columns": some, "ms": ms},
        )
        assert found["factors"] == pytest.approx(factors.tolist())
        assert found["share"] == pytest.approx(share)
