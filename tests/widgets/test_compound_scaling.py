"""What three sliders cost: the page's script says what torch counts."""

import random

import pytest
import torch
import traitlets as t
from in_node import in_node

from livenets import count
from livenets.nets.efficientnet import ROWS, SCALES, EfficientNet, scaled
from livenets.widgets.compound_scaling import CompoundScaling

FAMILY = {"B0": (1.0, 1.0, 224, 77.1), "B1": (1.0, 1.1, 240, 79.1)}
FILES = ("compound.js",)
COST = "return data.map((each) => kit.compound(...each));"


def torchs(width, depth, side):
    scale = SCALES[0]._replace(width=width, depth=depth)
    with torch.device("meta"):
        model = EfficientNet(scale, num_classes=1000, in_channels=3)
        x = torch.empty(1, 3, side, side)
    return count.parameters(model), count.macs(model, x)


def some_settings():
    dice = random.Random(0)
    for _ in range(20):
        yield (
            round(dice.uniform(0.25, 3), 3),
            round(dice.uniform(0.25, 4), 3),
            dice.randint(64, 400),
        )


@pytest.mark.parametrize(
    "settings",
    [[(s.width, s.depth, s.side) for s in SCALES], [*some_settings()]],
    ids=["B0 … B7", "random"],
)
def test_the_page_counts_what_torch_counts(settings):
    found = in_node(FILES, COST, settings)
    for setting, page in zip(settings, found, strict=True):
        wanted = torchs(*setting)
        assert (page["parameters"], page["macs"]) == wanted, setting


def test_the_stages_have_the_networks_channels_and_blocks():
    found = in_node(FILES, COST, [(s.width, s.depth, s.side) for s in SCALES])
    for scale, page in zip(SCALES, found, strict=True):
        rows = [(row["channels"], row["blocks"]) for row in page["rows"]]
        assert rows == [(r.c_out, r.depth) for r in scaled(ROWS, scale)]


def test_it_has_all_that_the_page_needs():
    widget = CompoundScaling(FAMILY, {"twice as wide": (2.0, 1.0, 224, 78.9)})
    first, _, other = widget.settings
    assert first == {
        "name": "B0", "width": 1.0, "depth": 1.0, "side": 224, "top1": 77.1,
        "family": True,
    }  # fmt: skip
    assert not other["family"]
    assert "B0, B1" in widget.alt() and "1 times B0" in widget.alt()
    assert widget.picture().startswith(b"\x89PNG")


def test_a_network_beyond_the_sliders_is_refused():
    with pytest.raises(t.TraitError, match="greater than 8"):
        CompoundScaling(FAMILY, depth=100.0)
