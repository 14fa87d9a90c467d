"""Exercises that a widget's state answers: the widget is driven there."""

import math

import pytest
from page.acts import figure, move, slide
from page.forms import again, progress, reached, says, taken
from playwright.sync_api import expect

PAGE = "chapters/convolution.html"


@pytest.fixture
def sent(visit):
    """`sent(chapter, exercise, widget)` → the form, at its widget; this."""

    def go(chapter, exercise, widget):
        page = visit(f"chapters/{chapter}.html")
        it = taken(page, f"{chapter.replace('_', '-')}-{exercise}")
        return it, figure(page, widget).first

    return go


def typed(widget, numbers):
    for i, number in enumerate(numbers):
        cell = widget.locator(f'input[aria-label^="weight in row {i // 3},"]')
        cell.nth(i % 3).fill(str(number))


def test_a_kernel_that_moves_a_picture_left(page):
    it = taken(page, "convolution-left")
    widget = figure(page, "sliding-kernel")
    follows = """(f) => f.previousElementSibling.contains(
      document.querySelector("figure[data-widget=sliding-kernel]"))"""
    assert it.evaluate(follows)
    box = it.bounding_box()
    assert 0 < box["y"] and box["y"] + box["height"] <= 901  # in sight
    typed(widget, [0, 0, 0, 1, 0, 0, 0, 0, 0])
    says(it.locator(".told"), "moves it to the right")
    typed(widget, [0, 0, 0, 0, 0, 1, 0, 0, 0])
    reached(it)
    typed(widget, [1])  # what is reached stays reached
    expect(it.locator(".told > p")).to_have_text("Reached.")
    assert progress(page).startswith("1 of 9 done")
    it.get_by_role("button", name="Back to the exercises").click()
    assert page.locator("#exercises form").count() == 8
    again(page)
    assert progress(page).startswith("1 of 9 done")


def test_a_3_is_lost_with_the_last_of_six_maps(sent):
    it, widget = sent("lenet", "silence-three", "draw-digit")
    network = widget.get_by_role("combobox", name="Network")
    network.select_option("tanh")
    for k in range(6):
        widget.get_by_role("button", name=f"C1, map {k}").click()
        widget.get_by_label(f"Silence C1 map {k}").check()
        if k == 2:
            says(it.locator(".told"), "still a 3")
    reached(it)


def test_vgg_16_on_a_diet(sent):
    it, widget = sent("vgg", "diet-widget", "cost-explorer")
    boxes = widget.locator("textarea")
    boxes.fill("64 64 M 128 128 M 256 256 256 M")
    says(it.locator(".told"), "Choose vgg16")
    widget.locator("select").first.select_option("vgg16")
    says(it.locator(".told"), "Nine tenths")
    boxes.fill(boxes.input_value() + " A1")
    reached(it)


def test_a_branch_that_changes_a_verdict(sent):
    it, widget = sent("resnet", "branch-matters", "residual")
    widget.get_by_role("button", name="cut stages.2.1.shortcut").click()
    says(it.locator(".told"), "That is a shortcut", timeout=30_000)
    widget.get_by_role("button", name="the whole network").click()
    widget.locator("select").first.select_option("owl")
    for i in range(8):
        block = f"stages.{i // 2}.{i % 2}.branch"
        widget.get_by_role("button", name=f"{block}, times 1").click()
        it.page.wait_for_timeout(700)
        if it.locator(".told > p").text_content() == "Reached.":
            break
        widget.get_by_role("button", name=f"{block}, times 0").click()
        it.page.wait_for_timeout(300)
    reached(it)


def test_three_filters_a_channel_are_near_enough(sent):
    it, widget = sent("mobilenet_v1", "filters-widget", "separable")
    widget.locator("select.wide-select").select_option("learned by ResNet-18")
    slide(widget, "filters a channel", 2)
    says(it.locator(".told"), "off by more than a tenth")
    slide(widget, "filters a channel", 4)
    says(it.locator(".told"), "Fewer will do")
    slide(widget, "filters a channel", 3)
    reached(it)


def test_a_bias_that_brings_the_circle_back(sent):
    it, widget = sent("mobilenet_v2", "bias-widget", "relu-collapse")
    widget.locator("select").first.select_option("circle")
    slide(widget, "channels n", 2)
    widget.locator('input[type="number"]').first.fill("0")
    slide(widget, "bias β", 1.9)
    says(it.locator(".told"), "a channel is still off")
    slide(widget, "bias β", 2)
    reached(it)


def test_two_gates_of_the_first_block(sent):
    it, widget = sent("mobilenet_v3", "shut-widget", "se-weights")
    widget.locator("button.se-row").first.click()
    chosen = widget.get_by_label("Channel").last
    for channel in (0, 3):
        for position in range(8):
            move(chosen, position)
            which = chosen.evaluate("(s) => s.nextElementSibling.textContent")
            if which == str(channel):
                break
        widget.locator('button[data-act="zero"]').click()
        it.page.wait_for_timeout(1500)
    reached(it)


def test_ten_times_the_work_and_no_more_parameters(sent):
    it, widget = sent("efficientnet", "parameters-widget", "compound-scaling")
    widget.locator("select").first.select_option("B3")
    says(it.locator(".told"), "That costs less than B4")
    widget.locator("select").first.select_option("B4")
    says(it.locator(".told"), "What brings none?")
    widget.get_by_label("hold the cost").check()
    slide(widget, "Width", math.log2(0.745))
    says(it.locator(".told"), "half a block is a whole one")
    slide(widget, "Depth", 0)
    reached(it)


def test_a_unit_that_remembers_one_impulse(sent):
    it, widget = sent("rnn", "latch-widget", "three-units")
    own = widget.locator("tbody tr").first.locator('input[type="number"]')
    own.nth(4).fill("3")  # the bias
    says(it.locator(".told"), "That is a bias")
    own.nth(4).fill("0")
    own.nth(1).fill("3")
    for other in (2, 3):
        own.nth(other).fill("0")
    reached(it)


def test_a_character_at_which_a_cell_forgets(sent):
    it, widget = sent("lstm", "name-widget", "gates")
    widget.locator('input[type="number"]').first.fill("190")
    says(it.locator(".told"), "a name in capitals and a colon")
    widget.locator("textarea").first.fill("Is this a dagger?\n\nMACBETH:\nI")
    place = widget.locator('input[type="range"]').first
    expect(place).to_have_attribute("max", "29", timeout=30_000)
    for t in range(1, int(place.get_attribute("max")) + 1):
        move(place, t)
        if it.locator(".told > p").text_content() == "Reached.":
            break
    reached(it)


def test_the_one_head_that_is_missed(sent):
    it, widget = sent("transformer", "one-head", "attention")
    for layer, told in ((2, "hardly missed"), (0, "Reached.")):
        widget.get_by_role(
            "button", name=f"layer {layer}, head 0"
        ).first.click()
        widget.get_by_label("This head").select_option("cut")
        says(it.locator(".told"), told, timeout=30_000)
        widget.get_by_label("This head").select_option("trained")


def test_a_picture_on_which_a_single_network_is_right(sent):
    it, widget = sent("ladder", "alone-widget", "ladder")
    picture = widget.get_by_role("combobox", name="Picture")
    for name, told in (
        ("coffee", "What this is nobody has told"),
        ("penguin", "More than one row"),
    ):
        picture.select_option(name)
        says(it.locator(".told"), told, timeout=30_000)
    picture.select_option("chestnut")
    reached(it)


def test_a_mean_that_most_masks_do_not_share(sent):
    it, widget = sent("alexnet", "lonely-widget", "dropout")
    slide(widget, "Drop each unit with probability", 0.9)
    says(it.locator(".told"), "still agree", timeout=30_000)
    slide(widget, "Masks", 5)
    says(it.locator(".told"), "twenty masks at least", timeout=30_000)
    slide(widget, "Masks", 20)
    widget.get_by_role("button", name="Other masks").click()
    reached(it)
