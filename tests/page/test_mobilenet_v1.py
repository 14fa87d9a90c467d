"""The MobileNetV1 chapter's widgets under a reader's hands."""

import json
import re

import numpy as np
import pytest
import torch

from livenets import weights
from livenets.probe import probe

PAGE = "chapters/mobilenet_v1.html"


@pytest.fixture
def page(visit):
    return visit(PAGE, viewport={"width": 1250, "height": 900})


def figure(page, name):
    return page.locator(f'figure[data-widget="{name}"]')


def control(widget, label, kind="select"):
    """The control that stands in the label with these words."""
    return widget.locator(f'label:has(> span:text-is("{label}")) > {kind}')


def slide(widget, label, value):
    control(widget, label, "input").evaluate(
        "(input, value) => { input.value = value;"
        " input.dispatchEvent(new Event('input', { bubbles: true })); }",
        str(value),
    )


def said(page, widget):
    page.wait_for_timeout(600)  # it is told once the reader pauses
    return widget.locator("figcaption").text_content()


def rows(widget):
    """The table of numbers, opened, as lists of text."""
    widget.locator("details > summary").click()
    widget.locator("tbody tr").first.wait_for()
    return widget.locator("tbody tr").evaluate_all(
        "all => all.map(r => [...r.cells].map(c => c.textContent))"
    )


def total(lines, *words):
    """The sum of the products in the lines that have all these words."""
    products = [
        line[5].replace("−", "-") for line in lines if set(words) <= set(line)
    ]
    return len(products), sum(map(float, products))


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
    left, right = widget.locator(".boards p").all_text_contents()
    assert left.startswith("Multiplication 20 of 108: a blue pixel")
    assert left.endswith("for channel 0 only.")
    assert right.startswith("Multiplication 20 of 39: a blue pixel")
    assert right.endswith("for all 4 output channels.")
    widget.get_by_role("button", name="Step").click()
    assert control(widget, "multiplications so far", "output").count() == 1
    slide(widget, "multiplications so far", 28)
    left, right = widget.locator(".boards p").all_text_contents()
    assert "for channel 1 only" in left
    assert "28 of 39: the filtered red" in right
    slide(widget, "multiplications so far", 39)
    left, right = widget.locator(".boards p").all_text_contents()
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
    outputs = widget.locator(".board").nth(1).locator("canvas")
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
    ends = widget.locator(".boards p").all_text_contents()
    assert ends == [f"Done, after {n} multiplications." for n in (27, 30)]


def test_arrow_keys_and_dragging_move_the_pixel(page, drawn):
    widget = figure(page, "separable")
    mark = widget.locator(".board").first.locator("rect.window").last
    before = float(mark.get_attribute("x"))
    widget.locator(".mapview[tabindex]").first.focus()
    drawn(page, "separable", lambda: page.keyboard.press("ArrowRight"))
    assert float(mark.get_attribute("x")) == before + 1
    view = widget.locator(".board").nth(1).locator(".mapview").last
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


RUN = """async (request) => {
  const base = new URL("../_static/livenets/", location.href);
  const page = await import(new URL("engine.js", base));
  const inputs = { input: Float32Array.from(request.inputs.input) };
  const { outputs } = await page.engine.run(
    { ...request, inputs, provider: "wasm" }, () => {});
  return Object.fromEntries(
    Object.entries(outputs).map(([name, v]) => [name, Array.from(v)]));
}"""


@pytest.mark.parametrize("knobs", [False, True])
def test_every_depthwise_map_of_the_page_is_torchs(page, knobs):
    text = page.locator(".livenets-mount script").last.text_content()
    card = json.loads(text)["traits"]["networks"]["network"]
    dice = np.random.default_rng(0)
    x = dice.random((1, 3, 32, 32)).astype(np.float32)
    turned = {
        knob: (dice.random(n).tolist(), dice.random(n).tolist())
        for knob, n in card["knobs"].items()
    }
    request = {
        "card": card,
        "inputs": {"input": x.ravel().tolist()},
        "knobs": turned if knobs else {},
        "watch": list(card["outputs"]),
    }
    found = page.evaluate(RUN, request)
    names = [name for name in card["outputs"] if name != "output"]
    assert len(names) == 13
    model = weights.load("mobilenet_v1")
    seen = probe(model, torch.from_numpy(x), names, request["knobs"])
    for name, y in {**seen, "output": seen.output}.items():
        off = np.abs(np.array(found[name]) - y.numpy().ravel()).max()
        assert off <= 1e-4, name


def test_a_redraw_is_quick(page, drawn):
    widget = figure(page, "separable")
    widget.locator(".mapview[tabindex]").first.focus()
    times = [
        drawn(page, "separable", lambda: page.keyboard.press("ArrowDown"))[
            "ms"
        ]
        for _ in range(20)
    ]
    assert torch.tensor(times).median() < 200


def test_the_first_screen_has_a_widget(page):
    widget = figure(page, "separable")
    assert widget.bounding_box()["y"] < 600


def test_nothing_unsaid_is_shown(page):
    for name in ("separable", "separable-cost", "depthwise-kernels"):
        text = figure(page, name).inner_text()
        assert not re.search(r"undefined|NaN|Infinity|\[object", text)
