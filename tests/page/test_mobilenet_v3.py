"""The MobileNetV3 chapter's widgets under a reader's hands."""

import re

import pytest
from page.acts import control, figure, said

PAGE = "chapters/mobilenet_v3.html"


@pytest.fixture
def gates(page):
    return figure(page, "se-weights")


def force(page, widget, drawn, scope, to):
    control(widget, "Force").select_option(scope)
    button = widget.get_by_role("button", name=to, exact=True)
    drawn(page, "se-weights", button.click)
    return said(page, widget)


def shares(text):
    """What the summary says: the shares of A's and of B's class, in %."""
    found = re.findall(r"\) is read as [\w ]+ \(([\d.]+) %\)", text)
    return [float(share) for share in found]


def test_with_its_gates_fixed_the_network_still_knows(page, gates, drawn):
    before = shares(said(page, gates))
    text = force(page, gates, drawn, "all", "its mean over training")
    assert "Forced: 808 gates in 9 blocks." in text
    assert "A (bus) is read as vehicle" in text
    assert shares(text) == pytest.approx(before, abs=8)
    assert shares(text) != before


def test_the_gates_of_a_bus_make_no_bus_of_a_hamster(page, gates, drawn):
    text = force(page, gates, drawn, "all", "A's")
    assert "B (hamster) is read as mammal" in text
    assert "They differ by 0 on average" in text
    shown = gates.locator(".se-side .verdict").all_text_contents()
    assert "As computed: vehicle" in shown[0]


def test_one_shut_gate_is_shut_in_the_maps_and_can_be_opened(
    page, gates, drawn
):
    before = said(page, gates)
    text = force(page, gates, drawn, "channel", "0")
    assert "A from 0 to" in text and "Forced: 1 gate in 1 block." in text
    after = gates.locator(".se-map").nth(1)
    inked = (
        "c => c.getContext('2d').getImageData(0, 0, 16, 16).data.some(v=>v)"
    )
    assert not after.evaluate(inked)
    assert gates.locator(".se-map").nth(0).evaluate(inked)
    assert force(page, gates, drawn, "channel", "as computed") == before


def test_a_gate_is_forced_to_what_the_slider_says(page, gates, drawn):
    control(gates, "Force").select_option("block")
    slider = control(gates, "or to", "input")
    slider.focus()
    drawn(page, "se-weights", lambda: page.keyboard.press("Home"))
    assert "Forced: 8 gates in 1 block." in said(page, gates)
    details = gates.locator("details")
    details.locator("summary").click()
    rows = details.locator("tbody tr")
    assert rows.count() == 8
    assert rows.first.locator("td").nth(1).text_content() == "0"
    assert rows.first.locator("td").nth(4).text_content() != "0"


def test_another_picture_is_compared_with_what_is_forced(page, gates, drawn):
    force(page, gates, drawn, "channel", "0")
    control(gates, "Picture").nth(1).select_option("scientist")
    text = said(page, gates)
    assert "B (scientist) is read as person" in text
    assert "Forced: 1 gate" in text and "B from 0 to" in text
    assert gates.get_attribute("data-engine") == "wasm"


def test_an_emoji_is_typed_as_b(page, gates, drawn):
    box = control(gates, "or an emoji", "input").nth(1)
    drawn(page, "se-weights", lambda: box.fill("A"))
    assert "B (your own) is read as" in said(page, gates)
    assert "A (bus) is read as vehicle" in said(page, gates)


def test_bars_are_sorted_and_a_channel_is_chosen_by_keys_and_pointer(
    page, gates, drawn
):
    gates.locator(".se-row").last.click()
    assert "Block 10, 200 gates" in said(page, gates)
    order = control(gates, "Sort by")
    drawn(page, "se-weights", lambda: order.select_option("a"))
    gates.locator("details > summary").click()
    column = gates.locator("tbody tr td:nth-child(2)").all_text_contents()
    numbers = [float(text) for text in column]
    assert numbers == sorted(numbers, reverse=True) and len(numbers) == 200
    place = control(gates, "Channel", "input")
    place.focus()
    drawn(page, "se-weights", lambda: page.keyboard.press("End"))
    last = gates.locator("tbody tr").last.locator("td").first.text_content()
    words = 'label:has(> span:text-is("Channel")) > output'
    assert gates.locator(words).text_content() == last
    chart = gates.locator("svg.se-chart")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    drawn(
        page,
        "se-weights",
        lambda: page.mouse.click(box["x"] + 1, box["y"] + 60),
    )
    first = gates.locator("tbody tr").first.locator("td").first.text_content()
    assert gates.locator(words).text_content() == first


def test_hard_and_soft_are_furthest_apart_at_3(page, drawn):
    widget = figure(page, "hard-swish")
    slider = control(widget, "x", "input")
    drawn(page, "hard-swish", lambda: slider.fill("3"))
    assert "0.142 apart" in said(page, widget)
    show = control(widget, "Show")
    drawn(page, "hard-swish", lambda: show.select_option("slope"))
    assert "of h-swish 1, of ReLU6 1" in said(page, widget)


def test_the_cost_is_measured_here(page, drawn):
    widget = figure(page, "hard-swish")
    drawn(page, "hard-swish", widget.get_by_role("button").click)
    cells = widget.locator("tbody tr td:last-child").all_text_contents()
    assert all(float(text) > 0 for text in cells[:3])
    assert "A value costs here" in said(page, widget)
