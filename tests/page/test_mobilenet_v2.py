"""The MobileNetV2 chapter's widgets under a reader's hands."""

import re

import numpy as np
import pytest
from page.acts import (
    control,
    emoji,
    figure,
    number,
    said,
    settled,
    shares,
    slide,
)

from livenets import weights
from livenets.probe import probe

PAGE = "chapters/mobilenet_v2.html"


@pytest.fixture
def collapse(page):
    return figure(page, "relu-collapse")


@pytest.fixture
def opener(page):
    return figure(page, "block-opener")


def kept(page, widget):
    """The share of points that come from one place only, in per cent."""
    found = re.search(r"([\d.]+) % of the points come", said(page, widget))
    return float(found[1])


def test_three_channels_keep_half_of_the_circle_whatever_the_matrix(
    page, collapse
):
    control(collapse, "Points").select_option("circle")
    for _ in range(4):
        collapse.get_by_role("button", name="Another matrix").click()
        assert kept(page, collapse) == pytest.approx(50, abs=1)
    control(collapse, "ReLU", "input").uncheck()
    assert kept(page, collapse) == 100


def test_many_channels_keep_the_spiral_and_its_rows_give_it_back(
    page, collapse
):
    slide(collapse, "channels n", 15)
    text = said(page, collapse)
    assert "100 % of the points come" in text
    assert "miss by 0 %" not in text
    control(collapse, "Read back by").select_option("on")
    assert "miss by 0 %" in said(page, collapse)


def test_a_large_bias_lifts_everything_over_zero(page, collapse):
    control(collapse, "Points").select_option("circle")
    slide(collapse, "channels n", 2)
    assert kept(page, collapse) < 50
    slide(collapse, "bias β", 2)
    assert kept(page, collapse) == 100


def test_the_place_of_a_single_channel_shows_its_twins(page, collapse):
    words = collapse.locator("p.formula")
    assert "Every place on the yellow line" in words.text_content()
    assert collapse.locator("path.look").get_attribute("d")
    collapse.locator("svg.plane.live").focus()
    for _ in range(12):
        page.keyboard.press("Shift+ArrowUp")
    assert "2 of 3 channels on" in words.text_content()
    assert not collapse.locator("path.look").get_attribute("d")


@pytest.mark.parametrize("by", ["mouse", "keys"])
def test_the_reader_draws_a_curve(page, collapse, drawn, by):
    collapse.get_by_role("button", name="Draw your own").click()
    assert "Nothing is drawn yet" in said(page, collapse)
    plane = collapse.locator("svg.plane.live")
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()

    def stroke():
        if by == "keys":
            plane.focus()
            for _ in range(5):
                page.keyboard.press("ArrowLeft")
            return
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 60, y - 60, steps=6)
        page.mouse.up()

    assert drawn(page, "relu-collapse", stroke)["engine"] == "js"
    assert said(page, collapse).startswith("Your curve in 3 channels")
    assert plane.locator(".kept, .lost").count() >= 5


def first(**knobs):
    """What torch says of the page's first picture: the scores."""
    net = weights.load("mobilenet_v2")
    return probe(net, emoji(), knobs=knobs).output.softmax(1)[0].numpy()


def test_the_rule_is_told_of_every_block(page, opener, drawn):
    choose = control(opener, "Block").select_option
    rule = opener.locator("p.formula")
    for block, words in [
        (1, "x has 32 × 32 pixels and F(x) 16 × 16"),
        (10, "16 channels come in and 24 go out"),
        (13, "24 × 4 × 4 comes in and 40 × 2 × 2 goes out"),
        (14, "40 channels come in and go out"),
    ]:
        drawn(page, "block-opener", lambda n=block: choose(str(n)))
        assert words in rule.text_content()
        sums = opener.locator(".name", has_text="F(x) + x").count()
        assert sums == (1 if block == 14 else 0)
        cut = control(opener, "This block")
        assert cut.is_visible() == (block == 14)


def test_what_is_cut_is_cut_in_torch_too(page, opener, drawn):
    cut = control(opener, "This block")
    np.testing.assert_allclose(shares(opener), first(), atol=1e-3)
    drawn(page, "block-opener", lambda: cut.select_option("shortcut"))
    wanted = first(**{"blocks.2.shortcut": (0, 0)})
    np.testing.assert_allclose(shares(opener), wanted, atol=1e-3)
    settled(page, opener, "blocks.2 runs without its shortcut")
    drawn(page, "block-opener", lambda: cut.select_option("branch"))
    wanted = first(**{"blocks.2.project": (0, 0)})
    np.testing.assert_allclose(shares(opener), wanted, atol=1e-3)
    mend = opener.get_by_role("button", name="Mend all blocks")
    drawn(page, "block-opener", mend.click)
    np.testing.assert_allclose(shares(opener), first(), atol=1e-3)
    assert mend.is_hidden()


def test_a_channel_is_followed_through_its_kernel(page, opener):
    before = opener.locator(".inspector .cells").text_content()
    opener.get_by_label("expand, map 5", exact=True).click()
    assert "5 of 48" in opener.locator("output").last.text_content()
    kernel = opener.locator(".inspector .cells span").all_text_contents()
    weight = weights.load("mobilenet_v2").blocks[2].depthwise.conv.weight
    found = [number(text) for text in kernel]
    assert found == pytest.approx(weight[5].flatten().tolist(), abs=0.005)
    assert max(len(text) for text in kernel) <= len("−0.00")
    slide(opener, "Follow channel", 0)
    assert opener.locator(".inspector .cells").text_content() == before


def test_the_table_lists_the_blocks_and_why(page, opener):
    opener.locator("details > summary").click()
    rows = opener.locator("tbody tr")
    assert rows.count() == 17
    last = [text.split("shortcut")[-1] for text in rows.all_text_contents()]
    assert sum(text.endswith("yes") for text in last) == 11
    assert rows.nth(1).text_content().endswith("no: stride")
