"""The gates in Python: what the widget stores, and what it refuses."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from livenets import nets
from livenets.probe import probe
from livenets.widgets.pictures import planes
from livenets.widgets.se_weights import SEWeights, gates_of

BLOCKS = (0, 3, 4, 5, 6, 7, 8, 9, 10)  # table 2: where "SE" is ticked


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nets.mobilenet_v3_small(10, width=0.35, stride=1)


@pytest.fixture
def pictures():
    dice = np.random.default_rng(0)
    return {
        name: dice.integers(0, 256, (64, 64, 3), np.uint8) for name in "abc"
    }


@pytest.fixture
def means(model):
    x = torch.rand(4, 3, 32, 32)
    return {
        name: v.mean(0).flatten().numpy()
        for name, v in probe(model, x, gates_of(model, x)).items()
    }


@pytest.fixture
def widget(model, pictures, means):
    classes = [f"class {i}" for i in range(10)]
    return SEWeights({"net": model}, pictures, {"net": means}, classes)


def test_the_page_knows_it_by_its_name(widget):
    assert widget.name() == "se-weights"


def test_every_gate_of_table_2_is_found(model):
    assert gates_of(model, np.zeros((1, 3, 32, 32), np.float32)) == {
        f"blocks.{n}.se.gate": f"blocks.{n}.depthwise" for n in BLOCKS
    }


def test_the_state_has_all_that_a_page_needs(widget, means):
    state = widget.get_state()
    card = state["networks"]["net"]
    assert card["inputs"] == {"input": [2, 3, 32, 32]}
    assert card["knobs"]["blocks.0.se.gate"] == 8
    assert card["outputs"]["blocks.0.depthwise"] == [2, 8, 16, 16]
    assert (state["selected"], state["other"]) == ("a", "b")
    found = np.frombuffer(state["means"]["net"]["blocks.9.se.gate"], "<f4")
    np.testing.assert_array_equal(found, means["blocks.9.se.gate"])


def test_both_pictures_are_one_batch(widget, model, pictures):
    x = np.concatenate([planes(pictures["a"]), planes(pictures["b"])])
    wanted = probe(model, torch.from_numpy(x), gates_of(model, x))
    for name, gates in widget.gates().items():
        np.testing.assert_allclose(gates, wanted[name][:, :, 0, 0], atol=1e-6)
    stored = np.frombuffer(widget.stored["output"], "<f4").reshape(2, 10)
    np.testing.assert_allclose(stored, wanted.output, atol=1e-5)


def test_what_is_forced_is_forced_in_both(widget):
    gate = "blocks.3.se.gate"
    a, b = [0.0] + [1.0] * 31, [1.0] + [0.0] * 31
    engine = widget._engines["net"]
    _, seen = engine.run(engine.example, [gate], {gate: (a, b)})
    gates = seen[gate][:, :, 0, 0]
    assert (gates[:, 0] == 1).all()
    np.testing.assert_allclose(
        gates[:, 1:], widget.gates()[gate][:, 1:], atol=1e-6
    )


def test_the_stored_picture_has_a_row_for_each_block(widget):
    image = Image.open(io.BytesIO(widget.picture()))
    assert image.size == (640, 40 * len(BLOCKS))
    assert "9 squeeze-excite blocks" in widget.alt()


def test_a_network_without_gates_is_refused(pictures):
    with pytest.raises(ValueError, match="LeNet5 has no squeeze-excite"):
        SEWeights({"net": nets.lenet5()}, pictures, {"net": {}}, [])


def test_one_picture_is_not_enough(model, pictures, means):
    with pytest.raises(ValueError, match="two or more"):
        SEWeights({"net": model}, {"a": pictures["a"]}, {"net": means}, [])


def test_means_of_other_gates_are_refused(model, pictures, means):
    means.pop("blocks.5.se.gate")
    with pytest.raises(ValueError, match=r"want those of blocks\.0\.se"):
        SEWeights({"net": model}, pictures, {"net": means}, [])
