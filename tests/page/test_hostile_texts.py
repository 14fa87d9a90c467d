"""Hostile and clumsy texts in the page: read or told, and no script."""

import json
import re
from urllib.parse import quote

import pytest
from corpus import CLUMSY, PAYLOADS
from page.acts import figure, until, untouched
from where import BOOK

from livenets.book import place

PAGE = "chapters/convolution.html"
SIZE = (1280, 720)
TEXTS = "chapters/lstm.html"


def test_every_text_that_is_typed_for_an_emoji_is_read_or_told(page):
    emoji = page.locator("figure input.emoji").first
    requests = list(page.requests)
    for text in (*PAYLOADS, *CLUMSY):
        ms = emoji.evaluate(
            """(field, text) => {
              field.value = text;
              const start = performance.now();
              field.dispatchEvent(new Event("input", { bubbles: true }));
              return performance.now() - start;
            }""",
            text,
        )
        assert ms <= 1000, text[:20]
    page.wait_for_timeout(100)
    untouched(page, requests)


FILL = """([figure, text]) => {
  const field = figure.querySelector("textarea");
  field.value = text;
  const start = performance.now();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return [performance.now() - start, field.value.length];
}"""


def test_every_text_is_read_or_told_by_a_network(visit):
    page = visit(TEXTS)
    gates = figure(page, "gates")
    field = gates.locator("textarea:visible")
    field.fill("To be")
    until(page, "live")
    requests = list(page.requests)
    told = gates.locator(".told").first
    for text in (*PAYLOADS, *CLUMSY):
        ms, kept = page.evaluate(FILL, [gates.element_handle(), text])
        assert ms <= 1000, text[:20]
        said = told.text_content()
        if len(text) > 300 * 8:
            assert "at most 300 are read here" in said and kept >= len(text)
        elif strange(text):
            assert "has never seen" in said, text[:20]
    page.wait_for_timeout(1000)
    assert gates.get_attribute("data-state") == "live"
    untouched(page, requests)


def strange(text):
    return any(ord(char) > 0x2000 for char in text) and len(text) < 300


PLACES = [
    (PAGE, "#{}"),
    (PAGE, "#livenets={}"),
    (PAGE, "?highlight={}"),
    ("search.html", "?q={}"),
]


@pytest.mark.parametrize(("path", "place"), PLACES)
def test_no_address_makes_a_script(visit, host, path, place):
    page = visit(path)
    for payload in PAYLOADS[:4]:
        page.goto("about:blank")
        page.goto(f"{host}/{path}{place.format(quote(payload))}")
        page.wait_for_timeout(300)
        assert page.evaluate("typeof hacked") == "undefined", payload
    page.problems.clear()


def test_no_text_of_a_notebook_makes_a_script(visit):
    """Traits and words with payloads, put into a page as the book does."""
    page = visit(TEXTS)
    text = (BOOK / TEXTS).read_text()
    old = re.search(r'<script type="application/json">(.*?)</script>', text)
    needs = json.loads(old[1])
    evil = "".join(PAYLOADS)
    readers = needs["traits"]["readers"]
    for name in list(readers):
        for unit in readers[name]["units"]:
            unit["name"] = evil
        needs["traits"]["texts"][name] = evil[:200]
    for trait in ("readers", "networks", "texts"):
        its = needs["traits"][trait]
        its[evil] = its.pop(next(iter(its)))
    needs["traits"]["network"] = evil
    made = place(
        {**needs, "widget": "gates", "alt": evil, "picture": "x.png"},
        "../_static/livenets/",
    )
    body = text.replace(
        text[text.index('<div class="livenets-mount">') : old.end()], made
    )
    page.route(
        "**/lstm.html",
        lambda route: route.fulfill(body=body, content_type="text/html"),
    )
    page.reload()
    page.wait_for_load_state("networkidle")
    gates = figure(page, "gates")
    assert "<script>hacked" in gates.locator("select").first.text_content()
    assert page.evaluate("typeof hacked") == "undefined"
    assert page.locator("figure [onerror], figure [onload]").count() == 0
    page.problems.clear()
