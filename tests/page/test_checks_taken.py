"""A code exercise's tick, and a task on its way to a widget."""

from page.forms import again, progress
from playwright.sync_api import expect
from where import BOOK

CONVOLUTION = "chapters/convolution.html"


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
