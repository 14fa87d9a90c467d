"""Three units: the state of the widget, and the page's arithmetic."""

import numpy as np
import pytest
import torch
import traitlets as t
from in_node import in_node

from livenets.nets import RNN
from livenets.widgets.three_units import MOMENTS, ThreeUnits

MATH = ["three_units_math.js"]
DICE = np.random.default_rng(0)


def test_a_page_has_all_it_needs():
    state = ThreeUnits().get_state()
    assert state["inputs"] == [1] + [0] * 15
    assert np.shape(state["weight_h"]) == (3, 3)
    widget = ThreeUnits(moment=3)
    assert "the spectral radius 0.85" in widget.alt()
    assert widget.picture().startswith(b"\x89PNG")


@pytest.mark.parametrize("activation", ["tanh", "none"])
def test_the_page_computes_what_the_book_says(activation):
    widget = ThreeUnits(
        weight_h=DICE.normal(size=(3, 3)).tolist(),
        bias=DICE.normal(size=3).tolist(),
        inputs=DICE.integers(-1, 2, MOMENTS).tolist(),
        activation=activation,
    )
    names = ("weight_x", "weight_h", "bias", "inputs", "activation")
    data = {name: getattr(widget, name) for name in names}
    found = in_node(MATH, "return kit.unroll(data).map((m) => m.h);", data)
    np.testing.assert_allclose(found, widget.states(), rtol=1e-9)


def test_its_states_are_an_rnns():
    widget = ThreeUnits(bias=[0.1, -0.2, 0.3])
    net = RNN(1, 3).double()
    layer = net.layers[0]
    with torch.no_grad():
        layer.weight_x.copy_(torch.tensor(widget.weight_x)[:, None])
        layer.weight_h.copy_(torch.tensor(widget.weight_h))
        layer.bias_x.copy_(torch.tensor(widget.bias))
        layer.bias_h.zero_()
    x = torch.tensor(widget.inputs).double()[:, None]
    np.testing.assert_allclose(widget.states(), net(x)[0].detach(), atol=1e-6)


@pytest.mark.parametrize("activation", ["tanh", "none"])
def test_what_is_left_of_a_nudge_is_the_gradient(activation):
    w = (DICE.normal(size=(3, 3)) / 1.5).tolist()
    widget = ThreeUnits(weight_h=w, activation=activation)
    names = ("weight_x", "weight_h", "bias", "inputs", "activation")
    left = in_node(
        MATH,
        "const m = kit.unroll(data);"
        "return kit.nudged(m, data.weight_h, data.activation);",
        {name: getattr(widget, name) for name in names},
    )
    matrix = torch.tensor(w, dtype=torch.double)

    def last(first):
        h = first
        for _ in range(MOMENTS - 1):
            h = matrix @ h
            h = h.tanh() if activation == "tanh" else h
        return h

    first = torch.from_numpy(widget.states()[0])
    jacobian = torch.autograd.functional.jacobian(last, first)
    assert left[0] == pytest.approx(1)
    assert left[-1] == pytest.approx((jacobian.norm() / 3**0.5).item())


@pytest.mark.parametrize("seed", range(8))
def test_the_pages_radius_is_the_largest_eigenvalues_size(seed):
    w = np.random.default_rng(seed).normal(size=(3, 3))
    found, scaled = in_node(
        MATH,
        "return [kit.radius(data), kit.scaledTo(data, 0.7)];",
        w.tolist(),
    )
    assert found == pytest.approx(np.abs(np.linalg.eigvals(w)).max())
    assert np.abs(np.linalg.eigvals(scaled)).max() == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"weight_h": [[1.0, 2.0]]}, "weight_h: want 3 × 3 finite numbers"),
        ({"weight_h": [[1.0], [1.0, 2.0]]}, "weight_h: want 3 × 3"),
        ({"bias": [0.0, float("nan"), 0.0]}, "bias: want 3 finite"),
        ({"inputs": [1]}, "inputs: want 16 finite"),
        ({"activation": "relu"}, "activation"),
        ({"moment": 16}, "moment"),
    ],
)
def test_refuses_in_a_sentence(traits, words):
    with pytest.raises(t.TraitError, match=words):
        ThreeUnits(**traits)
