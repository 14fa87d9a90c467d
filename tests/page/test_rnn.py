"""The RNN chapter's widgets under a reader's hands."""

import re

import pytest
from page.acts import figure, number, said

PAGE = "chapters/rnn.html"


@pytest.fixture
def surname(page):
    return figure(page, "surname")


@pytest.fixture
def units(page):
    return figure(page, "three-units")


def typed(page, drawn, surname, text):
    field = surname.locator("input.typed")
    drawn(page, "surname", lambda: field.fill(text))
    return said(page, surname)


def test_each_key_adds_a_column_and_the_last_letter_can_turn_it(
    page, drawn, surname
):
    before = typed(page, drawn, surname, "Jovanovi")
    assert surname.locator(".board-letters button").count() == 8
    drawn(page, "surname", lambda: page.keyboard.type("ć"))
    assert surname.locator(".board-letters button").count() == 9
    after = said(page, surname)
    assert "“Jovanović” reads as Croatian (98" in after
    share = float(re.search(r"reads as \w+ \((.+?) %", before)[1])
    assert share < 90


def test_an_unknown_letter_is_shown_and_told(page, drawn, surname):
    typed(page, drawn, surname, "Dvořák")
    assert "never seen “ř”" in surname.locator(".told").text_content()
    odd = surname.get_by_role("button", name="“ř”, is unknown")
    assert odd.is_disabled()
    assert surname.locator(".board-letters button").count() == 6
    numbers = surname.locator(".letterboard .small").last.locator("span")
    assert numbers.nth(3).text_content() == ""


def test_a_long_text_is_refused_and_kept_and_nothing_at_all_is_told(
    page, drawn, surname
):
    typed(page, drawn, surname, "Novák")
    field = surname.locator("input.typed")
    field.fill("a" * 31)
    assert "at most 30" in surname.locator(".told").text_content()
    assert field.input_value() == "a" * 31
    assert "“Novák”" in said(page, surname)
    field.fill("")
    assert "Nothing is read yet" in said(page, surname)
    assert "reads as" in typed(page, drawn, surname, "Li")


def test_after_it_is_emptied_only_what_follows_counts(page, drawn, surname):
    alone = typed(page, drawn, surname, "ski")
    whole = typed(page, drawn, surname, "Kowalski")
    surname.get_by_role("button", name="letter 5, ").click()
    empty = surname.get_by_role("button", name="Empty the state")
    drawn(page, "surname", empty.click)
    cut = said(page, surname)
    verdict = r"reads as (\w+ \(.+? %\))"
    assert re.search(verdict, cut)[1] == re.search(verdict, alone)[1]
    assert re.search(verdict, cut)[1] != re.search(verdict, whole)[1]
    assert "emptied after letter 5, “l”" in cut
    free = re.search(r"With nothing turned: (.+?)\. ", cut)[1]
    assert free == re.search(verdict, whole)[1]
    drawn(page, "surname", surname.get_by_text("Turn nothing").click)
    assert re.search(verdict, said(page, surname))[0] in whole


def test_a_silenced_unit_is_0_at_every_letter(page, drawn, surname):
    typed(page, drawn, surname, "Novák")
    surname.locator('input[type="range"]').fill("12")
    button = surname.get_by_role("button", name="Silence this unit")
    drawn(page, "surname", button.click)
    text = said(page, surname)
    assert "Silenced: unit 12." in text
    assert "Unit 12 went from 0 to 0." in text


def test_the_lstm_reads_the_same_name(page, drawn, surname):
    typed(page, drawn, surname, "Virtanen")
    first = said(page, surname)
    network = surname.locator("select").nth(1)
    drawn(page, "surname", lambda: network.select_option("surname_lstm"))
    other = said(page, surname)
    assert "“Virtanen” reads as Finnish" in other and other != first


@pytest.mark.parametrize(
    ("name", "language"),
    [("García", "Spanish"), ("Garcia", "Italian"), ("Smith", "German")],
)
def test_the_names_of_the_chapter_read_as_it_says(
    page, drawn, surname, name, language
):
    assert f"reads as {language}" in typed(page, drawn, surname, name)


def test_letters_are_walked_with_the_arrow_keys(page, drawn, surname):
    typed(page, drawn, surname, "Novák")
    surname.locator(".board-letters button").last.focus()
    page.keyboard.press("ArrowLeft")
    assert "After letter 4, “á”" in said(page, surname)


def field(units, name):
    return units.get_by_label(name, exact=True)


def test_the_radius_decides_whether_a_nudge_fades(page, units):
    slider = units.locator('input[type="range"]').first
    units.locator("select").nth(1).select_option("none")
    slider.fill("0.5")
    assert "it fades" in said(page, units)
    slider.fill("1.5")
    text = said(page, units)
    assert "spectral radius 1.5." in text and "it explodes" in text
    units.locator("select").nth(1).select_option("tanh")
    assert "spectral radius 1.5." in said(page, units)


def test_every_product_is_seen_and_a_weight_changes_it(page, units):
    units.get_by_role("button", name="Next moment").click()
    weight = field(units, "weight of unit 1 for unit 2")
    weight.fill("2")
    cell = weight.locator("xpath=..").locator("span").text_content()
    state, result = (
        number(v) for v in re.fullmatch(r"· (.+) = (.+)", cell).groups()
    )
    assert result == pytest.approx(2 * state, rel=0.02)
    weight.fill("")
    assert weight.get_attribute("aria-invalid") == "true"
    assert cell == weight.locator("xpath=..").locator("span").text_content()


def test_an_input_is_changed_by_a_press_and_no_radius_no_slider(page, units):
    units.get_by_role("button", name="input of moment 3 is 0").click()
    assert units.locator("select").first.input_value() == "own"
    for i in (1, 2, 3):
        for j in (1, 2, 3):
            field(units, f"weight of unit {i} for unit {j}").fill("0")
    assert units.locator('input[type="range"]').first.is_disabled()
    assert "nothing to scale" in units.locator(".status").text_content()
