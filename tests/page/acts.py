"""What a reader does in a page, and what is then seen there."""

import numpy as np
import torch

from livenets import data
from livenets.widgets.pictures import planes

MOVE = """(range, value) => {
  range.value = value;
  range.dispatchEvent(new Event("input", { bubbles: true }));
}"""
WASM_REFUSED = "script-src 'self'; worker-src 'self'"  # no wasm-unsafe-eval


def figure(page, name):
    """The page's widgets of that name, most often one."""
    return page.locator(f'figure[data-widget="{name}"]')


def control(widget, label, kind="select"):
    """The control that stands in the label with these words."""
    return widget.locator(f'label:has(> span:text-is("{label}")) > {kind}')


def move(range_, value):
    """Move a range there, as a reader's hand does."""
    range_.evaluate(MOVE, str(value))


def slide(widget, label, value):
    move(control(widget, label, "input"), value)


def said(page, widget):
    page.wait_for_timeout(700)  # it is told once the reader pauses
    return widget.locator("figcaption").text_content()


def settled(page, widget, text):
    """Wait until the summary has `text`; the summary."""
    widget.locator("figcaption").get_by_text(text).wait_for(timeout=60_000)
    return said(page, widget)


def number(text):
    """A number as it is shown: with a true minus, or in brackets."""
    return float(text.replace("−", "-").strip("()"))


def shares(widget):
    """The bars' numbers, as shares of 1."""
    texts = widget.locator(".scores > div > span:last-child")
    found = [float(t.split()[0]) for t in texts.all_text_contents()]
    return np.array(found) / 100


def emoji(name="bus"):
    """A picture as PyTorch gets it: (1, 3, 64, 64), in [0, 1]."""
    test = data.emoji10(64).test
    return torch.from_numpy(planes(test.pixels[list(test.names).index(name)]))


def quick(drawn, page, name, key, times):
    """The median ms from `key` to what is drawn."""
    found = [
        drawn(page, name, lambda: page.keyboard.press(key))["ms"]
        for _ in range(times)
    ]
    return np.median(found)


def refuse_wasm(page):
    """As a host does whose policy lets no worker compile."""

    def refuse(route):
        reply = route.fetch()
        headers = {**reply.headers, "content-security-policy": WASM_REFUSED}
        route.fulfill(response=reply, headers=headers)

    page.route("**/worker.js", refuse)


def until(page, state, timeout=30_000):
    """Wait until the page's first widget is in this state."""
    page.wait_for_function(
        """(state) => document.querySelector("figure.livenets")
          .dataset.state === state""",
        arg=state,
        timeout=timeout,
    )


def untouched(page, requests):
    """No script ran and nothing was asked for."""
    assert page.evaluate("typeof hacked") == "undefined"
    assert page.requests == requests
    assert page.locator("figure script, figure [onerror]").count() == 0
