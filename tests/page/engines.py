"""Run a network of a page by the page's own engine."""

import json

import numpy as np

RUN = """async ([engine, request]) => {
  const base = new URL("../_static/livenets/", location.href);
  const page = await import(new URL("engine.js", base));
  const inputs = Object.fromEntries(Object.entries(request.inputs)
    .map(([name, v]) => [name, Float32Array.from(v)]));
  const { outputs } = await page.engine.run(
    { ...request, inputs, provider: engine }, () => {});
  return Object.fromEntries(
    Object.entries(outputs).map(([name, v]) => [name, Array.from(v)]));
}"""


def cards(page, widget):
    """The networks of the page's widgets of that name."""
    mount = f'.livenets-mount:has(figure[data-widget="{widget}"])'
    found = {}
    for text in page.locator(f"{mount} script").all_text_contents():
        found |= json.loads(text)["traits"]["networks"]
    return found


def agree(found, wanted):
    """Every watched output is PyTorch's, to 1e-4."""
    assert set(found) == set(wanted)
    off = {
        name: np.abs(np.array(found[name]) - np.asarray(y).ravel()).max()
        for name, y in wanted.items()
    }
    assert max(off.values()) <= 1e-4, off
