"""The attention widget under a reader's hands."""

import re

import pytest
import torch
from page.acts import control, figure, number, said, until

from livenets import weights
from livenets.alphabet import Alphabet

PAGE = "chapters/transformer.html"
SIZE = (1000, 1000)
NAME = "shakespeare_transformer"


@pytest.fixture
def widget(page):
    return figure(page, "attention")


@pytest.fixture
def ask(page, drawn):
    """`ask(act)`: wait until the network has answered it."""
    return lambda act: drawn(page, "attention", act)


def nats_of(words):
    """What the text needs, now and as trained."""
    found = re.search(r"needs ([\d.]+) nats", words)
    trained = re.search(r"and ([\d.]+) as it was trained", words)
    return number(found[1]), trained and number(trained[1])


def test_a_readers_own_text_is_read_as_torch_reads_it(page, widget, ask):
    text = "Who's there? Who's th"
    ask(lambda: widget.locator("textarea").fill(text))
    card = weights.card(NAME)
    x = torch.from_numpy(Alphabet(card["symbols"]).encode(text))[None]
    logits = weights.load(NAME)(x)
    shares = logits[0, -1].softmax(-1)
    likeliest = card["symbols"][shares.argmax()]
    words = said(page, widget)
    assert f"goes on with “{likeliest}” ({100 * shares.max():.1f} %)" in words
    wanted = torch.nn.functional.cross_entropy(logits[0, :-1], x[0, 1:])
    assert nats_of(words)[0] == pytest.approx(wanted.item(), rel=6e-3)
    assert widget.locator(".strip button").count() == len(text)


def test_the_four_steps_end_at_the_networks_own_weight(page, widget, ask):
    ask(lambda: widget.locator("textarea").fill("To be, or not to be"))
    reads = control(widget, "This character reads")
    reads.select_option("3")
    steps = widget.locator(".inspector button")

    def row(name):
        cells = widget.locator(f'tr:has(th:text-is("{name}")) td')
        return [number(text) for text in cells.all_text_contents()]

    query, key, products = map(row, ("query", "× key", "= product"))
    assert products == pytest.approx(
        [q * k for q, k in zip(query, key, strict=True)], abs=0.05
    )
    total = widget.locator(".sum").last.text_content()
    total = number(re.search(r"add up to (\S+)\.$", total)[1])
    assert sum(products) == pytest.approx(total, abs=0.1)
    steps.nth(1).click()
    score = widget.locator(".sum").text_content()
    score = number(re.search(r"= (\S+)\.$", score)[1])
    assert score == pytest.approx(total / len(query) ** 0.5, abs=0.02)
    steps.nth(2).click()
    cells = widget.locator("tr.chosen td").all_text_contents()
    assert number(cells[1]) == pytest.approx(score, rel=1e-2)
    share = widget.locator(".sum").last.text_content()
    assert number(re.search(r"= (\S+)\.$", share)[1]) == pytest.approx(
        number(cells[3]), rel=1e-2
    )
    weights_shown = widget.locator(".arithmetic tbody td:last-child")
    parts = [number(t) for t in weights_shown.all_text_contents()]
    assert sum(parts) == pytest.approx(1, abs=5e-3)
    steps.nth(3).click()
    assert widget.locator(".vectors").count() >= 3


def test_a_changed_head_is_told_against_the_network_as_trained(
    page, widget, ask
):
    start, _ = nats_of(said(page, widget))
    ask(lambda: control(widget, "This head").select_option("cut"))
    cut, trained = nats_of(said(page, widget))
    assert trained == start != cut
    assert widget.locator('.headmap[data-mode="cut"]').count() == 1
    everywhere = widget.get_by_role("button", name="Do this to all heads")
    ask(everywhere.click)
    none, _ = nats_of(said(page, widget))
    assert none > start + 0.5
    ask(widget.get_by_role("button", name="All as trained").click)
    assert nats_of(said(page, widget)) == (start, None)


def test_places_that_say_nothing_cost_nats(page, widget, ask):
    start, _ = nats_of(said(page, widget))
    for order in ("shuffled", "frozen"):
        ask(lambda o=order: control(widget, "Places").select_option(o))
        now, trained = nats_of(said(page, widget))
        assert trained == start and now > start + 0.5, order


def test_a_character_is_chosen_by_keys_and_by_a_click(page, widget):
    strip = widget.locator(".strip")
    strip.locator("button").nth(4).click()
    assert " at 4 reads most of" in said(page, widget)
    page.keyboard.press("ArrowRight")
    assert " at 5 reads most of" in said(page, widget)
    tinted = strip.locator("button").evaluate_all(
        "all => all.map(b => Number(getComputedStyle(b).backgroundColor"
        ".match(/[\\d.]+\\)$/)?.[0].slice(0, -1) ?? 1))"
    )
    assert any(tinted[:6]) and not any(tinted[6:])
    strip.locator("button").nth(2).hover()
    assert strip.locator("button").nth(3).get_attribute("class") == "later"
    widget.locator(".mapview").focus()
    page.keyboard.press("ArrowDown")
    assert " at 6 reads most of" in said(page, widget)


def test_a_head_is_chosen_by_keys(page, widget, ask):
    maps = widget.locator(".headmap")
    now = widget.locator('.headmap[aria-pressed="true"]')
    now.focus()
    here = int(
        now.evaluate("b => [...b.parentNode.children].indexOf(b).toString()")
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    there = (here + 5) % maps.count()
    assert maps.nth(there).evaluate("b => b === document.activeElement")
    ask(lambda: page.keyboard.press("Enter"))
    assert maps.nth(there).get_attribute("aria-pressed") == "true"
    assert f"layer {there // 4}, head {there % 4}" in said(page, widget)


def test_unknown_and_too_many_characters_are_told(page, widget, ask):
    field = widget.locator("textarea")
    ask(lambda: field.fill("a € b"))
    assert "never seen “€”" in widget.locator(".told").text_content()
    assert widget.locator(".strip s").text_content() == "€"
    assert widget.locator(".strip button").count() == 4
    before = said(page, widget)
    field.fill("word " * 13)
    words = widget.locator(".told").text_content()
    assert "65 characters, and at most 64" in words and "kept" in words
    assert field.input_value() == "word " * 13
    field.fill("")
    assert "Type two characters" in said(page, widget) != before


def test_the_stored_picture_stays_whole_when_the_engine_fails(page, widget):
    page.route("**/worker.js", lambda route: route.abort())
    widget.locator("textarea").fill("Another text")
    until(page, "failed")
    text = widget.locator(".strip").text_content()
    assert text.startswith("To-morrow"), "what is drawn is what is named"
    assert widget.locator("textarea").input_value() == "Another text"
    page.problems.clear()


def test_typing_is_quick(page, widget, ask):
    field = widget.locator("textarea")
    ask(lambda: field.fill("O Romeo, "))
    field.focus()
    page.keyboard.press("End")
    times = [
        ask(lambda c=c: page.keyboard.type(c))["ms"] for c in "Romeo! where"
    ]
    assert sorted(times)[len(times) // 2] < 300
    assert widget.locator(".strip").text_content().endswith("Romeo!␣where")
