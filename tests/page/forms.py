"""The form that the page makes of an exercise, under a reader's hands."""

from playwright.sync_api import expect

RIGHT = "Right."


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
