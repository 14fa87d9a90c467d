"""The ladder's widget under a reader's hands."""

import json
import re

import numpy as np
import pytest
import torch
from page.acts import figure
from page.rungs import choose, picture, same, shown, timed, torchs

from livenets import side_by_side
from livenets.probe import probe

PAGE = "chapters/ladder.html"
FACTS = side_by_side.facts()
SPY = """() => {
  window.drawings = [];
  document.addEventListener("livenets:drawn",
    ({ detail }) => window.drawings.push(detail));
}"""


@pytest.fixture
def widget(page):
    return figure(page, "ladder")


def test_stored_and_live_rows_are_torchs(page, widget, drawn):
    same(shown(widget), torchs(picture("bus")))
    assert "It is: vehicle" in widget.locator(".verdict").text_content()
    detail = drawn(page, "ladder", lambda: choose(widget, "watermelon"))
    assert detail["engine"] == "wasm"
    same(shown(widget), torchs(picture("watermelon")))
    rows = widget.locator(".company").all_text_contents()
    assert rows[0] == "alone, right"
    assert sum(text.endswith("right") for text in rows) == 1


def test_every_score_is_torchs(page, widget):
    run = """async ([name, x]) => {
      const base = new URL("../_static/livenets/", location.href);
      const { engine } = await import(new URL("engine.js", base));
      const card = [...document.querySelectorAll(
        ".livenets-mount script")].map((s) => JSON.parse(s.textContent))
        .find(({ traits }) => traits.facts).traits.networks[name];
      const { outputs } = await engine.run({ card, watch: ["output"],
        inputs: { input: Float32Array.from(x) }, provider: "wasm" }, () => {});
      return Array.from(outputs.output);
    }"""
    x = picture("penguin")
    for name, net in side_by_side.networks().items():
        found = page.evaluate(run, [name, x.ravel().tolist()])
        wanted = probe(net, torch.from_numpy(x)).output[0].numpy()
        assert np.abs(np.array(found) - wanted).max() <= 1e-4, name


def test_no_time_is_stored_and_all_are_measured(page, widget):
    cells = widget.locator(".ms span")
    assert cells.all_text_contents() == ["–"] * 10
    option = widget.locator('option[value="ms"]')
    assert option.is_disabled()
    assert re.search(
        r"loads all 10 networks, \d\.\d MB", widget.text_content()
    )
    choose(widget, "coffee")
    times = timed(widget)
    assert all(0 < ms < 1000 for ms in times.values())
    assert "A layer costs about" in widget.locator(".clock").text_content()
    widget.get_by_label("Order by").select_option("ms")
    assert list(timed(widget).values()) == sorted(times.values())


def test_a_ninth_of_the_macs_is_no_ninth_of_the_time(page, widget):
    """The least of several: other work on the machine only adds."""
    choose(widget, "coffee")
    found = [timed(widget)]
    for _ in range(4):
        widget.get_by_role("button", name="Time them again").click()
        assert widget.locator(".ms span").first.text_content() == "–"
        found.append(timed(widget))
    small, large = (
        min(times[name] for times in found)
        for name in ("MobileNetV3", "ResNet-18")
    )
    ninth = FACTS["MobileNetV3"]["macs"] / FACTS["ResNet-18"]["macs"]
    assert ninth == pytest.approx(1 / 9, abs=0.01)
    assert small > 2 * ninth * large


def test_the_latest_picture_wins_and_rows_are_never_mixed(page, widget):
    page.evaluate(SPY)
    choose(widget, "coffee")
    timed(widget)
    page.evaluate("window.drawings.length = 0")
    names = ["necktie", "penguin", "orangutan", "chestnut", "broccoli"]
    for name in names:
        choose(widget, name)
    page.wait_for_function("() => window.drawings.length > 0")
    page.wait_for_timeout(500)
    same(shown(widget), torchs(picture("broccoli")))
    assert "It is: plant" in widget.locator(".verdict").text_content()
    assert page.evaluate("window.drawings.length") < len(names)


def test_what_is_typed_while_they_are_timed_is_answered_first(page, widget):
    choose(widget, "coffee")
    widget.locator(".clock", has_text="Timed here: ").wait_for(timeout=60_000)
    choose(widget, "bus")
    times = timed(widget)
    same(shown(widget), torchs(picture("bus")))
    assert all(ms > 0 for ms in times.values())


def test_rows_are_ordered_as_the_reader_wants(page, widget):
    for key, wanted in (
        ("macs", lambda f: f["macs"]),
        ("right", lambda f: -sum(f["right"])),
        ("year", lambda f: f["year"]),
    ):
        widget.get_by_label("Order by").select_option(key)
        found = widget.locator(".who b").all_text_contents()
        assert found == sorted(FACTS, key=lambda n: wanted(FACTS[n])), key
    assert widget.get_attribute("data-state") == "stored"


def test_once_loaded_it_needs_no_network(page, widget):
    choose(widget, "coffee")
    timed(widget)
    page.context.set_offline(True)
    widget.locator("input.emoji").fill("🦊")
    page.wait_for_timeout(1500)
    assert widget.get_attribute("data-state") == "live"
    assert "It is" not in widget.locator(".verdict").text_content()


def test_without_a_network_the_stored_rows_stay_and_can_be_retried(
    page, widget, drawn
):
    page.context.set_offline(True)
    choose(widget, "penguin")
    retry = widget.get_by_role("button", name="Try again")
    retry.wait_for(timeout=30_000)
    assert widget.get_attribute("data-state") == "failed"
    same(shown(widget), torchs(picture("bus")))
    page.context.set_offline(False)
    drawn(page, "ladder", retry.click)
    same(shown(widget), torchs(picture("penguin")))
    page.problems.clear()  # the failed requests were meant


def test_the_table_has_every_network(page, widget, drawn):
    drawn(page, "ladder", lambda: choose(widget, "necktie"))
    widget.locator("details > summary").click()
    page.wait_for_timeout(700)
    rows = widget.locator("tbody tr")
    assert rows.count() == 10
    cells = rows.nth(5).locator("td").all_text_contents()
    assert cells[0] == "ResNet-18" and cells[2] == "clothing"
    assert json.loads(cells[10]) == FACTS["ResNet-18"]["macs"]
