"""The built book, served, in a real browser."""

import shutil

import pytest
from playwright.sync_api import sync_playwright
from serve import FLAGS, serving
from where import BOOK


@pytest.fixture(scope="session")
def host():
    """The address of the book, without a slash at its end."""
    if not (BOOK / "index.html").exists():
        pytest.fail(f"No book in {BOOK}: run 'make book' first.")
    with serving(BOOK) as server:
        yield server.address


@pytest.fixture(scope="session")
def launch():
    """`launch(*flags)` → a Chromium of the system's."""
    browsers = []
    with sync_playwright() as playwright:

        def go(*flags):
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(
                executable_path=path, args=[*FLAGS, *flags]
            )
            browsers.append(browser)
            return browser

        yield go
        for browser in browsers:
            browser.close()


@pytest.fixture(scope="session")
def chromium(launch):
    return launch()


@pytest.fixture(scope="session")
def chromium_with_gpu(launch):
    """With WebGPU computed in software, so that it can be tested anywhere."""
    return launch("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")


def watched(page, own):
    """Keep what goes wrong in `page`, and what it asks of whom."""
    page.problems, page.requests = [], []
    note = page.problems.append
    page.on("pageerror", lambda error: note(f"page error: {error}"))
    page.on(
        "console",
        lambda m: (
            m.type in ("error", "warning") and note(f"console: {m.text}")
        ),
    )
    page.on(
        "response",
        lambda r: r.status >= 400 and note(f"{r.status}: {r.url}"),
    )

    def asked(request):
        page.requests.append(request.url)
        if not request.url.startswith((own, "data:", "blob:")):
            note(f"another host: {request.url}")

    page.on("request", asked)


def visiting(host, browser):
    """Give `visit(path)`; close its pages, and see that none had a problem."""
    contexts, pages = [], []

    def go(path, **options):
        context = browser.new_context(**options)
        page = context.new_page()
        contexts.append(context)
        pages.append(page)
        watched(page, host)
        page.goto(f"{host}/{path}")
        page.wait_for_load_state("networkidle")
        return page

    yield go
    problems = [problem for page in pages for problem in page.problems]
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def visit(host, chromium):
    """`visit(path)` → the page; at the end none may have had a problem.

    A test that causes problems on purpose empties `page.problems`.
    """
    yield from visiting(host, chromium)


@pytest.fixture
def visit_with_gpu(host, chromium_with_gpu):
    """`visit` in a Chromium with WebGPU."""
    for go in visiting(host, chromium_with_gpu):
        page = go("parts.html")
        if not page.evaluate("navigator.gpu?.requestAdapter().then(Boolean)"):
            pytest.skip("this Chromium has no WebGPU adapter")
        yield go


@pytest.fixture
def page(request, visit):
    """The page that the test's module names, in a window of its SIZE."""
    width, height = getattr(request.module, "SIZE", (1000, 900))
    viewport = {"width": width, "height": height}
    return visit(request.module.PAGE, viewport=viewport)


DRAWN = """(figure) => {
  window.waiting = new Promise((resolve, reject) => {
    figure.addEventListener("livenets:drawn",
      ({ detail }) => resolve(detail), { once: true });
    setTimeout(() => reject(new Error(
      `${figure.dataset.widget} was not redrawn: `
        + figure.querySelector(".status")?.textContent)), 60000);
  });
}"""


@pytest.fixture
def drawn():
    """`drawn(page, widget, act)`: the detail of the redraw after `act()`.

    `widget` is a figure, or the name of the page's first of a kind.
    """

    def after(page, widget, act):
        if isinstance(widget, str):
            figures = page.locator(f'figure[data-widget="{widget}"]')
            widget = figures.first
        widget.evaluate(DRAWN)
        act()
        return page.evaluate("window.waiting")

    return after
