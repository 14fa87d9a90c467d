"""Any network's blocks, opened: the state, and what is refused."""

import numpy as np
import pytest
import torch
import traitlets as t
from torch import nn

from livenets import count, nets
from livenets.widgets.block_opener import BlockOpener
from livenets.widgets.pictures import planes

DICE = np.random.default_rng(0)
PICTURES = {
    "noise": DICE.integers(0, 256, (70, 64, 3), np.uint8),
    "grey": np.full((64, 64, 4), 128, np.uint8),
}
BLOCKS = [f"blocks.{i}" for i in range(4)]
SE = ("expand", "depthwise", "se", "project")
# factory, its steps, the kinds of the first blocks' steps, their shortcuts
NETWORKS = [
    (nets.mobilenet_v1, ("depthwise", "pointwise"), [2, 2, 2, 2], [0] * 4),
    (nets.mobilenet_v2, SE, [2, 3, 3, 3], [1, 0, 1, 0]),
    (nets.mobilenet_v3_small, SE, [3, 3, 3, 4], [0, 0, 1, 0]),
]


def build(factory=nets.mobilenet_v2):
    torch.manual_seed(0)
    return factory(10, width=0.25, stride=1).eval()


@pytest.fixture(scope="module")
def model():
    return build()


@pytest.fixture
def widget(model):
    return BlockOpener(model, PICTURES, BLOCKS, block=2)


def test_only_the_open_block_is_stored(widget):
    step = "blocks.2.{}".format
    assert set(widget.stored) == {
        "blocks.1", step("expand"), step("depthwise"), step("project"),
        "blocks.2", "output",
    }  # fmt: skip
    assert len(widget.stored["blocks.2.expand"]) == 4 * 48 * 16 * 16
    assert len(widget.networks["network"]["outputs"]) > len(widget.stored)


def test_the_stored_maps_are_the_networks(model, widget):
    x = torch.from_numpy(planes(PICTURES["noise"]))
    with torch.no_grad():
        x = model.blocks[:2](model.stem(x))
        wanted = model.blocks[2].project(
            model.blocks[2].depthwise(model.blocks[2].expand(x))
        )
    stored = np.frombuffer(widget.stored["blocks.2.project"], np.float32)
    np.testing.assert_allclose(stored, wanted.numpy().ravel(), atol=1e-5)
    out = np.frombuffer(widget.stored["blocks.2"], np.float32)
    np.testing.assert_allclose(out, (wanted + x).numpy().ravel(), atol=1e-5)


@pytest.mark.parametrize(("factory", "steps", "number", "shortcuts"), NETWORKS)
def test_blocks_of_other_networks_are_opened_too(
    factory, steps, number, shortcuts
):
    widget = BlockOpener(build(factory), PICTURES, BLOCKS, steps)
    assert [len(row["steps"]) for row in widget.blocks] == number
    assert [bool(row["shortcut"]) for row in widget.blocks] == shortcuts
    assert [row["before"] for row in widget.blocks] == ["stem", *BLOCKS[:3]]


def test_a_step_has_its_weights_and_macs(model, widget):
    expand, depthwise, project = widget.blocks[2]["steps"]
    assert expand["macs"] == 8 * 48 * 16 * 16
    assert depthwise["macs"] == 48 * 9 * 16 * 16
    assert project["weights"] == 48 * 8 + 2 * 8  # and its batch norm
    block = model.blocks[2]
    assert count.parameters(block) == sum(
        step["weights"] for step in widget.blocks[2]["steps"]
    )


def test_the_kernels_are_where_the_step_says(model, widget):
    kernels = np.frombuffer(widget.kernels, np.float32)
    for i, row in enumerate(widget.blocks):
        step = next(s for s in row["steps"] if s["name"] == "depthwise")
        wanted = model.blocks[i].depthwise.conv.weight.detach().numpy().ravel()
        found = kernels[step["at"] :][: len(wanted)]
        np.testing.assert_array_equal(found, wanted)
        assert step["k"] == 3


def test_without_its_branch_a_block_gives_what_came_in(widget):
    engine = widget._engines["network"]
    cut = {"blocks.2.project": (0, 0)}
    names = ["blocks.1", "blocks.2"]
    _, seen = engine.run(engine.example, names, cut)
    np.testing.assert_array_equal(seen["blocks.1"], seen["blocks.2"])


@pytest.mark.parametrize(
    "traits",
    [
        {"block": 4},
        {"block": -1},
        {"cuts": {"blocks.1": "branch"}},
        {"cuts": {"blocks.2": "head"}},
    ],
)
def test_what_is_not_there_is_refused(model, traits):
    with pytest.raises(t.TraitError):
        BlockOpener(model, PICTURES, BLOCKS, **traits)


def test_a_block_without_such_steps_is_refused(model):
    with pytest.raises(ValueError, match=r"'blocks\.0' has none of branch"):
        BlockOpener(model, PICTURES, BLOCKS, ["branch"])


def test_a_readers_own_network_needs_only_named_steps():
    def conv(c_in, c_out):
        return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.ReLU())

    own = nn.Sequential()
    own.add_module("first", conv(3, 4))
    own.add_module("body", nn.Sequential(conv(4, 12), conv(12, 4)))
    own.add_module("pool", nn.AdaptiveAvgPool2d(1))
    own.add_module("flat", nn.Flatten())
    widget = BlockOpener(own, PICTURES, ["body"], ["0", "1"], before="first")
    assert [step["k"] for step in widget.blocks[0]["steps"]] == [0, 0]
    assert "4 maps come in; then 0 12, 1 4" in widget.alt()


def test_macs_by_module_add_up_to_those_of_the_network(model):
    x = planes(PICTURES["noise"])
    found = count.macs_by_module(model, x)
    parts = ("stem", "blocks", "head", "classifier")
    total = count.macs(model, torch.from_numpy(x))
    assert sum(found[part] for part in parts) == total
