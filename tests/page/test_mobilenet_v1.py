"""The MobileNetV1 chapter's widgets under a reader's hands."""

import re

import pytest
from page.acts import control, figure, number, quick, said, slide

PAGE = "chapters/mobilenet_v1.html"
SIZE = (1250, 900)


def rows(widget):
    """The table of numbers, opened, as lists of text."""
    widget.locator("details > summary").click()
    widget.locator("tbody tr").first.wait_for()
    return widget.locator("tbody tr").evaluate_all(
        "all => all.map(r => [...r.cells].map(c => c.textContent))"
    )


def total(lines, *words):
    """The sum of the products in the lines that have all these words."""
    products = [number(line[5]) for line in lines if set(words) <= set(line)]
    return len(products), sum(products)


def test_both_ways_add_up_to_the_same_pixel(page):
    widget = figure(page, "separable")
    lines = rows(widget)
    assert len(lines) == 108 + 39
    for o in range(4):
        into = f"channel {o} only"
        many, one = total(lines, "standard", into)
        few, other = total(lines, "separable", into)
        assert (many, few) == (27, 3)
        assert one == pytest.approx(other, abs=0.01)


def test_a_product_of_the_first_step_is_for_all_outputs(page):
    widget = figure(page, "separable")
    slide(widget, "multiplications so far", 20)
    left, right = widget.locator(".two-ways p").all_text_contents()
    assert left.startswith("Multiplication 20 of 108: a blue pixel")
    assert left.endswith("for channel 0 only.")
    assert right.startswith("Multiplication 20 of 39: a blue pixel")
    assert right.endswith("for all 4 output channels.")
    widget.get_by_role("button", name="Step").click()
    assert control(widget, "multiplications so far", "output").count() == 1
    slide(widget, "multiplications so far", 28)
    left, right = widget.locator(".two-ways p").all_text_contents()
    assert "for channel 1 only" in left
    assert "28 of 39: the filtered red" in right
    slide(widget, "multiplications so far", 39)
    left, right = widget.locator(".two-ways p").all_text_contents()
    assert "39 of 108" in left
    assert right == "Done, after 39 multiplications."


def test_with_one_output_channel_the_separable_way_costs_more(page):
    widget = figure(page, "separable")
    slide(widget, "output channels", 1)
    text = said(page, widget)
    assert "1 output channel." in text
    assert "multiplies 27 times, the separable one 27 + 3 = 30 times" in text


BLANK = """all => all.map(c => [...c.getContext("2d")
  .getImageData(0, 0, c.width, c.height).data]
  .filter((v, i) => i % 4 === 3).every(v => v === 0))"""


def test_of_four_questions_one_filter_answers_one(page):
    widget = figure(page, "separable")
    control(widget, "Kernels").select_option("four questions to every channel")
    outputs = widget.locator(".wired").nth(1).locator("canvas")
    blank = outputs.evaluate_all(BLANK)
    assert len(blank) == 10
    assert blank[-4:] == [True, True, False, True]
    assert "hold 33 % of the standard ones'" in said(page, widget)
    slide(widget, "filters a channel", 4)
    assert not any(outputs.evaluate_all(BLANK)[-4:])
    assert "Both ways give the same maps." in said(page, widget)


def test_a_race_ends_and_is_not_played_where_motion_is_unwanted(visit):
    page = visit(PAGE, reduced_motion="reduce")
    widget = figure(page, "separable")
    widget.get_by_role("button", name="Play").click()
    assert "less motion" in widget.locator(".status").text_content()
    page = visit(PAGE)
    widget = figure(page, "separable")
    slide(widget, "output channels", 1)
    widget.get_by_role("button", name="Play").click()
    widget.get_by_role("button", name="Pause").wait_for()
    widget.get_by_role("button", name="Play").wait_for(timeout=15_000)
    ends = widget.locator(".two-ways p").all_text_contents()
    assert ends == [f"Done, after {n} multiplications." for n in (27, 30)]


def test_arrow_keys_and_dragging_move_the_pixel(page, drawn):
    widget = figure(page, "separable")
    mark = widget.locator(".wired").first.locator("rect.window").last
    before = float(mark.get_attribute("x"))
    widget.locator(".mapview[tabindex]").first.focus()
    drawn(page, "separable", lambda: page.keyboard.press("ArrowRight"))
    assert float(mark.get_attribute("x")) == before + 1
    view = widget.locator(".wired").nth(1).locator(".mapview").last
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 3)
    page.mouse.up()
    assert float(mark.get_attribute("x")) >= 60


def test_the_cost_of_the_papers_layers(page):
    widget = figure(page, "separable-cost")
    assert "462.4 M multiply-adds the standard way, 52.28 M" in said(
        page, widget
    )
    control(widget, "A layer of MobileNetV1").select_option("block 12")
    assert "1024 channels in, 1024 out" in said(page, widget)
    slide(widget, "channels out, C_out", 0)
    text = said(page, widget)
    assert "1.11 times as many" in text
    assert "1 / 1 + 1 / 3² = 1.11" in widget.text_content()


def test_a_kernel_set_to_0_changes_the_scores_and_can_come_back(page, drawn):
    widget = figure(page, "depthwise-kernels")
    before = widget.locator(".scores").get_attribute("aria-label")
    tile = widget.locator(".kernel-tiles button").nth(9)
    drawn(page, "depthwise-kernels", tile.click)
    assert tile.get_attribute("aria-pressed") == "true"
    assert "1 of the network's 1240 kernels are set to 0" in said(page, widget)
    assert widget.locator(".scores").get_attribute("aria-label") != before
    back = widget.get_by_role("button", name="Bring all kernels back")
    drawn(page, "depthwise-kernels", back.click)
    assert tile.get_attribute("aria-pressed") == "false"
    assert widget.locator(".scores").get_attribute("aria-label") == before


def test_two_whole_kernels_of_block_1_see_nothing(page):
    widget = figure(page, "depthwise-kernels")
    text = said(page, widget)
    assert "0 are empty (below 1 %). 2 maps are 0 everywhere." in text


def test_every_layer_can_be_opened_and_walked_through(page, drawn):
    widget = figure(page, "depthwise-kernels")
    tiles = widget.locator(".kernel-tiles button")
    layer = control(widget, "Layer")
    drawn(page, "depthwise-kernels", lambda: layer.select_option("12"))
    assert tiles.count() == 256
    assert not tiles.nth(40).is_visible()
    widget.get_by_role("button", name="Show all 256 channels").click()
    assert tiles.nth(255).is_visible()
    tiles.first.focus()
    page.keyboard.press("ArrowRight")
    assert "Its map" in widget.locator(".inspector").text_content()
    assert "Channel 1," in widget.locator(".inspector p").text_content()


def test_a_redraw_is_quick(page, drawn):
    widget = figure(page, "separable")
    widget.locator(".mapview[tabindex]").first.focus()
    assert quick(drawn, page, "separable", "ArrowDown", 20) < 200


def test_the_first_screen_has_a_widget(page):
    widget = figure(page, "separable")
    assert widget.bounding_box()["y"] < 600


def test_nothing_unsaid_is_shown(page):
    for name in ("separable", "separable-cost", "depthwise-kernels"):
        text = figure(page, name).inner_text()
        assert not re.search(r"undefined|NaN|Infinity|\[object", text)
