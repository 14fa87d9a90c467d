"""Exercises under a reader's hands: answers, hints, progress, the widget."""

import json
import math

import pytest
from playwright.sync_api import expect
from where import BOOK

CONVOLUTION = "chapters/convolution.html"
RIGHT = "Right."


@pytest.fixture
def page(visit):
    return visit(CONVOLUTION, viewport={"width": 1000, "height": 900})


def form(page, name):
    return page.locator(f'form[data-check="{name}"]')


def answer(page, name, text):
    """Types it and presses Enter; what is said."""
    it = form(page, name)
    it.locator('input[type="text"]').fill(text)
    it.locator('input[type="text"]').press("Enter")
    return it.locator(".told")


def says(told, text, **how):
    """What can be seen of it: the other hints are there, hidden."""
    expect(told).to_contain_text(text, use_inner_text=True, **how)


def progress(page):
    return page.locator(".livenets-progress").text_content()


def again(page):
    """Load it anew; the checks come after the first widget."""
    page.reload()
    page.locator(".livenets-progress").wait_for()


def stored(page):
    return page.evaluate("JSON.stringify(localStorage)")


def test_a_right_answer_is_right_however_it_is_written(page):
    for text in ("9472", "9,472", "9 472", "９４７２"):
        told = answer(page, "convolution-resnet-count", text)
        says(told, RIGHT)
    assert progress(page).startswith("1 of 9 done")


def test_a_wrong_answer_gets_its_hint_and_others_the_general_one(page):
    told = answer(page, "convolution-resnet-count", "9408")
    says(told, "Not yet.")
    says(told, "Each of the 64 maps has a bias too")
    told = answer(page, "convolution-resnet-count", "5")
    expect(told.get_by_text("has a bias too")).to_be_hidden()
    expect(told.get_by_text("64 kernels, each of 3 slices")).to_be_visible()
    told = answer(page, "convolution-resnet-count", "many")
    says(told, "could not be read as a number")
    assert progress(page).startswith("0 of 9 done")


def test_the_keyboard_is_enough(page):
    it = form(page, "convolution-resnet-side")
    it.locator("input").focus()
    page.keyboard.type("111")
    page.keyboard.press("Enter")
    says(it.locator(".told"), "Not yet.")
    page.keyboard.type("112")  # the wrong answer is selected: typed over
    page.keyboard.press("Tab")
    focused = "document.activeElement.textContent"
    assert page.evaluate(focused) == "Check"
    page.keyboard.press("Space")
    says(it.locator(".told"), RIGHT)


def test_every_field_has_a_label_and_what_is_said_is_announced(page):
    forms = page.locator("form.livenets-check")
    for it in forms.all():
        assert it.locator(".told").get_attribute("role") == "status"
        for field in it.locator("input").all():
            assert field.evaluate("(f) => f.labels[0].textContent.length > 5")


def test_a_prediction_covers_what_follows_until_it_is_made(page):
    it = form(page, "convolution-half-step")
    output = page.get_by_text("max pooling, stride 2: moved by 1, off by")
    prose = page.get_by_text("With stride 1 the law holds to the last bit")
    code = page.get_by_text("away from the border.")
    expect(output).to_be_hidden()
    expect(prose).to_be_hidden()  # it would say so, too
    expect(code.first).to_be_visible()
    told = answer(page, "convolution-half-step", "20")
    says(told, "You said 20 %. It is 112 %")
    says(told, "off by 92 %")
    expect(output).to_be_visible()
    expect(prose).to_be_visible()
    again(page)
    expect(output).to_be_visible()
    says(it.locator(".told"), "You said 20 %")
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(output).to_be_hidden()
    it.get_by_role("button", name="Show it without a guess").click()
    expect(output).to_be_visible()
    assert progress(page).startswith("0 of 9 done")


def test_a_choice_is_made_and_compared(visit):
    page = visit("chapters/lstm.html")
    it = form(page, "lstm-lag")
    it.get_by_role("button", name="Make this guess").click()
    says(it.locator(".told"), "Choose an answer first.")
    it.get_by_role("radio", name="RNN").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    says(it.locator(".told"), "You said GRU. It is LSTM, forget bias 4.")
    again(page)
    expect(it.get_by_role("radio", name="GRU")).to_be_checked()
    says(it.locator(".told"), "You said GRU.")


def test_a_shape_may_be_written_as_torch_prints_it(visit):
    page = visit("chapters/lenet.html")
    told = answer(page, "lenet-wide-shape", "(120, 9, 1)")
    says(told, "Rows first")
    told = answer(page, "lenet-wide-shape", "torch.Size([120, 1, 9])")
    says(told, RIGHT)


def test_without_javascript_all_is_to_be_seen(visit):
    page = visit(CONVOLUTION, java_script_enabled=False)
    expect(
        page.get_by_text("max pooling, stride 2: moved by 1")
    ).to_be_visible()
    expect(page.locator("form.livenets-check").first).to_be_hidden()


def test_progress_is_kept_and_can_be_cleared(page):
    answer(page, "convolution-resnet-side", "112")
    form(page, "convolution-take-apart").locator("input").check()
    assert progress(page).startswith("2 of 9 done")
    again(page)
    assert progress(page).startswith("2 of 9 done")
    told = form(page, "convolution-resnet-side").locator(".told")
    says(told, RIGHT)
    expect(
        form(page, "convolution-take-apart").locator("input")
    ).to_be_checked()
    page.get_by_role("button", name="Clear", exact=True).click()
    assert progress(page).startswith("0 of 9 done")
    expect(told.locator("> p")).to_have_text("")
    assert (
        json.loads(stored(page))
        .keys()
        .isdisjoint({"livenets:checks:chapters/convolution"})
    )
    again(page)
    assert progress(page).startswith("0 of 9 done")


def test_another_chapter_has_a_progress_of_its_own(page, host):
    answer(page, "convolution-resnet-side", "112")
    page.goto(f"{host}/chapters/lenet.html")
    assert progress(page).startswith("0 of")


REFUSE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("refused", "SecurityError"); } })"""


def test_where_nothing_may_be_stored_it_works_and_says_so(page):
    page.add_init_script(REFUSE)
    again(page)
    told = answer(page, "convolution-resnet-side", "112")
    says(told, RIGHT)
    assert "does not let the page keep it" in progress(page)
    assert "Kept in this browser" not in progress(page)
    assert not any("/check.js" in p for p in page.problems)
    page.problems.clear()  # the theme's own script is not prepared for it


def test_nothing_is_sent(page):
    page.requests.clear()
    answer(page, "convolution-resnet-side", "112")
    answer(page, "convolution-half-step", "3")
    form(page, "convolution-take-apart").locator("input").check()
    page.wait_for_timeout(500)
    late = "/_static/livenets/"  # a widget further down may still be loading
    assert [url for url in page.requests if late not in url] == []
    assert page.url.endswith(CONVOLUTION)  # and no form went anywhere


def test_the_worked_solution_is_there_before_any_answer(page):
    assert page.locator(".solution").count() >= 4


def taken(page, name):
    """Press the button: the exercise goes to its widget."""
    it = form(page, name)
    expect(it).to_be_visible()
    page.wait_for_timeout(500)
    it.get_by_role("button", name="Take this to the widget").click()
    says(it.locator(".told"), "Not yet.")
    return it


def reached(it):
    expect(it.locator(".told > p")).to_have_text("Reached.", timeout=30_000)


def typed(widget, numbers):
    for i, number in enumerate(numbers):
        cell = widget.locator(f'input[aria-label^="weight in row {i // 3},"]')
        cell.nth(i % 3).fill(str(number))


def test_a_kernel_that_moves_a_picture_left(page):
    it = taken(page, "convolution-left")
    widget = page.locator('figure[data-widget="sliding-kernel"]')
    following = "(f) => f.previousElementSibling.contains("
    assert it.evaluate(
        f"{following}document.querySelector"
        "('figure[data-widget=\"sliding-kernel\"]'))"
    )
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


def test_a_3_is_lost_with_the_last_of_six_maps(visit):
    page = visit("chapters/lenet.html")
    it = taken(page, "lenet-silence-three")
    widget = page.locator('figure[data-widget="draw-digit"]')
    network = widget.get_by_role("combobox", name="Network")
    network.select_option("tanh")
    for k in range(6):
        widget.get_by_role("button", name=f"C1, map {k}").click()
        widget.get_by_label(f"Silence C1 map {k}").check()
        if k == 2:
            says(it.locator(".told"), "still a 3")
    reached(it)


def slide(widget, label, value):
    """Move the range of this label there, as a reader's hand does."""
    widget.get_by_label(label).first.evaluate(
        "(s, v) => { s.value = v; s.dispatchEvent(new Event('input')); }",
        value,
    )


def test_vgg_16_on_a_diet(visit):
    page = visit("chapters/vgg.html")
    it = taken(page, "vgg-diet-widget")
    widget = page.locator('figure[data-widget="cost-explorer"]').first
    boxes = widget.locator("textarea")
    boxes.fill("64 64 M 128 128 M 256 256 256 M")
    says(it.locator(".told"), "Choose vgg16")
    widget.locator("select").first.select_option("vgg16")
    says(it.locator(".told"), "Nine tenths")
    boxes.fill(boxes.input_value() + " A1")
    reached(it)


def test_a_branch_that_changes_a_verdict(visit):
    page = visit("chapters/resnet.html")
    it = taken(page, "resnet-branch-matters")
    widget = page.locator('figure[data-widget="residual"]').first
    widget.get_by_role("button", name="cut stages.2.1.shortcut").click()
    says(it.locator(".told"), "That is a shortcut", timeout=30_000)
    widget.get_by_role("button", name="the whole network").click()
    widget.locator("select").first.select_option("owl")
    for i in range(8):
        block = f"stages.{i // 2}.{i % 2}.branch"
        widget.get_by_role("button", name=f"{block}, times 1").click()
        page.wait_for_timeout(700)
        if it.locator(".told > p").text_content() == "Reached.":
            break
        widget.get_by_role("button", name=f"{block}, times 0").click()
        page.wait_for_timeout(300)
    reached(it)


def test_three_filters_a_channel_are_near_enough(visit):
    page = visit("chapters/mobilenet_v1.html")
    it = taken(page, "mobilenet-v1-filters-widget")
    widget = page.locator('figure[data-widget="separable"]').first
    widget.locator("select.wide-select").select_option("learned by ResNet-18")
    slide(widget, "filters a channel", 2)
    says(it.locator(".told"), "off by more than a tenth")
    slide(widget, "filters a channel", 4)
    says(it.locator(".told"), "Fewer will do")
    slide(widget, "filters a channel", 3)
    reached(it)


def test_a_bias_that_brings_the_circle_back(visit):
    page = visit("chapters/mobilenet_v2.html")
    it = taken(page, "mobilenet-v2-bias-widget")
    widget = page.locator('figure[data-widget="relu-collapse"]').first
    widget.locator("select").first.select_option("circle")
    slide(widget, "channels n", 2)
    widget.locator('input[type="number"]').first.fill("0")
    slide(widget, "bias", 1.9)
    says(it.locator(".told"), "a channel is still off")
    slide(widget, "bias", 2)
    reached(it)


def test_two_gates_of_the_first_block(visit):
    page = visit("chapters/mobilenet_v3.html")
    it = taken(page, "mobilenet-v3-shut-widget")
    widget = page.locator('figure[data-widget="se-weights"]').first
    widget.locator("button.se-row").first.click()
    chosen = widget.get_by_label("Channel").last
    for channel in (0, 3):
        for position in range(8):
            chosen.evaluate(
                "(s, v) => { s.value = v;"
                " s.dispatchEvent(new Event('input')); }",
                position,
            )
            which = chosen.evaluate("(s) => s.nextElementSibling.textContent")
            if which == str(channel):
                break
        widget.locator('button[data-act="zero"]').click()
        page.wait_for_timeout(1500)
    reached(it)


def test_ten_times_the_work_and_no_more_parameters(visit):
    page = visit("chapters/efficientnet.html")
    it = taken(page, "efficientnet-parameters-widget")
    widget = page.locator('figure[data-widget="compound-scaling"]').first
    widget.locator("select").first.select_option("B3")
    says(it.locator(".told"), "That costs less than B4")
    widget.locator("select").first.select_option("B4")
    says(it.locator(".told"), "What brings none?")
    widget.get_by_label("hold the cost").check()
    slide(widget, "Width", math.log2(0.745))
    says(it.locator(".told"), "half a block is a whole one")
    slide(widget, "Depth", 0)
    reached(it)


def test_a_unit_that_remembers_one_impulse(visit):
    page = visit("chapters/rnn.html")
    it = taken(page, "rnn-latch-widget")
    widget = page.locator('figure[data-widget="three-units"]').first
    own = widget.locator("tbody tr").first.locator('input[type="number"]')
    own.nth(4).fill("3")  # the bias
    says(it.locator(".told"), "That is a bias")
    own.nth(4).fill("0")
    own.nth(1).fill("3")
    for other in (2, 3):
        own.nth(other).fill("0")
    reached(it)


def test_a_character_at_which_a_cell_forgets(visit):
    page = visit("chapters/lstm.html")
    it = taken(page, "lstm-name-widget")
    widget = page.locator('figure[data-widget="gates"]').first
    widget.locator('input[type="number"]').first.fill("190")
    says(it.locator(".told"), "a name in capitals and a colon")
    widget.locator("textarea").first.fill("Is this a dagger?\n\nMACBETH:\nI")
    place = widget.locator('input[type="range"]').first
    expect(place).to_have_attribute("max", "29", timeout=30_000)
    for t in range(1, int(place.get_attribute("max")) + 1):
        place.evaluate(
            "(s, v) => { s.value = v; s.dispatchEvent(new Event('input')); }",
            t,
        )
        if it.locator(".told > p").text_content() == "Reached.":
            break
    reached(it)


def test_the_one_head_that_is_missed(visit):
    page = visit("chapters/transformer.html")
    it = taken(page, "transformer-one-head")
    widget = page.locator('figure[data-widget="attention"]').first
    for layer, told in ((2, "hardly missed"), (0, "Reached.")):
        widget.get_by_role(
            "button", name=f"layer {layer}, head 0"
        ).first.click()
        widget.get_by_label("This head").select_option("cut")
        says(it.locator(".told"), told, timeout=30_000)
        widget.get_by_label("This head").select_option("trained")


def test_a_picture_on_which_a_single_network_is_right(visit):
    page = visit("chapters/ladder.html")
    it = taken(page, "ladder-alone-widget")
    widget = page.locator('figure[data-widget="ladder"]')
    picture = widget.get_by_role("combobox", name="Picture")
    for name, told in (
        ("coffee", "What this is nobody has told"),
        ("penguin", "More than one row"),
    ):
        picture.select_option(name)
        says(it.locator(".told"), told, timeout=30_000)
    picture.select_option("chestnut")
    reached(it)


def test_a_mean_that_most_masks_do_not_share(visit):
    page = visit("chapters/alexnet.html")
    it = taken(page, "alexnet-lonely-widget")
    widget = page.locator('figure[data-widget="dropout"]').first
    slide(widget, "Drop each unit", 0.9)
    says(it.locator(".told"), "still agree", timeout=30_000)
    slide(widget, "Masks", 5)
    says(it.locator(".told"), "twenty masks at least", timeout=30_000)
    slide(widget, "Masks", 20)
    widget.get_by_role("button", name="Other masks").click()
    reached(it)


def test_a_code_exercise_says_that_the_page_takes_the_readers_word(visit):
    """It leads to the notebook; the tick is kept, and can be taken back."""
    page = visit("chapters/lenet.html")
    it = page.locator("form[data-kind=code]")
    assert "runs no Python" in it.locator(".about").inner_text()
    file = it.get_by_role("link", name="download it").get_attribute("href")
    notebook = (BOOK / "chapters" / file).read_text(encoding="utf-8")
    assert "raise NotImplementedError" in notebook
    box = it.get_by_role("checkbox")
    for ticked, done in ((True, "1 of"), (False, "0 of")):
        box.set_checked(ticked)
        assert progress(page).startswith(done)
        again(page)
        assert box.is_checked() is ticked
        assert progress(page).startswith(done)


def test_nothing_lies_on_a_task_that_was_taken_to_its_widget(visit):
    page = visit(CONVOLUTION, viewport={"width": 390, "height": 900})
    page.mouse.move(200, 400)
    top = page.locator("#pst-back-to-top")
    for down in (4000, -200):  # it comes when a reader turns back
        page.mouse.wheel(0, down)
        page.wait_for_timeout(400)
    expect(top).to_be_visible()
    it = page.locator("form[data-kind=widget]").first
    it.get_by_role("button").click()
    page.mouse.wheel(0, -20)
    expect(it).to_have_class("livenets-check taken")
    expect(top).to_be_hidden()
