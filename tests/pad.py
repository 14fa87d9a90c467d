"""A reader's hand on LeNet's drawing pad."""

from playwright.sync_api import TimeoutError

PAGE = "chapters/lenet.html"


def figure_of(page):
    return page.locator('figure[data-widget="draw-digit"]').first


def stroke(page, x=0.5):
    """A vertical stroke on the pad, in three moves."""
    pad = figure_of(page).locator("canvas.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    across = box["x"] + x * box["width"]
    page.mouse.move(across, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(across, box["y"] + 180, steps=3)
    page.mouse.up()


def states_until(page, wanted, act):
    """Do `act()`, wait for the state, return the status sentence."""
    act()
    figure = figure_of(page)
    status = figure.locator(".status")
    try:
        page.wait_for_function(
            """(state) => document.querySelector("figure.livenets")
                 .dataset.state === state""",
            arg=wanted,
            timeout=20_000,
        )
    except TimeoutError as error:
        raise AssertionError(f"{wanted}? {status.text_content()}") from error
    return status.text_content()


def maps(page):
    """What the pad and the first layers show, as addresses of pictures."""
    pictures = figure_of(page).locator("canvas")
    return pictures.evaluate_all(
        "all => all.slice(0, 8).map((c) => c.toDataURL())"
    )
