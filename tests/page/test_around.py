"""What stands around a chapter: its length, how to cite it, card, paper."""

import re

import pytest
from page.test_book import CHAPTERS, PAGES
from where import BOOK, ROOT

from livenets.address import address, pages

TEXT = [p for p in PAGES if p.startswith("chapters/")]
NOTEBOOKS = [p for p in TEXT if (ROOT / p).with_suffix(".ipynb").exists()]
LENGTH = re.compile(
    r'</h1>\s*<p class="length">About (\d+) minutes to read, widgets apart: '
    r"([\d,]+) words, (\d+) lines of code.</p>"
)
ENTRY = re.compile(r"@(\w+)\{(\w+),(.*?)\n\}", re.DOTALL)


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_chapter_says_below_its_title_how_long_it_is(path):
    minutes, words, lines = LENGTH.search((BOOK / path).read_text()).groups()
    assert 5 <= int(minutes) <= 60
    assert int(words.replace(",", "")) > 500 and int(lines) > 10


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_chapter_can_be_cited(visit, path):
    page = visit(path, java_script_enabled=False)
    cite = page.locator("details.cite")
    assert not cite.locator("pre").is_visible()
    cite.locator("summary").click()
    title = page.locator("h1").first.evaluate("h => h.firstChild.data")
    bibtex = cite.locator("pre").text_content()
    assert f"title     = {{{title}}}" in bibtex
    assert re.match(r"@incollection\{\w+,\n(  \w+ +=.*,\n)+\}$", bibtex)
    assert f"“{title}”" in cite.locator("p").text_content()


@pytest.mark.parametrize("path", TEXT)
def test_a_link_to_a_page_has_a_card(visit, path):
    page = visit(path, java_script_enabled=False)

    def tag(name):
        found = page.locator(f"head meta[property='og:{name}']")
        return found.get_attribute("content")

    assert tag("title") == page.locator("h1").first.evaluate(
        "h => h.firstChild.data"
    )
    assert 40 <= len(tag("description")) <= 200
    assert tag("url") == f"{pages(address())}{path}"
    if path in CHAPTERS:
        where, image = pages(address()), tag("image")
        assert image.startswith(where), "a card needs a whole address"
        image = BOOK / image.removeprefix(where)
        assert image.read_bytes().startswith(b"\x89PNG")
        assert len(tag("image:alt")) >= 40


@pytest.mark.parametrize("path", TEXT)
def test_a_page_leads_on_and_back(path):
    text = (BOOK / path).read_text()
    found = re.findall(r'class="(left-prev|right-next)"', text)
    assert found and len(found) == len(set(found))


def test_every_reference_has_a_link():
    text = (ROOT / "chapters" / "references.bib").read_text()
    entries = ENTRY.findall(text)
    assert len(entries) == text.count("\n@") + text.startswith("@")
    for _, key, fields in entries:
        assert re.search(r"\n\s+(doi|url)\s+= \{\S+\}", fields), key


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_on_paper_stand_the_solutions_and_no_sidebars(visit, path):
    page = visit(path, color_scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    for name in ("primary", "secondary"):
        assert not page.locator(f".bd-sidebar-{name}").first.is_visible()
    for box in page.locator(".admonition.dropdown").all():
        assert box.locator(":scope > *").last.is_visible()
    for figure in page.locator("figure.livenets").all():
        figure.locator("p.title").wait_for()  # it is live
        assert figure.locator(".stage").bounding_box()["height"] > 50
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
