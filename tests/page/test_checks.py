"""Exercises under a reader's hands: answers, hints, progress, the widget."""

import json

import pytest
from playwright.sync_api import expect

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


def progress(page):
    return page.locator(".livenets-progress").text_content()


def stored(page):
    return page.evaluate("JSON.stringify(localStorage)")


def test_a_right_answer_is_right_however_it_is_written(page):
    for text in ("9472", "9,472", "9 472", "９４７２"):
        told = answer(page, "convolution-resnet-count", text)
        expect(told).to_contain_text(RIGHT)
    assert progress(page).startswith("1 of 9 done")


def test_a_wrong_answer_gets_its_hint_and_others_the_general_one(page):
    told = answer(page, "convolution-resnet-count", "9408")
    expect(told).to_contain_text("Not yet.")
    expect(told).to_contain_text("Each of the 64 maps has a bias too")
    told = answer(page, "convolution-resnet-count", "5")
    expect(told.get_by_text("has a bias too")).to_be_hidden()
    expect(told.get_by_text("64 kernels, each of 3 slices")).to_be_visible()
    told = answer(page, "convolution-resnet-count", "many")
    expect(told).to_contain_text("could not be read as a number")
    assert progress(page).startswith("0 of 9 done")


def test_the_keyboard_is_enough(page):
    it = form(page, "convolution-resnet-side")
    it.locator("input").focus()
    page.keyboard.type("111")
    page.keyboard.press("Enter")
    expect(it.locator(".told")).to_contain_text("Not yet.")
    page.keyboard.type("112")  # the wrong answer is selected: typed over
    page.keyboard.press("Tab")
    focused = "document.activeElement.textContent"
    assert page.evaluate(focused) == "Check"
    page.keyboard.press("Space")
    expect(it.locator(".told")).to_contain_text(RIGHT)


def test_every_field_has_a_label_and_what_is_said_is_announced(page):
    forms = page.locator("form.livenets-check")
    for it in forms.all():
        assert it.locator(".told").get_attribute("role") == "status"
        for field in it.locator("input").all():
            assert field.evaluate("(f) => f.labels[0].textContent.length > 5")


def test_a_prediction_covers_what_follows_until_it_is_made(page):
    it = form(page, "convolution-half-step")
    output = page.get_by_text("max pooling, stride 2: moved by 1, off by")
    expect(output).to_be_hidden()
    told = answer(page, "convolution-half-step", "20")
    expect(told).to_contain_text("You said 20 %. It is 112 %")
    expect(told).to_contain_text("off by 92 %")
    expect(output).to_be_visible()
    page.reload()
    expect(output).to_be_visible()
    expect(it.locator(".told")).to_contain_text("You said 20 %")
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(output).to_be_hidden()
    it.get_by_role("button", name="Show it without a guess").click()
    expect(output).to_be_visible()
    assert progress(page).startswith("0 of 9 done")


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
    page.reload()
    assert progress(page).startswith("2 of 9 done")
    told = form(page, "convolution-resnet-side").locator(".told")
    expect(told).to_contain_text(RIGHT)
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
    page.reload()
    assert progress(page).startswith("0 of 9 done")


def test_another_chapter_has_a_progress_of_its_own(page, host):
    answer(page, "convolution-resnet-side", "112")
    page.goto(f"{host}/chapters/lenet.html")
    assert progress(page).startswith("0 of")


REFUSE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("refused", "SecurityError"); } })"""


def test_where_nothing_may_be_stored_it_works_and_says_so(page):
    page.add_init_script(REFUSE)
    page.reload()
    told = answer(page, "convolution-resnet-side", "112")
    expect(told).to_contain_text(RIGHT)
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
    assert page.requests == []
    assert page.url.endswith(CONVOLUTION)  # and no form went anywhere


def test_the_worked_solution_is_there_before_any_answer(page):
    assert page.locator(".solution").count() >= 4


def taken(page, name):
    """Press the button: the exercise goes to its widget."""
    it = form(page, name)
    expect(it).to_be_visible()
    page.wait_for_timeout(500)
    it.get_by_role("button", name="Take this to the widget").click()
    expect(it.locator(".told")).to_contain_text("Not yet.")
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
    typed(widget, [0, 0, 0, 1, 0, 0, 0, 0, 0])
    expect(it.locator(".told")).to_contain_text("moves it to the right")
    typed(widget, [0, 0, 0, 0, 0, 1, 0, 0, 0])
    reached(it)
    typed(widget, [1])  # what is reached stays reached
    expect(it.locator(".told > p")).to_have_text("Reached.")
    assert progress(page).startswith("1 of 9 done")
    it.get_by_role("button", name="Back to the exercises").click()
    assert page.locator("#exercises form").count() == 8
    page.reload()
    assert progress(page).startswith("1 of 9 done")


def test_a_3_is_lost_with_the_last_of_six_maps(visit):
    page = visit("chapters/lenet.html")
    it = taken(page, "lenet-silence-three")
    widget = page.locator('figure[data-widget="draw-digit"]')
    for k in range(6):
        widget.get_by_role("button", name=f"C1, map {k}").click()
        widget.get_by_label(f"Silence C1 map {k}").check()
        if k == 2:
            expect(it.locator(".told")).to_contain_text("still a 3")
    reached(it)
