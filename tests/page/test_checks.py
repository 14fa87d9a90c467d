"""Exercises under a reader's hands: answers, hints, progress, the widget."""

import json

from page.forms import RIGHT, again, answer, form, progress, says
from playwright.sync_api import expect

PAGE = "chapters/convolution.html"


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
    says(told, "off by 92 points")
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
    later = page.get_by_text("At the start a forget gate is near")
    expect(later).to_be_hidden()  # two cells on, and it would say so too
    it.get_by_role("button", name="Make this guess").click()
    says(it.locator(".told"), "Choose an answer first.")
    it.get_by_role("radio", name="RNN").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    says(it.locator(".told"), "You said GRU. It is LSTM, forget bias 4.")
    expect(later).to_be_visible()
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
    page = visit(PAGE, java_script_enabled=False)
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
    assert page.url.endswith(PAGE)  # and no form went anywhere


def test_the_worked_solution_is_there_before_any_answer(page):
    assert page.locator(".solution").count() >= 4
