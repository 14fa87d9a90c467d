"""Texts that a reader gives the LSTM's widget, or lets it write."""

import pytest
from page.acts import control, figure
from page.lstm import COUNTED, TANG, field, reads

PAGE = "chapters/lstm.html"
SIZE = (1250, 1600)


@pytest.fixture
def gates(page):
    return figure(page, "gates")


def test_what_it_does_not_know_is_told_and_what_is_too_long_refused(
    page, gates, drawn
):
    reads(page, gates, drawn, "a ☃ b")
    told = gates.locator(".told:visible")
    assert "never seen “☃”" in told.text_content()
    assert gates.locator(".letters span").count() == 4
    gap = gates.locator(".letters .gap")
    assert gap.get_attribute("title") == "Not read before this: ☃"
    long = "ab " * 120
    field(gates).fill(long)
    assert "360 characters, and at most 300" in told.text_content()
    assert field(gates).input_value() == long
    assert gates.locator(".letters span").count() == 4


def test_an_empty_text_is_no_old_number(page, gates, drawn):
    reads(page, gates, drawn, "abc")
    field(gates).fill("")
    assert gates.locator(".letters span").count() == 0
    assert gates.locator(".formula").first.text_content() == ""
    reads(page, gates, drawn, "ab")
    assert gates.locator(".letters span").count() == 2


def test_an_input_method_is_waited_for(page, gates, drawn):
    network = control(gates, "Network")
    drawn(page, "gates", lambda: network.select_option(TANG))
    page.evaluate(COUNTED)
    field(gates).evaluate("""(field) => {
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
    drawn(page, "gates", lambda: field(gates).evaluate(ended))
    assert page.evaluate("asked") == [1]
    assert gates.locator(".letters span").last.text_content() == "月"


def test_a_rare_character_is_read_as_unknown(page, gates, drawn):
    network = control(gates, "Network")
    drawn(page, "gates", lambda: network.select_option(TANG))
    reads(page, gates, drawn, "明☃")
    rare = gates.locator(".letters .rare")
    assert rare.get_attribute("title") == "The network reads “unknown” here."


def written(page, gates, seed):
    """What it writes in a while, with this seed."""
    start = field(gates).input_value()
    control(gates, "Seed", "input").fill(seed)
    gates.get_by_role("button", name="Let it write on").click()
    page.wait_for_function(
        """(length) => [...document.querySelectorAll("textarea")]
             .some((field) => field.value.length >= length)""",
        arg=len(start) + 12,
    )
    gates.get_by_role("button", name="Stop").click()
    text = field(gates).input_value()
    gates.get_by_role("button", name="Take back").click()
    assert field(gates).input_value() == start
    return text[len(start) :][:12]


def test_it_writes_the_same_from_the_same_seed_and_takes_it_back(
    page, gates, drawn
):
    reads(page, gates, drawn, "MACBETH:\nI ")
    first, again, other = (written(page, gates, s) for s in "778")
    assert first == again != other


def test_less_motion_writes_a_character_a_click(visit, drawn):
    page = visit(PAGE, reduced_motion="reduce")
    gates = figure(page, "gates")
    reads(page, gates, drawn, "The ")
    write = gates.get_by_role("button", name="Let it write on")
    drawn(page, "gates", write.click)
    page.wait_for_timeout(400)
    assert len(field(gates).input_value()) == 5
