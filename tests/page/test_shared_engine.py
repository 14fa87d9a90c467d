"""Widgets share one engine: the latest input wins, and all are told."""

import re

import pytest
from pad import PAGE, maps, stroke
from page.acts import figure, until
from page.faults import ENGINE, LSTM, MOUNT, kill
from where import BOOK


@pytest.fixture
def crowd(visit):
    """LeNet's page with its widget twice, and the gates besides."""
    page = visit(PAGE)
    text = (BOOK / PAGE).read_text()
    one, other = (
        MOUNT.search((BOOK / path).read_text())[0] for path in (PAGE, LSTM)
    )
    body = text.replace(one, one + one + other)
    page.route(
        f"**/{PAGE}",
        lambda route: route.fulfill(body=body, content_type="text/html"),
    )
    page.reload()
    page.wait_for_function(
        """() => document.querySelectorAll("figure.livenets figcaption")
          .length === 3"""
    )
    page.requests.clear()
    return page


def test_widgets_share_one_engine_and_each_gets_its_own(crowd):
    page = crowd
    figures = page.locator("figure.livenets")
    digits, gates = (figures.nth(i) for i in (1, 2))
    for key in ("1", "7"):  # both ask, again and again, before any answer
        page.evaluate(
            """(value) => {
              const digits = [...document.querySelectorAll("figure.livenets")];
              for (const figure of digits.slice(0, 2)) {
                const pick = figure.querySelector(".padbox ~ * select");
                pick.value = figure === digits[0] ? value : "3";
                pick.dispatchEvent(new Event("change"));
              }
              const field = digits[2].querySelector("textarea");
              field.value += value;
              field.dispatchEvent(new Event("input"));
            }""",
            key,
        )
        for widget in (digits, gates):
            said = widget.locator(".status").text_content()
            assert re.match("Loading|Starting|Computed", said), said
    page.wait_for_function(
        """() => [...document.querySelectorAll("figure.livenets")]
          .every((figure) => figure.dataset.state === "live")""",
        timeout=60_000,
    )
    page.wait_for_timeout(1500)
    said = figures.locator("figcaption").all_text_contents()
    for i in range(2):  # each read its own digit, the last that was picked
        picked = figures.nth(i).locator(".padbox ~ * select option:checked")
        assert f"reads a {picked.text_content()} " in said[i]
    assert said[0] != said[1]
    text = figures.nth(2).locator("textarea:visible").input_value()
    shown = figures.nth(2).locator(".letters span")
    # of figures the network has never seen any
    assert text.endswith("17") and shown.count() == len(text) - 2
    names = [url.rsplit("/", 1)[-1] for url in page.requests]
    assert len(page.workers) == 1
    assert [names.count(name) for name in (ENGINE, "worker.js")] == [1, 1]


def test_when_the_engine_ends_every_widget_is_told(crowd):
    page = crowd
    page.route("**/*.onnx", lambda route: None)
    figures = page.locator("figure.livenets")
    with page.expect_request("**/*.onnx"):
        for i in range(2):
            figures.nth(i).get_by_role("button", name="Clear").click()
    kill(page)
    page.wait_for_function(
        """() => [...document.querySelectorAll("figure.livenets")].slice(0, 2)
          .every((figure) => figure.dataset.state === "failed")"""
    )
    page.unroute("**/*.onnx")
    for i in range(2):
        figures.nth(i).get_by_role("button", name="Try again").click()
    page.wait_for_function(
        """() => [...document.querySelectorAll("figure.livenets")].slice(0, 2)
          .every((figure) => figure.dataset.state === "live")"""
    )
    assert len(page.workers) == 1


COUNTED = """() => {
  window.asked = 0;
  const send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...more) {
    if (message?.inputs) asked += 1;
    return send.call(this, message, ...more);
  };
}"""
MOVES = """(values) => {
  const range = document.querySelector('figure input[type="range"]');
  for (const value of values) {
    range.value = value;
    range.dispatchEvent(new Event("input"));
  }
}"""


def test_of_a_hundred_changes_the_latest_is_drawn(visit, drawn):
    page = visit(PAGE)
    drawn(page, "draw-digit", lambda: page.evaluate(MOVES, [3]))
    wanted = maps(page)
    page.evaluate(COUNTED)
    page.evaluate(MOVES, [*[i % 13 - 6 for i in range(100)], -6, 3])
    page.wait_for_timeout(1500)
    assert page.evaluate("asked") <= 3, "what was out of date was not run"
    assert maps(page) == wanted


def test_a_page_that_was_frozen_and_hidden_goes_on(visit, drawn):
    page = visit(PAGE)
    session = page.context.new_cdp_session(page)
    page.evaluate(MOVES, [2])  # asked, and the engine begins to load
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    other = page.context.new_page()
    other.goto("about:blank")
    other.bring_to_front()
    other.wait_for_timeout(3000)
    other.close()
    session.send("Page.setWebLifecycleState", {"state": "active"})
    until(page, "live")
    before = maps(page)
    drawn(page, "draw-digit", lambda: page.evaluate(MOVES, [-4]))
    assert maps(page)[1:] != before[1:]


def test_a_page_that_is_come_back_to_has_what_was_drawn(visit, drawn):
    page = visit(PAGE)
    drawn(page, "draw-digit", lambda: stroke(page))
    page.goto("about:blank")
    page.go_back()
    page.wait_for_load_state("networkidle")
    detail = drawn(page, "draw-digit", lambda: stroke(page, 0.3))
    assert detail["engine"] == "wasm"


def test_the_network_that_a_reader_chose_comes_back(visit, drawn):
    page = visit(LSTM, viewport={"width": 1250, "height": 1600})
    gates = figure(page, "gates")
    pick, field = gates.locator("select").first, gates.locator("textarea")
    drawn(page, "gates", lambda: pick.select_option("Tang 唐詩"))
    page.workers[0].evaluate("() => { onmessage = () => self.close(); }")
    gates.locator("textarea:visible").fill("白日依山盡")
    gates.get_by_role("button", name="Try again").wait_for()
    assert gates.get_attribute("data-state") == "failed"
    again = gates.get_by_role("button", name="Try again")
    drawn(page, "gates", again.click)
    assert pick.input_value() == "Tang 唐詩"
    assert gates.locator("textarea:visible").input_value() == "白日依山盡"
    assert gates.locator(".letters span").count() == 5
    assert field.count() == 2
