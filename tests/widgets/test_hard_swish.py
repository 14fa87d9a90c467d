"""Hard and soft: torch's numbers, in Python and in the page's script."""

import io

import numpy as np
import pytest
import torch
import traitlets as t
from in_node import in_node
from PIL import Image
from torch.nn import functional as F

from livenets.widgets.hard_swish import HardSwish, curves

TORCH = {"swish": F.silu, "h-swish": F.hardswish, "ReLU6": F.relu6}


@pytest.fixture
def x():
    """Not on a corner, where a slope jumps."""
    return torch.linspace(-5.99, 5.98, 90, dtype=torch.float64)


def test_the_page_knows_it_by_its_name():
    assert HardSwish().name() == "hard-swish"


@pytest.mark.parametrize("name", TORCH)
def test_the_pages_script_and_python_give_torchs_values_and_slopes(x, name):
    x.requires_grad_()
    y = TORCH[name](x)
    y.sum().backward()
    np.testing.assert_allclose(
        curves(x.detach().numpy())[name], y.detach(), atol=1e-12
    )
    body = """return ["value", "slope"].map((show) =>
        data.x.map((v) => kit.height(data.name, show, v)));"""
    data = {"name": name, "x": x.tolist()}
    values, slopes = in_node(("bends.js",), body, data)
    np.testing.assert_allclose(values, y.detach(), atol=1e-12)
    np.testing.assert_allclose(slopes, x.grad, atol=1e-12)


def test_h_swish_is_furthest_from_swish_at_its_corners():
    """The chapter's 0.142, and its exercise."""
    body = "return kit.furthest('h-swish', -6, 6);"
    at, gap = in_node(("bends.js",), body, None)
    assert abs(at) == pytest.approx(3)
    assert abs(gap) == pytest.approx(3 / (1 + np.exp(3)))
    assert abs(gap) == pytest.approx(0.142, abs=5e-4)


def test_what_lies_outside_the_plot_is_refused():
    widget = HardSwish()
    for x in (6.1, -7, float("nan")):
        with pytest.raises(t.TraitError):
            widget.x = x
    assert widget.x == -1


def test_the_stored_picture_shows_the_dip():
    image = Image.open(io.BytesIO(HardSwish().picture())).convert("RGB")
    below = np.asarray(image)[290:, :320].reshape(-1, 3)
    assert (below == (0, 114, 178)).all(axis=1).any()
    assert "0.14" in HardSwish().alt()
