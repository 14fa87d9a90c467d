"""Separable: its state, what it refuses, and torch's numbers."""

import io

import numpy as np
import pytest
import torch
import traitlets as t
from in_node import in_node
from PIL import Image
from torch.nn import functional as F

from livenets.widgets.pictures import SIDE
from livenets.widgets.separable import BANKS, Separable, nearest

FILES = (
    "convolve.js", "map_view.js", "pick_picture.js", "separate.js", "wired.js",
    "separable.js",
)  # fmt: skip
DICE = np.random.default_rng(0)
LEARNED = DICE.normal(size=(4, 3, 3, 3)).round(3)


@pytest.fixture
def picture():
    return DICE.integers(0, 256, size=(SIDE, SIDE, 3), dtype=np.uint8)


@pytest.fixture
def widget(picture):
    return Separable({"noise": picture}, {"learned": LEARNED})


def test_all_that_a_page_needs_is_in_the_traits(widget):
    assert set(widget.own_traits()) == {
        "names", "pictures", "selected", "own", "banks", "bank", "out",
        "filters", "row", "col", "done",
    }  # fmt: skip
    assert list(widget.banks) == [*BANKS, "learned"]


def test_a_separable_layer_is_a_depthwise_and_a_pointwise_convolution(
    picture, widget
):
    """What the script multiplies is what torch's two layers put out."""
    widget.bank, widget.filters = "learned", 2
    body = """
      const { depthwise, pointwise, kept } = kit.separated(data.kernels, 2);
      return [depthwise, pointwise, kept];
    """
    kernels = LEARNED.reshape(4, 3, 9)
    depthwise, pointwise, kept = in_node(
        FILES, body, {"kernels": kernels.tolist()}
    )
    x = torch.from_numpy(picture / 255).permute(2, 0, 1)[None]
    filters = torch.tensor(depthwise).double().view(6, 1, 3, 3)
    y = F.conv2d(x, filters, padding=1, groups=3)  # (1, 6, 64, 64)
    mix = torch.tensor(pointwise).double()[..., None, None]
    y = F.conv2d(y, mix)[0]
    _, mine = widget.maps()
    torch.testing.assert_close(torch.from_numpy(mine), y, rtol=0, atol=1e-4)
    s = np.linalg.svd(kernels.swapaxes(0, 1), compute_uv=False) ** 2
    assert kept == pytest.approx(s[:, :2].sum() / s.sum(), abs=1e-6)


def test_the_standard_maps_are_torchs(picture, widget):
    widget.bank, widget.out = "learned", 3
    x = torch.from_numpy(picture / 255).permute(2, 0, 1)[None]
    wanted = F.conv2d(x, torch.from_numpy(LEARNED[:3]), padding=1)[0]
    mine, _ = widget.maps()
    torch.testing.assert_close(torch.from_numpy(mine), wanted)


@pytest.mark.parametrize("filters", [1, 2, 3])
def test_no_separable_layer_is_nearer(filters):
    """Nudged a little in any direction, the layer fits worse."""
    kernels = LEARNED.reshape(4, 3, 9)
    best = np.square(nearest(kernels, filters) - kernels).sum()
    u, s, v = np.linalg.svd(kernels.swapaxes(0, 1), full_matrices=False)
    u, v = u[..., :filters] * s[:, None, :filters], v[:, :filters]
    for _ in range(20):
        other = (u + 0.01 * DICE.normal(size=u.shape)) @ (
            v + 0.01 * DICE.normal(size=v.shape)
        )
        assert np.square(other.swapaxes(0, 1) - kernels).sum() > best


def test_one_filter_is_enough_for_one_question_a_channel(widget):
    standard, separable = widget.maps()
    np.testing.assert_allclose(separable, standard, atol=1e-9)


def test_of_four_questions_to_every_channel_one_filter_answers_one(widget):
    widget.bank = list(BANKS)[1]
    standard, separable = widget.maps()
    answered = np.abs(separable).max(axis=(1, 2)) > 1e-9
    assert answered.tolist() == [False, False, True, False]
    np.testing.assert_allclose(separable[2], standard[2], atol=1e-9)
    widget.filters = 4
    np.testing.assert_allclose(widget.maps()[1], standard, atol=1e-9)


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("bank", "nobody's"),
        ("out", 5),
        ("filters", 0),
        ("row", SIDE),
        ("done", -1),
        ("selected", "nobody"),
    ],
)
def test_a_bad_value_is_refused(widget, trait, value):
    before = getattr(widget, trait)
    with pytest.raises(t.TraitError):
        setattr(widget, trait, value)
    assert getattr(widget, trait) == before


def test_learned_kernels_of_another_size_are_refused(picture):
    with pytest.raises(ValueError, match=r"want weights \(4, 3, 3, 3\)"):
        Separable({"noise": picture}, {"learned": np.ones((4, 3, 5, 5))})


def test_the_stored_picture_shows_both_ways(widget):
    image = Image.open(io.BytesIO(widget.picture()))
    assert image.size == (9 * 104 - 8, 96)
    assert "108 multiplications a pixel" in widget.alt()
    assert "27 + 12: they are off by 0 %" in widget.alt()
