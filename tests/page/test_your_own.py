"""A reader's own network in the built page: dead, and alive."""

import pytest
from page.acts import figure
from where import BOOK

PAGE = "chapters/your_own.html"


@pytest.fixture
def page(visit):
    if not (BOOK / PAGE).exists():
        pytest.fail(f"No {PAGE}: run 'make book' first.")
    return visit(PAGE)


def reads(page, drawn, which, picture):
    """What the widget says of a picture, once it is drawn."""
    widget = figure(page, "feature-maps").nth(which)
    choose = widget.locator("select").first
    if which == 0:
        detail = drawn(
            page, "feature-maps", lambda: choose.select_option(picture)
        )
        assert detail["engine"] == "wasm"
    else:
        choose.select_option(picture)
    widget.locator(".status", has_text="Computed by").wait_for(timeout=60_000)
    page.wait_for_timeout(1000)
    said = widget.locator("figcaption").text_content()
    assert f"“{picture}”" in said
    return said.partition("” ")[2].partition(" Empty maps: ")[0]


def test_the_dead_network_gives_one_answer_whatever_it_is_shown(page, drawn):
    first = reads(page, drawn, 0, "bus")
    assert reads(page, drawn, 0, "penguin") == first


def test_the_other_network_tells_pictures_apart(page, drawn):
    first = reads(page, drawn, 1, "bus")
    assert "reads: vehicle" in first
    assert reads(page, drawn, 1, "penguin") != first
