"""Dropout: its state, what it refuses, and masks that are training's."""

from functools import partial

import numpy as np
import pytest
import torch
import traitlets as t

from livenets import nets
from livenets.widgets.dropout import Dropout, scaled, shares, uniform
from livenets.widgets.pictures import planes

CLASSES = ["cat", "dog", "bus", "egg", "hat", "cup", "pea"]
LAYERS = ["classifier.fc6.dropout", "classifier.fc7.dropout"]
build = partial(nets.alexnet, 7, width=1 / 16, stride=1, grid=2)


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return build()


@pytest.fixture
def pictures():
    dice = np.random.default_rng(0)
    sizes = {"noise": (64, 64, 3), "more": (80, 64, 4)}
    return {n: dice.integers(0, 256, s, np.uint8) for n, s in sizes.items()}


def test_all_that_a_page_needs_is_in_the_traits(model, pictures):
    widget = Dropout(model, pictures, LAYERS, CLASSES, masks=3)
    assert set(widget.own_traits()) == {
        "names", "pictures", "selected", "own", "networks", "stored",
        "layers", "classes", "p", "masks", "seed", "stored_masks", "side",
    }  # fmt: skip
    assert widget.networks["network"]["knobs"] == dict(
        zip(LAYERS, (64, 256), strict=True)
    )


def test_a_seed_gives_the_numbers_that_the_page_gets():
    # dropout.test.mjs has the same
    assert uniform(0, 3) == [
        0.26642920868471265,
        0.0003297457005828619,
        0.2232720274478197,
    ]
    assert uniform(5_000_015, 1) == [0.10013586934655905]


def test_the_numbers_are_spread_evenly():
    numbers = np.array(uniform(11, 20_000))
    assert 0 <= numbers.min() and numbers.max() < 1
    counts = np.histogram(numbers, 10, (0, 1))[0]
    assert abs(counts - 2000).max() < 180


def test_the_stored_masks_are_what_training_would_do(model, pictures):
    """torch's own dropout, made to drop what the mask drops."""
    widget = Dropout(model, pictures, LAYERS, CLASSES, masks=4, p=0.6, seed=3)
    stored = np.frombuffer(widget.stored_masks, "<f4").reshape(4, 7)
    x = torch.from_numpy(planes(pictures["noise"]))
    with torch.no_grad():
        seen = model.eval().pool(model.stages(x)).flatten(1)
        for i, found in enumerate(stored):
            one, other = (
                torch.tensor(m).float() for m in scaled(0.6, 3, i, (64, 256))
            )
            y = model.classifier.fc6.linear(seen * one).relu()
            y = model.classifier.fc7.linear(y * other).relu()
            wanted = model.classifier.fc8(y)[0]
            np.testing.assert_allclose(found, wanted.numpy(), atol=1e-5)
    assert np.ptp(stored, axis=0).max() > 1e-3


def test_a_mask_keeps_the_mean_of_each_unit():
    masks = np.array([scaled(0.5, 0, i, [40])[0] for i in range(2000)])
    assert set(np.unique(masks)) == {0, 2}
    np.testing.assert_allclose(masks.mean(axis=0), 1, atol=0.12)


def test_without_dropping_every_mask_is_the_whole_network(model, pictures):
    widget = Dropout(model, pictures, LAYERS, CLASSES, masks=2, p=0)
    np.testing.assert_allclose(
        widget.under, np.repeat(widget.first["output"], 2, 0), atol=1e-6
    )


def test_what_does_not_fit_is_refused_in_a_sentence(model, pictures):
    with pytest.raises(ValueError, match=r"'stages.0'.*want units"):
        Dropout(model, pictures, ["stages.0"], CLASSES)
    with pytest.raises(ValueError, match="2 names for 7 scores"):
        Dropout(model, pictures, LAYERS, ["a", "b"])
    with pytest.raises(t.TraitError, match=r"p: want 0 … 0.95"):
        Dropout(model, pictures, LAYERS, CLASSES, p=1.0)
    with pytest.raises(t.TraitError, match="masks: want 1 … 100"):
        Dropout(model, pictures, LAYERS, CLASSES, masks=0)


def test_a_notebook_stores_a_picture_and_words(model, pictures):
    widget = Dropout(model, pictures, LAYERS, CLASSES, masks=3)
    data, metadata = widget._repr_mimebundle_()
    assert data["image/png"]
    assert metadata["image/png"]["alt"] == widget.alt()
    assert "noise" in widget.alt() and "of 3 random masks" in widget.alt()


def test_shares_add_up_to_1():
    found = shares(np.array([[1000.0, 0, -1000], [0, 0, 0]]))
    np.testing.assert_allclose(found.sum(axis=1), 1)
    np.testing.assert_allclose(found[1], 1 / 3)
