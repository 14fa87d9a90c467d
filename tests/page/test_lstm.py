"""The LSTM chapter's widget under a reader's hands."""

import re
from functools import partial

import numpy as np
import pytest
from page.acts import control, figure, number, quick
from page.lstm import COUNTED, field, reads

PAGE = "chapters/lstm.html"
SIZE = (1250, 1600)


@pytest.fixture
def gates(page):
    return figure(page, "gates")


def test_a_key_steps_the_cell_once(page, gates, drawn):
    page.evaluate(COUNTED)
    reads(page, gates, drawn, "To be or no")
    field(gates).focus()
    page.keyboard.press("End")
    drawn(page, "gates", lambda: page.keyboard.press("t"))
    assert page.evaluate("asked") == [11, 1]
    assert gates.locator(".letters span").count() == 12


# what is seen of each map: its pixels, up to the last character
SEEN = """f => [...f.querySelectorAll(".strip canvas")].map((map) => {
  const wide = f.querySelectorAll(".letters span").length;
  const copy = new OffscreenCanvas(wide, map.height);
  const brush = copy.getContext("2d", { willReadFrequently: true });
  brush.drawImage(map, 0, 0);
  return brush.getImageData(0, 0, wide, map.height).data.join();
})"""


def test_columns_added_and_taken_make_the_map_of_the_whole_text(
    page, gates, drawn
):
    reads(page, gates, drawn, "To be or no")
    field(gates).focus()
    page.keyboard.press("Control+End")
    for key in ("t", "Backspace", "w", "ArrowLeft", "Backspace"):
        if key == "ArrowLeft":
            page.keyboard.press(key)
        else:
            drawn(page, "gates", partial(page.keyboard.press, key))
    assert field(gates).input_value() == "To be or nw"
    grown = gates.evaluate(SEEN)
    shown = control(gates, "Units in the maps")
    first = shown.input_value()
    drawn(page, "gates", lambda: shown.select_option("all"))
    drawn(page, "gates", lambda: shown.select_option(first))
    assert gates.evaluate(SEEN) == grown


def test_a_units_step_adds_up(page, gates, drawn):
    reads(page, gates, drawn, "O, what a rogue")
    drawn(page, "gates", lambda: control(gates, "Unit", "input").fill("5"))
    control(gates, "Character", "input").fill("9")
    cell, hidden = gates.locator(".formula").all_text_contents()
    f, c, i, g, *_, now = map(number, re.findall(r"\(?−?[\d.]+\)?", cell))
    assert f * c + i * g == pytest.approx(now, abs=0.01)
    o, _, o_again, t, h = map(number, re.findall(r"\(?−?[\d.]+\)?", hidden))
    assert (o, o * t) == (o_again, pytest.approx(h, abs=0.01))
    assert abs(np.tanh(now) - t) < 0.01


def test_a_forget_gate_forced_shut_empties_the_cell(page, gates, drawn):
    reads(page, gates, drawn, "O, what a rogue")
    control(gates, "of").select_option("all units")
    forget = control(gates, "forget f")
    drawn(page, "gates", lambda: forget.select_option("0"))
    cost = gates.locator(".cost")
    cost.get_by_text("without what is forced").wait_for()
    assert "Forced: forget f = 0 in 192 units" in cost.text_content()
    cell = gates.locator(".formula").first.text_content()
    assert cell.startswith("c = f · c₋₁ + i · g = 0 · ")
    assert gates.locator(".strip .free").count() == 6
    free = gates.get_by_role("button", name="Let all gates go")
    drawn(page, "gates", free.click)
    assert gates.locator(".strip .free").count() == 0
    assert "Forced" not in cost.text_content()


def test_a_stretch_leaves_what_comes_before_as_it_was(page, gates, drawn):
    reads(page, gates, drawn, "O, what a rogue")
    table = gates.locator("details").last
    table.locator("summary").click()
    rows = table.locator("tbody tr")
    before = rows.all_text_contents()
    control(gates, "over the whole text", "input").uncheck()
    control(gates, "or from character", "input").fill("6")
    control(gates, "to", "input").fill("9")
    output = control(gates, "output o")
    drawn(page, "gates", lambda: output.select_option("1"))
    gates.locator(".letters .forced").nth(3).wait_for()
    page.wait_for_timeout(900)  # the table follows once the reader pauses
    after = rows.all_text_contents()
    same = [a == b for a, b in zip(before, after, strict=True)]
    assert same[:5] == [True] * 5 and not any(same[5:9])


def test_arrow_keys_and_the_pointer_choose(page, gates, drawn):
    reads(page, gates, drawn, "abcdef")
    maps = gates.locator(".gatemaps")
    maps.focus()
    drawn(page, "gates", lambda: page.keyboard.press("ArrowLeft"))
    assert control(gates, "Character", "input").input_value() == "5"
    before = control(gates, "Unit", "input").input_value()
    drawn(page, "gates", lambda: page.keyboard.press("ArrowDown"))
    assert control(gates, "Unit", "input").input_value() != before
    gates.locator(".letters span").nth(1).click()
    assert control(gates, "Character", "input").input_value() == "2"
    gates.locator(".letters span").nth(3).hover()
    heading = gates.locator(".step b")
    assert "reads character 4, “d”" in heading.text_content()
    gates.locator(".title").hover()
    assert "reads character 2, “b”" in heading.text_content()


def test_a_reader_finds_units_that_follow_a_mark(page, gates, drawn):
    reads(page, gates, drawn, "the cat sat on a mat and ate it")
    gates.get_by_text("Look for units of your own").click()
    gates.get_by_role("button", name="Find units").click()
    hit = gates.locator("details button").nth(1)
    unit, r = re.match(r"(\d+) \(r = (.+)\)", hit.text_content()).groups()
    assert abs(number(r)) > 0.3
    hit.click()
    assert control(gates, "Unit", "input").input_value() == unit
    gates.get_by_role("textbox", name="these").fill("Q")
    gates.get_by_role("button", name="Find units").click()
    gates.get_by_text("the same at every character").wait_for()


def test_a_key_is_drawn_quickly(page, gates, drawn):
    control(gates, "Units in the maps").select_option("all")
    reads(page, gates, drawn, "x" * 250)
    field(gates).focus()
    page.keyboard.press("End")
    # about 100 on a quiet machine
    assert quick(drawn, page, "gates", "a", 15) < 800
