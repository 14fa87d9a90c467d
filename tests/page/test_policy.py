"""The Content-Security-Policy: in every page, and good for something.

That pages keep it while they are used, each visit tells: what it refuses is an
error in the console.
"""

import re
from types import SimpleNamespace

import pytest
from page.test_book import PAGES
from where import BOOK

from livenets import policy as guarding

POLICY = re.compile(
    r'<head>\s*<meta http-equiv="Content-Security-Policy" content="([^"]+)"'
)
NOTE = """addEventListener("securitypolicyviolation", (e) =>
  (window.refused ??= []).push(`${e.violatedDirective} ${e.blockedURI}`))"""
INJECT = """() => {
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.head.append(script);
  document.body.insertAdjacentHTML("beforeend",
    "<img src='x:' onerror='window.ran = true' style='position: fixed'>");
}"""


def inline(text):
    """What would run or style from within the text of a page."""
    scripts = re.findall(r"<script[^>]*>", text)
    return [s for s in scripts if "src=" not in s and "/json" not in s] + (
        re.findall(r'<style|\sstyle="|\son[a-z]+="', text)
    )


def test_a_page_of_an_earlier_build_is_guarded_once(tmp_path):
    builder = SimpleNamespace(name="html")
    app = SimpleNamespace(builder=builder, outdir=tmp_path)
    page = tmp_path / "a.html"
    page.write_text('<html><head></head><p style="top: 0">x</p></html>')
    guarding.guard(app, None)
    once = page.read_text()
    assert POLICY.search(once) and inline(once) == []
    guarding.guard(app, None)
    assert page.read_text() == once


@pytest.mark.parametrize("path", PAGES)
def test_a_page_begins_with_a_policy_that_names_no_other_host(path):
    text = (BOOK / path).read_text()
    policy = POLICY.search(text)[1]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert rules["style-src"] == "'self'"
    assert "unsafe-inline" not in policy and "//" not in policy
    assert inline(text) == []


def test_a_script_or_style_that_gets_into_a_page_does_nothing(host, chromium):
    context = chromium.new_context()
    context.add_init_script(NOTE)
    page = context.new_page()
    page.goto(f"{host}/chapters/index.html")
    page.evaluate(INJECT)
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    refused = " ".join(page.evaluate("window.refused"))
    for rule in ("script-src-elem", "script-src-attr", "style-src-attr"):
        assert rule in refused
    context.close()


def test_the_themes_buttons_do_what_their_handlers_did(visit):
    page = visit(
        "chapters/index.html", viewport={"width": 1250, "height": 900}
    )
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator(".dropdown-download-buttons > button").click()
    page.locator("[data-do=print]").click()
    assert page.evaluate("window.printed")
    page.locator("[data-do=toggleFullScreen]").click()
    page.wait_for_function("() => document.fullscreenElement")
    page.locator("[data-do=toggleFullScreen]").click()
    page.wait_for_function("() => !document.fullscreenElement")
