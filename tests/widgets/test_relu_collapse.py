"""The ReLU collapse: its state, what it refuses, and the script's numbers."""

import io

import numpy as np
import pytest
import traitlets as t
from in_node import in_node
from PIL import Image

from livenets.widgets.relu_collapse import ReluCollapse, curve, matrix

CASES = [
    {"n": 2},
    {"n": 3, "shape": "circle", "knows": True},
    {"n": 15, "seed": 7, "shape": "grid"},
    {"n": 5, "beta": -0.4},
    {"n": 5, "beta": 0.7, "knows": True},
    {"n": 4, "relu": False},
]


def test_all_that_a_page_needs_is_in_the_traits():
    assert set(ReluCollapse().own_traits()) == {
        "shape", "own", "n", "seed", "relu", "beta", "knows", "x", "y",
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_pages_script_and_python_read_the_same_back(case):
    widget = ReluCollapse(**case)
    on, back = widget.collapse()
    body = """
      const T = kit.matrix(data.n, data.seed);
      const how = { relu: data.relu, beta: data.beta, knows: data.knows };
      return kit.SHAPES[data.shape].map((p) => kit.there(T, p, how))
        .map(({ on, back }) => [on, ...back]);
    """
    traits = {name: getattr(widget, name) for name in widget.own_traits()}
    found = np.array(in_node(["collapse.js"], body, traits))
    np.testing.assert_array_equal(found[:, 0], on)
    np.testing.assert_allclose(found[:, 1:], back, atol=1e-7)


def test_python_and_the_page_draw_the_same_curves():
    body = "return kit.SHAPES;"
    shapes = in_node(["collapse.js"], body, None)
    for name, points in shapes.items():
        np.testing.assert_allclose(curve(name), points, atol=1e-9)


def test_points_that_share_their_numbers_are_not_unique():
    """Two points of one wedge, on a line across the one row that is on."""
    widget = ReluCollapse(n=2, seed=1, shape="own")
    (a, b), other = matrix(2, 1)
    across = np.array([-b, a]) * -np.sign(np.dot(other, [-b, a]))
    along = np.array([a, b]) * 0.01
    points = [along + 0.1 * across, along + 0.2 * across]
    widget.own = [p.tolist() for p in points]
    on, _ = widget.collapse()
    assert on.tolist() == [1, 1] and widget.unique() == 0
    numbers = np.array(points) @ (a, b)
    np.testing.assert_allclose(numbers, along @ (a, b))


def test_what_looks_bent_is_all_there():
    """With 15 and 30 channels, as in the paper's figure 1."""
    for n in (15, 30):
        bent = ReluCollapse(n=n)
        whole = ReluCollapse(n=n, knows=True)
        points = bent.points()
        assert np.abs(2 * bent.collapse()[1] - points).max() > 0.05
        np.testing.assert_allclose(whole.collapse()[1], points, atol=1e-9)


@pytest.mark.parametrize(
    "traits",
    [
        {"n": 1},
        {"n": 31},
        {"seed": -1},
        {"shape": "square"},
        {"own": [[0.0, 0.0]] * 601},
        {"own": [[0.0]]},
        {"own": [[0.0, 2.0]]},
        {"own": [[0.0, float("nan")]]},
    ],
)
def test_what_cannot_be_shown_is_refused(traits):
    with pytest.raises(t.TraitError):
        ReluCollapse(**traits)


def test_nothing_drawn_is_no_error():
    widget = ReluCollapse(shape="own")
    assert widget.unique() == 0
    assert widget.picture().startswith(b"\x89PNG")


def test_the_stored_picture_has_the_curve_and_what_comes_back():
    image = Image.open(io.BytesIO(ReluCollapse(n=2).picture()))
    left, right = (
        np.asarray(image)[:, a:b].min(axis=2) < 100
        for a, b in ((0, 256), (272, 528))
    )
    assert left.sum() > right.sum() > 0  # collapsed points lie on each other
    assert "400 points" in ReluCollapse().alt()
