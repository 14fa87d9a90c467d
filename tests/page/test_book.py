"""Every page of the built book, as a browser finds it."""

import gzip
import json
import re

import pytest
from keyboard import BY_KEYBOARD
from where import BOOK

PAGES = sorted(
    page.relative_to(BOOK).as_posix()
    for page in BOOK.rglob("*.html")
    if page.parts[-2] != "_static"  # there the theme has a template
)
CHAPTERS = [p for p in PAGES if "livenets-mount" in (BOOK / p).read_text()]
FORMULAS = [p for p in PAGES if 'class="math' in (BOOK / p).read_text()]
WIDGET = re.compile(r'<figure[^>]*\bdata-widget="([a-z-]+)"')
TEXT = (".html", ".css", ".js", ".mjs", ".svg")
# resolved: [address, time] of all that was asked for until a widget is drawn
FIRST = """() => {
  const at = document.querySelector(".livenets-mount")
    ? performance.getEntriesByName("livenets:first")[0].startTime : Infinity;
  return performance.getEntriesByType("resource")
    .filter((e) => e.startTime < at).map((e) => e.name);
}"""

SAYS_OTHER = "([caption, before]) => caption.textContent !== before"


def widgets(path):
    return WIDGET.findall((BOOK / path).read_text())


EACH = [(path, n) for path in CHAPTERS for n in dict.fromkeys(widgets(path))]


def packed(file):
    """KB of a file from a host that compresses text."""
    data = file.read_bytes()
    size = len(gzip.compress(data, 6)) if file.suffix in TEXT else len(data)
    return size / 1000


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1250, 390])
def test_a_page_is_light_needs_no_other_host_and_has_no_error(
    visit, host, path, width
):
    """Light until its first widget is drawn; the other two hold later, too."""
    page = visit(path, viewport={"width": width, "height": 900})
    assert page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth"
    ), "the page scrolls sideways"
    asked = page.evaluate(FIRST)
    files = {url.removeprefix(host + "/").split("?")[0] for url in asked}
    weight = {file: packed(BOOK / file) for file in {*files, path}}
    most = 500 if path in CHAPTERS else 300
    heaviest = sorted(weight.items(), key=lambda item: -item[1])[:8]
    assert sum(weight.values()) <= most, heaviest


@pytest.mark.parametrize(("path", "name"), EACH)
def test_a_widget_is_stored_until_a_key_makes_it_live(
    visit, drawn, path, name
):
    page = visit(path)
    figure = page.locator(f'figure[data-widget="{name}"]').first
    assert figure.get_attribute("data-state") == "stored"
    assert not [url for url in page.requests if "ort" in url.split("/")[-1]]
    control, key = BY_KEYBOARD[name]
    figure.locator(control).first.focus()
    before = figure.locator("figcaption").text_content()
    detail = drawn(page, name, lambda: page.keyboard.press(key))
    assert detail["engine"] in ("js", "wasm") and detail["ms"] > 0
    assert figure.get_attribute("data-state") == "live"
    assert figure.get_attribute("data-engine") == detail["engine"]
    caption = figure.locator("figcaption").element_handle()
    page.wait_for_function(SAYS_OTHER, arg=[caption, before])


@pytest.mark.parametrize("path", CHAPTERS)
def test_no_page_carries_its_widgets_twice(path):
    assert "jupyter.widget-state" not in (BOOK / path).read_text()


@pytest.mark.parametrize("path", CHAPTERS)
def test_without_scripts_each_widget_is_a_picture_with_words(visit, path):
    page = visit(path, java_script_enabled=False)
    for name in widgets(path):
        image = page.locator(f'figure[data-widget="{name}"] img').first
        assert len(image.get_attribute("alt")) > 40
        assert image.is_visible() and image.bounding_box()["height"] > 50


@pytest.mark.parametrize("path", CHAPTERS)
def test_all_that_a_widget_names_is_in_the_book(path):
    found = re.findall(
        r'<script type="application/json">(.*?)</script>',
        (BOOK / path).read_text(),
    )
    files = re.findall(r'"(?:file|module)": "([^"]+)"', " ".join(found))
    assert files and len(found) == len(widgets(path))
    for data in found:
        json.loads(data)
    for file in files:
        assert (BOOK / "_static" / "livenets" / file).exists(), file


@pytest.mark.parametrize("path", FORMULAS)
def test_formulas_are_drawn_without_a_script_and_can_be_heard(visit, path):
    page = visit(path, java_script_enabled=False)
    formulas = page.locator(".math").count()
    assert formulas == page.locator(".math mjx-container > svg").count()
    assert formulas == page.locator(".math mjx-assistive-mml > math").count()
    assert page.locator(".math mjx-container").first.bounding_box()["width"]


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_reference_is_listed_once(path):
    text = (BOOK / path).read_text()
    listed = text[text.find('class="citation-list"') :]
    dois = re.findall(r'href="https://doi\.org/([^"]+)"', listed)
    assert len(dois) == len(set(dois))
