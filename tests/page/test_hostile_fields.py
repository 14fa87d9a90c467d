"""Hostile texts in every field of every page, and in what a browser keeps."""

import json

import pytest
from corpus import CLUMSY, PAYLOADS
from page.acts import untouched
from page.test_book import CHAPTERS

# of a kind each, since every field of the book is tried
TEXTS = [*PAYLOADS, *(t for t in CLUMSY if len(t) < 2000), "x" * 1_000_000]
# fills each field and tells the listeners; [field, text] of what is slow
FILL = """async (texts) => {
  const slow = [];
  const fields = [...document.querySelectorAll(
    'main input:not([type=range], [type=file], [type=checkbox],'
    + ' [type=radio], [type=number]), main textarea')];
  for (const [i, field] of fields.entries()) {
    const before = field.value;
    for (const text of [...texts, before]) {
      const start = performance.now();
      field.value = text;
      for (const type of ["input", "change"]) {
        field.dispatchEvent(new Event(type, { bubbles: true }));
      }
      field.form?.requestSubmit();
      if (performance.now() - start > 1000) {
        slow.push([i, field.className, text.slice(0, 20)]);
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return { fields: fields.length, slow };
}"""
WITH_FIELDS = [p for p in CHAPTERS if p != "chapters/index.html"]
STATES = """() => [...document.querySelectorAll("figure.livenets")]
  .map((figure) => figure.dataset.state)"""


@pytest.mark.parametrize("path", WITH_FIELDS)
def test_no_text_in_any_field_makes_a_script_or_takes_a_second(visit, path):
    page = visit(path)
    requests = list(page.requests)
    found = page.evaluate(FILL, TEXTS)
    assert found["fields"] and found["slow"] == []
    page.wait_for_timeout(500)
    assert "failed" not in page.evaluate(STATES)
    ours = "/_static/livenets/"  # the engine and networks, wanted now
    late = page.requests[len(requests) :]
    page.requests[:] = requests + [url for url in late if ours not in url]
    untouched(page, requests)
    assert page.url.endswith(path)


KEPT = [
    *PAYLOADS,
    *('{"convolution-resnet-side": {"a": 1}}', "[]", "5", "null", "{"),
]


def test_nothing_that_the_browser_kept_makes_a_script(visit):
    page = visit("chapters/convolution.html")
    name = "livenets:checks:chapters/convolution"
    first = page.locator("form.livenets-check").first
    field = first.get_attribute("data-check")
    for text in [*KEPT, *(json.dumps({field: p}) for p in PAYLOADS)]:
        page.evaluate("([k, v]) => localStorage.setItem(k, v)", [name, text])
        page.reload()
        page.locator(".livenets-progress").wait_for()
        assert page.evaluate("typeof hacked") == "undefined", text
        assert page.locator("main [onerror], main [onload]").count() == 0
