"""The ResNet chapter's widget under a reader's hands."""

import re

import numpy as np
import pytest
from page.acts import emoji, figure, move, said, settled, shares

from livenets import weights
from livenets.probe import probe

PAGE = "chapters/resnet.html"
SHORTCUT = "stages.2.1.shortcut"


@pytest.fixture
def widget(page):
    return figure(page, "residual").first


def press(widget, name):
    widget.get_by_role("button", name=name, exact=True).click()


def kept(widget):
    """The row that says how much is like the whole network's, in per cent."""
    return [
        100 if text == "=" else int(text.split()[0].replace("−", "-"))
        for text in widget.locator(".columns > span").all_text_contents()
    ]


def bus(**knobs):
    model = weights.load("resnet18")
    return probe(model, emoji(), knobs=knobs).output.softmax(dim=1)[0].numpy()


def test_the_stored_and_the_cut_scores_are_torchs(page, widget, drawn):
    np.testing.assert_allclose(shares(widget), bus(), atol=6e-4)
    press(widget, f"cut {SHORTCUT}")
    text = settled(page, widget, "One path is changed")
    np.testing.assert_allclose(
        shares(widget), bus(**{SHORTCUT: (0, 0)}), atol=6e-4
    )
    assert "The whole network reads: vehicle" in text


def test_a_stream_is_lost_behind_a_cut_shortcut_only(page, widget):
    press(widget, f"cut {SHORTCUT}")
    settled(page, widget, "One path is changed")
    without_shortcut = kept(widget)
    assert without_shortcut[:5] == [100] * 5  # before the cut
    assert all(share < 85 for share in without_shortcut[5:])
    press(widget, "the whole network")
    page.wait_for_timeout(700)
    assert kept(widget) == [100] * 8
    press(widget, "cut stages.2.1.branch")
    settled(page, widget, "One path is changed")
    pairs = zip(kept(widget)[5:], without_shortcut[5:], strict=True)
    assert all(branch > shortcut for branch, shortcut in pairs)


def test_the_opened_block_adds_up(page, widget, drawn):
    widget.locator("select").nth(2).select_option("1.1")
    opened = widget.locator(".opened")
    opened.get_by_text("stages.1.1").wait_for(timeout=30_000)
    assert "16 × 16 × 16" in opened.text_content()
    sliders = widget.locator('input[type="range"]')
    drawn(page, "residual", lambda: move(sliders.nth(1), 1.5))
    chosen = widget.locator(".paths .map").nth(3)
    chosen.click(position={"x": 20, "y": 30})
    text = widget.locator(".sum").text_content().replace("−", "-")
    x, y, total, after = map(
        float, re.findall(r"-?[\d.]+", text.split(":")[1].rstrip("."))
    )
    assert x + y == pytest.approx(total, abs=2e-2)
    assert after == pytest.approx(max(total, 0), abs=1e-6)
    toggle = widget.get_by_role("button", name="stages.1.1.branch, times 1.5")
    assert toggle.text_content() == "×1.5"


def test_cuts_stay_when_the_reader_types_an_emoji(page, widget):
    press(widget, f"cut {SHORTCUT}")
    before = settled(page, widget, "One path is changed")
    widget.locator("input.emoji").fill("🦊")
    page.wait_for_timeout(1500)
    after = said(page, widget)
    assert "One path is changed" in after and after != before
    share = re.search(r"something (-?\d+) % like", after)
    assert int(share[1]) < 90  # compared with the fox, whole


def test_without_shortcuts_one_cut_takes_everything(page, widget):
    network = widget.locator("select").nth(1)
    network.select_option("plain-18, no shortcuts")
    settled(page, widget, "plain-18, no shortcuts reads")
    shortcut = widget.get_by_role("button", name=f"{SHORTCUT}, times 1")
    assert shortcut.is_disabled()
    press(widget, "cut stages.2.1.branch")
    settled(page, widget, "One path is changed")
    one = shares(widget)
    widget.locator("select").first.select_option("broccoli")
    page.wait_for_timeout(1500)
    np.testing.assert_array_equal(shares(widget), one)
    assert kept(widget)[5] == 0


def test_the_table_has_every_block(page, widget):
    press(widget, "cut every branch")
    settled(page, widget, "8 paths are changed")
    widget.locator("summary").click()
    rows = widget.locator("tbody tr").all_text_contents()
    assert len(rows) == 8
    cells = widget.locator("tbody tr").nth(1).locator("td")
    values = cells.all_text_contents()
    assert values[0] == "stages.0.1"
    assert [values[1], values[3], values[4]] == ["1", "0", "0"]


def test_of_27_blocks_a_branch_can_be_missed_and_a_shortcut_cannot(page):
    deep = figure(page, "residual").nth(1)
    left = {}
    for path in ("branch", "shortcut"):
        press(deep, f"cut stages.1.5.{path}")
        settled(page, deep, "One path is changed")
        left[path] = kept(deep)
        assert len(left[path]) == 27
        assert left[path][:14] == [100] * 14
    assert min(left["branch"][14:]) > 80
    assert max(left["shortcut"][14:]) < 70
