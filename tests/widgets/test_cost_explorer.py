"""A network as a list: its state, what it refuses, what its picture shows."""

import io

import numpy as np
import pytest
import traitlets as t
from PIL import Image

from livenets.widgets.cost_explorer import LINEAR, VGG, CostExplorer


def test_all_that_a_page_needs_is_in_the_traits():
    widget = CostExplorer(selected="vgg16", chosen=18)
    assert set(widget.own_traits()) == {
        "cfg", "linear", "side", "batch_norm", "chosen", "presets",
    }  # fmt: skip
    assert list(widget.presets) == ["vgg11", "vgg13", "vgg16", "vgg19"]
    assert (widget.cfg, widget.linear) == (VGG["vgg16"], LINEAR)
    assert widget.chosen == 18


def test_another_chapter_brings_its_own_lists():
    small = {"cfg": "6k5p0, M, 16k5p0, M", "linear": "120 84 10", "side": 32}
    widget = CostExplorer({"with colours": small})
    assert sum(row.parameters for row in widget.rows()) == 61_706 + 2 * 150


@pytest.mark.parametrize(
    ("trait", "value", "sentence"),
    [
        ("cfg", "64, Z", 'cfg: Layer 2, "Z", is none'),
        ("cfg", VGG["vgg11"] + ", M, M, M", "does not fit"),
        ("linear", "many", 'linear: Linear layer 1, "many"'),
        ("side", 16, "side: Layer 13"),
        ("chosen", -1, "chosen"),
    ],
)
def test_a_bad_value_is_refused_and_the_last_good_one_stays(
    trait, value, sentence
):
    widget = CostExplorer()
    before = widget.rows()
    with pytest.raises(t.TraitError, match=sentence):
        setattr(widget, trait, value)
    assert widget.rows() == before


def test_a_preset_that_is_no_network_is_refused():
    with pytest.raises(ValueError, match="Layer 1"):
        CostExplorer({"bad": {"cfg": "x", "linear": "", "side": 8}})


def test_the_chapters_numbers_of_vgg16():
    """Where they sit: claim e of the errata, and what the bars show."""
    rows = CostExplorer(selected="vgg16").rows()
    first = next(row for row in rows if row.kind == "linear")
    assert first.macs // first.channels == 25_088
    assert first.parameters == 102_764_544
    assert round(100 * first.parameters / 138_357_544) == 74
    held = np.cumsum([row.values for row in rows]) / sum(
        row.values for row in rows
    )
    assert held[3] >= 0.5 > held[2]  # half of the memory: four layers


def test_without_its_last_stage_vgg16_has_three_times_the_parameters():
    cfg = VGG["vgg16"].removesuffix(", 512, 512, 512, M")
    shorter = CostExplorer(selected="vgg16", cfg=cfg)
    assert shorter.rows()[-3].macs == 4 * 25_088 * 4096
    total = sum(row.parameters for row in shorter.rows())
    assert total / 138_357_544 == pytest.approx(3.2, abs=0.05)


def test_the_picture_has_a_full_bar_where_most_parameters_are():
    widget = CostExplorer(selected="vgg16")
    image = Image.open(io.BytesIO(widget.picture())).convert("RGB")
    blue = np.all(np.array(image) == (0, 114, 178), axis=2).sum(axis=1)
    assert blue.argmax() // 18 == 18  # layer 19, the first linear one
    assert "Layer 19 has 74% of the parameters" in widget.alt()
