"""The LSTM chapter's widget under a reader's hands."""

import re
from functools import partial

import numpy as np
import pytest

PAGE = "chapters/lstm.html"
TANG = "Tang 唐詩"
# how many characters each request to the engine brings
COUNTED = """
  window.asked = [];
  const send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...more) {
    if (message?.inputs) asked.push(message.inputs.symbols.length);
    return send.call(this, message, ...more);
  };
  null; // else the function would be called
"""


@pytest.fixture
def page(visit):
    return visit(PAGE, viewport={"width": 1250, "height": 1600})


@pytest.fixture
def figure(page):
    return page.locator('figure[data-widget="gates"]')


def control(figure, label, kind="select"):
    """The control that stands in the label with these words."""
    return figure.locator(f'label:has(> span:text-is("{label}")) > {kind}')


def field(figure):
    return figure.locator("textarea:visible")


def number(text):
    return float(text.replace("−", "-").strip("()"))


def reads(page, figure, drawn, text):
    """The reader puts this text in, and it is read."""
    drawn(page, "gates", lambda: field(figure).fill(text))


def test_a_key_steps_the_cell_once(page, figure, drawn):
    page.evaluate(COUNTED)
    reads(page, figure, drawn, "To be or no")
    field(figure).focus()
    page.keyboard.press("End")
    drawn(page, "gates", lambda: page.keyboard.press("t"))
    assert page.evaluate("asked") == [11, 1]
    assert figure.locator(".letters span").count() == 12


# what is seen of each map: its pixels, up to the last character
SEEN = """f => [...f.querySelectorAll(".strip canvas")].map((map) => {
  const wide = f.querySelectorAll(".letters span").length;
  const copy = new OffscreenCanvas(wide, map.height);
  const brush = copy.getContext("2d", { willReadFrequently: true });
  brush.drawImage(map, 0, 0);
  return brush.getImageData(0, 0, wide, map.height).data.join();
})"""


def test_columns_added_and_taken_make_the_map_of_the_whole_text(
    page, figure, drawn
):
    reads(page, figure, drawn, "To be or no")
    field(figure).focus()
    page.keyboard.press("Control+End")
    for key in ("t", "Backspace", "w", "ArrowLeft", "Backspace"):
        if key == "ArrowLeft":
            page.keyboard.press(key)
        else:
            drawn(page, "gates", partial(page.keyboard.press, key))
    assert field(figure).input_value() == "To be or nw"
    grown = figure.evaluate(SEEN)
    shown = control(figure, "Units in the maps")
    first = shown.input_value()
    drawn(page, "gates", lambda: shown.select_option("all"))
    drawn(page, "gates", lambda: shown.select_option(first))
    assert figure.evaluate(SEEN) == grown


def test_a_units_step_adds_up(page, figure, drawn):
    reads(page, figure, drawn, "O, what a rogue")
    drawn(page, "gates", lambda: control(figure, "Unit", "input").fill("5"))
    control(figure, "Character", "input").fill("9")
    cell, hidden = figure.locator(".formula").all_text_contents()
    f, c, i, g, *_, now = map(number, re.findall(r"\(?−?[\d.]+\)?", cell))
    assert f * c + i * g == pytest.approx(now, abs=0.01)
    o, _, o_again, t, h = map(number, re.findall(r"\(?−?[\d.]+\)?", hidden))
    assert (o, o * t) == (o_again, pytest.approx(h, abs=0.01))
    assert abs(np.tanh(now) - t) < 0.01


def test_a_forget_gate_forced_shut_empties_the_cell(page, figure, drawn):
    reads(page, figure, drawn, "O, what a rogue")
    control(figure, "of").select_option("all units")
    forget = control(figure, "forget f")
    drawn(page, "gates", lambda: forget.select_option("0"))
    cost = figure.locator(".cost")
    cost.get_by_text("without what is forced").wait_for()
    assert "Forced: forget f = 0 in 192 units" in cost.text_content()
    cell = figure.locator(".formula").first.text_content()
    assert cell.startswith("c = f · c₋₁ + i · g = 0 · ")
    assert figure.locator(".strip .free").count() == 6
    free = figure.get_by_role("button", name="Let all gates go")
    drawn(page, "gates", free.click)
    assert figure.locator(".strip .free").count() == 0
    assert "Forced" not in cost.text_content()


def test_a_stretch_leaves_what_comes_before_as_it_was(page, figure, drawn):
    reads(page, figure, drawn, "O, what a rogue")
    table = figure.locator("details").last
    table.locator("summary").click()
    rows = table.locator("tbody tr")
    before = rows.all_text_contents()
    control(figure, "over the whole text", "input").uncheck()
    control(figure, "or from character", "input").fill("6")
    control(figure, "to", "input").fill("9")
    output = control(figure, "output o")
    drawn(page, "gates", lambda: output.select_option("1"))
    figure.locator(".letters .forced").nth(3).wait_for()
    page.wait_for_timeout(900)  # the table follows once the reader pauses
    after = rows.all_text_contents()
    same = [a == b for a, b in zip(before, after, strict=True)]
    assert same[:5] == [True] * 5 and not any(same[5:9])


def test_what_it_does_not_know_is_told_and_what_is_too_long_refused(
    page, figure, drawn
):
    reads(page, figure, drawn, "a ☃ b")
    told = figure.locator(".told:visible")
    assert "never seen “☃”" in told.text_content()
    assert figure.locator(".letters span").count() == 4
    gap = figure.locator(".letters .gap")
    assert gap.get_attribute("title") == "Not read before this: ☃"
    long = "ab " * 120
    field(figure).fill(long)
    assert "360 characters, and at most 300" in told.text_content()
    assert field(figure).input_value() == long
    assert figure.locator(".letters span").count() == 4


def test_an_empty_text_is_no_old_number(page, figure, drawn):
    reads(page, figure, drawn, "abc")
    field(figure).fill("")
    assert figure.locator(".letters span").count() == 0
    assert figure.locator(".formula").first.text_content() == ""
    reads(page, figure, drawn, "ab")
    assert figure.locator(".letters span").count() == 2


def test_an_input_method_is_waited_for(page, figure, drawn):
    network = control(figure, "Network")
    drawn(page, "gates", lambda: network.select_option(TANG))
    page.evaluate(COUNTED)
    field(figure).evaluate("""(field) => {
      const say = (event) => field.dispatchEvent(event);
      say(new CompositionEvent("compositionstart"));
      field.value += "yue";
      say(new InputEvent("input", { isComposing: true }));
    }""")
    assert page.evaluate("asked") == []
    ended = """(field) => {
      field.value = field.value.replace("yue", "月");
      field.dispatchEvent(new CompositionEvent("compositionend"));
    }"""
    drawn(page, "gates", lambda: field(figure).evaluate(ended))
    assert page.evaluate("asked") == [1]
    assert figure.locator(".letters span").last.text_content() == "月"


def test_a_rare_character_is_read_as_unknown(page, figure, drawn):
    network = control(figure, "Network")
    drawn(page, "gates", lambda: network.select_option(TANG))
    reads(page, figure, drawn, "明☃")
    rare = figure.locator(".letters .rare")
    assert rare.get_attribute("title") == "The network reads “unknown” here."


def written(page, figure, seed):
    """What it writes in a while, with this seed."""
    start = field(figure).input_value()
    control(figure, "Seed", "input").fill(seed)
    figure.get_by_role("button", name="Let it write on").click()
    page.wait_for_function(
        """(length) => [...document.querySelectorAll("textarea")]
             .some((field) => field.value.length >= length)""",
        arg=len(start) + 12,
    )
    figure.get_by_role("button", name="Stop").click()
    text = field(figure).input_value()
    figure.get_by_role("button", name="Take back").click()
    assert field(figure).input_value() == start
    return text[len(start) :][:12]


def test_it_writes_the_same_from_the_same_seed_and_takes_it_back(
    page, figure, drawn
):
    reads(page, figure, drawn, "MACBETH:\nI ")
    first, again, other = (written(page, figure, s) for s in "778")
    assert first == again != other


def test_less_motion_writes_a_character_a_click(visit, drawn):
    page = visit(PAGE, reduced_motion="reduce")
    figure = page.locator('figure[data-widget="gates"]')
    reads(page, figure, drawn, "The ")
    write = figure.get_by_role("button", name="Let it write on")
    drawn(page, "gates", write.click)
    page.wait_for_timeout(400)
    assert len(field(figure).input_value()) == 5


def test_arrow_keys_and_the_pointer_choose(page, figure, drawn):
    reads(page, figure, drawn, "abcdef")
    maps = figure.locator(".gatemaps")
    maps.focus()
    drawn(page, "gates", lambda: page.keyboard.press("ArrowLeft"))
    assert control(figure, "Character", "input").input_value() == "5"
    before = control(figure, "Unit", "input").input_value()
    drawn(page, "gates", lambda: page.keyboard.press("ArrowDown"))
    assert control(figure, "Unit", "input").input_value() != before
    figure.locator(".letters span").nth(1).click()
    assert control(figure, "Character", "input").input_value() == "2"
    figure.locator(".letters span").nth(3).hover()
    heading = figure.locator(".step b")
    assert "reads character 4, “d”" in heading.text_content()
    figure.locator(".title").hover()
    assert "reads character 2, “b”" in heading.text_content()


def test_a_reader_finds_units_that_follow_a_mark(page, figure, drawn):
    reads(page, figure, drawn, "the cat sat on a mat and ate it")
    figure.get_by_text("Look for units of your own").click()
    figure.get_by_role("button", name="Find units").click()
    hit = figure.locator("details button").nth(1)
    unit, r = re.match(r"(\d+) \(r = (.+)\)", hit.text_content()).groups()
    assert abs(number(r)) > 0.3
    hit.click()
    assert control(figure, "Unit", "input").input_value() == unit
    figure.get_by_role("textbox", name="these").fill("Q")
    figure.get_by_role("button", name="Find units").click()
    figure.get_by_text("the same at every character").wait_for()


def test_a_key_is_drawn_quickly(page, figure, drawn):
    control(figure, "Units in the maps").select_option("all")
    reads(page, figure, drawn, "x" * 250)
    field(figure).focus()
    page.keyboard.press("End")
    times = [
        drawn(page, "gates", lambda: page.keyboard.press("a"))["ms"]
        for _ in range(15)
    ]
    assert np.median(times) < 800  # about 100 on a quiet machine
