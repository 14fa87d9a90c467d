"""What a narrow screen must not cost."""

import pytest
from page.test_book import CHAPTERS

PICTURES = """() => [...document.querySelectorAll(
    ".bd-article figure > img, .cell_output > img")]
  .filter((img) => img.checkVisibility() && img.naturalWidth > 0)
  .map(({ src, width, parentElement: box }) => ({ src, width,
    scrolls: box.scrollWidth > box.clientWidth, stop: box.tabIndex }))
  .filter(({ width, scrolls, stop }) => width < 470 || !scrolls || stop)"""


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_drawing_keeps_its_size_on_a_phone_and_scrolls(visit, path):
    page = visit(path, viewport={"width": 390, "height": 900})
    page.wait_for_function("() => document.readyState === 'complete'")
    narrow = page.evaluate(PICTURES)
    assert narrow == []
