"""Numbers that are held say so: to a pointer, to a key, and on one page."""

import re
from functools import cache

import pytest
from where import BOOK

PAGE = "chapters/claims.html"
MARK = re.compile(r'<a [^>]*class="claim"[^>]*>[^<]+</a>')
MARKED = sorted(
    page.relative_to(BOOK).as_posix()
    for page in BOOK.glob("chapters/*.html")
    if MARK.search(page.read_text(encoding="utf-8"))
)
CHAPTERS = [path for path in MARKED if path != PAGE]
ONE = [p for p in CHAPTERS if "index" not in p][:1]
BUBBLE = """(mark) => {
  const style = getComputedStyle(mark, "::after");
  return style.display === "none" ? null : style.content;
}"""
INSIDE = """(mark) => {
  const style = getComputedStyle(mark, "::after");
  return [style.width, style.left, style.position].join(" ");
}"""


@pytest.fixture(params=[1250, 390])
def wide(request):
    return {"width": request.param, "height": 900}


@cache
def anchors(name):
    """What a link into this page of the chapters' can name."""
    text = (BOOK / "chapters" / name).read_text(encoding="utf-8")
    return set(re.findall(r'\bid="([^"]+)"', text))


def source(mark):
    return mark.get_attribute("aria-description")


@pytest.mark.parametrize("path", CHAPTERS)
def test_every_mark_leads_to_what_holds_it(visit, path):
    page = visit(path, java_script_enabled=False)
    marks = page.locator("a.claim").evaluate_all(
        """all => all.map((a) =>
          [a.getAttribute("aria-description"), a.getAttribute("href")])"""
    )
    assert len(marks) >= 1
    for said, link in marks:
        assert len(said) > 15
        file, _, anchor = link.partition("#")
        assert anchor in anchors(file or path.split("/")[1]), link


@pytest.mark.parametrize("path", ONE)
def test_pointing_at_a_number_shows_where_it_comes_from(visit, path, wide):
    page = visit(path, viewport=wide)
    mark = page.locator("a.claim").first
    mark.scroll_into_view_if_needed()
    assert mark.evaluate(BUBBLE) is None
    mark.hover()
    assert source(mark).split(":")[0] in mark.evaluate(BUBBLE)
    page.keyboard.press("Escape")
    assert mark.evaluate(BUBBLE) is None
    assert page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth"
    ), "the page scrolls sideways"


@pytest.mark.parametrize("path", ONE)
def test_so_does_the_tab_key_and_enter_goes_there(visit, path, wide):
    page = visit(path, viewport=wide)
    mark = page.locator('a.claim[href^="#cell-"]').first
    mark.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # focus as a key gives it, not a script
    assert source(mark).split(":")[0] in mark.evaluate(BUBBLE)
    cell = page.locator(mark.get_attribute("href"))
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash.startsWith('#cell-')")
    box = cell.bounding_box()
    assert -5 < box["y"] < wide["height"]


@pytest.mark.parametrize("path", ONE)
def test_a_tap_goes_there_without_a_script(visit, path):
    page = visit(path, java_script_enabled=False, has_touch=True)
    mark = page.locator('a.claim[href*="claims.html#"]').first
    where = mark.get_attribute("href").split("#")[1]
    mark.tap()
    page.wait_for_url(f"**/claims.html#{where}")
    row = page.locator(f"tr:has(#{where})")
    assert row.count() == 1 and row.is_visible()
    assert source_words(row) in row.inner_text()


def source_words(row):
    """Any of the words that name a way of the ledger."""
    text = row.inner_text()
    ways = ("Computed", "Counted", "Reckoned", "Set in", "Held by", "Cited")
    return next(way for way in ways if way in text)


@pytest.mark.parametrize("kind", ["claim", "glossed"])
def test_esc_hides_a_bubble_on_the_page_of_claims_too(visit, kind):
    page = visit(PAGE)
    mark = page.locator(f"section#errata a.{kind}").first
    mark.hover()
    assert mark.evaluate(BUBBLE) not in (None, "none")
    page.keyboard.press("Escape")
    assert mark.evaluate(BUBBLE) is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_bubble_can_be_read_in_both_themes(visit, theme):
    page = visit(ONE[0], color_scheme=theme)
    mark = page.locator("a.claim").first
    mark.hover()
    ink, paper = mark.evaluate(
        """(mark) => {
          const style = getComputedStyle(mark, "::after");
          const rgb = (c) => c.match(/[0-9.]+/g).slice(0, 3).map(Number);
          return [rgb(style.color), rgb(style.backgroundColor)];
        }"""
    )
    light, dark = sorted(map(luminance, (ink, paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) > 7


def luminance(rgb):
    """Of a colour, as WCAG has it."""
    parts = [v / 255 for v in rgb]
    parts = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
        for v in parts
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_page_of_claims_lists_each_mark_and_leads_back(path):
    text = (BOOK / path).read_text(encoding="utf-8")
    listed = (BOOK / PAGE).read_text(encoding="utf-8")
    marks = re.findall(r'id="(claimed-\d+)"', text)
    assert len(marks) == len(MARK.findall(text)) >= 1
    name = path.split("/")[1]
    for anchor in marks:
        assert f'href="{name}#{anchor}"' in listed, anchor


def test_the_page_of_claims_lists_the_errata_of_all_chapters(visit):
    page = visit(PAGE)
    errata = page.locator("section#errata li")
    items = errata.all_inner_texts()
    for path in CHAPTERS:
        text = (BOOK / path).read_text(encoding="utf-8")
        if 'id="errata"' not in text:
            continue
        name = path.split("/")[1]
        back = errata.locator(f'a[href="{name}#errata"]')
        plain = visit(path, java_script_enabled=False)
        chapter = plain.locator("section#errata > ul > li")
        assert back.count() == chapter.count() > 0
    for theirs in ("#the-notes", "#the-papers", "#our-own"):
        assert page.locator(f"section{theirs} li").count() > 0
    assert len(items) == len(set(items))
