"""Feature maps of any network: its state, and what it refuses."""

import numpy as np
import pytest
import torch
from in_node import in_node
from torch import nn

from livenets import nets
from livenets.widgets.feature_maps import FeatureMaps
from livenets.widgets.pictures import planes

DICE = np.random.default_rng(0)
PICTURES = {
    "noise": DICE.integers(0, 256, (70, 64, 3), np.uint8),
    "grey": np.full((64, 64, 4), 128, np.uint8),
}


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nets.resnet18(10, width=0.125, stem="3x3").eval()


def test_a_page_has_all_it_needs(model):
    widget = FeatureMaps(model, PICTURES, ["stem", "stages.2"])
    state = widget.get_state()
    card = state["networks"]["network"]
    assert card["knobs"] == {"stem": 8, "stages.2": 32}
    assert card["outputs"]["stages.2"] == [1, 32, 8, 8]
    assert state["classes"] == [str(i) for i in range(10)]
    assert (state["names"], state["selected"]) == (["noise", "grey"], "noise")
    assert len(state["stored"]["stem"]) == 4 * 8 * 32 * 32
    assert widget.picture().startswith(b"\x89PNG")


def test_the_stored_result_is_of_the_first_picture(model):
    widget = FeatureMaps(model, PICTURES, ["stem"], classes=list("abcdefghij"))
    scores = model(torch.from_numpy(planes(PICTURES["noise"])))[0]
    stored = np.frombuffer(widget.stored["output"], np.float32)
    np.testing.assert_allclose(stored, scores.detach(), atol=1e-5)
    assert f"It reads: {'abcdefghij'[scores.argmax()]}" in widget.alt()


def test_of_a_readers_own_network_the_last_of_each_size_is_shown():
    own = nn.Sequential(
        nn.Conv2d(3, 4, 3),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.LazyLinear(3),
    )
    own(torch.rand(1, 3, 32, 32))
    widget = FeatureMaps(own, PICTURES)
    assert widget.layers == ["1", "2"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"watch": ["classifier"]}, r"'classifier' puts out \(1, 10\)"),
        ({"watch": ["stages.9"]}, "has no submodule 'stages.9'"),
        ({"classes": ["cat"]}, "1 names for 10 scores"),
    ],
)
def test_refuses_in_a_sentence(model, call, words):
    with pytest.raises(ValueError, match=words):
        FeatureMaps(model, PICTURES, **call)


def test_a_network_without_maps_is_refused():
    with pytest.raises(ValueError, match="name the layers in `watch`"):
        FeatureMaps(nn.Sequential(nn.Flatten(), nn.Linear(3072, 2)), PICTURES)


@pytest.mark.parametrize("side", [64, 32, 16])
def test_the_page_gives_the_network_what_python_gives_it(side):
    octets = PICTURES["noise"][3:67]
    found = in_node(
        ["live.js", "pick_picture.js"],
        "return Array.from(kit.planes(data.rgb, data.side));",
        {"rgb": octets.ravel().tolist(), "side": side},
    )
    wanted = planes(octets, side)
    np.testing.assert_allclose(found, wanted.ravel(), rtol=0, atol=1e-6)
