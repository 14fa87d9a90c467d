"""A reader's key on a widget, again and again."""

import re
import time

from keyboard import BY_KEYBOARD
from where import BOOK

from bench import middle

WIDGET = re.compile(r'<figure[^>]*\bdata-widget="([a-z-]+)"')
BACK = {
    "ArrowDown": "ArrowUp",
    "ArrowLeft": "ArrowRight",
    "ArrowRight": "ArrowLeft",
}
WARM = 4  # changes before the first that counts
MOST = 60  # seconds for one widget: WebGPU in software takes up to 6 a change
# keeps every redraw's ms, and every task of the main thread above 50 ms
WATCH = """
window.redraws = [];
window.tasks = [];
let wake = () => {};
document.addEventListener("livenets:drawn", ({ detail }) => {
  window.redraws.push(detail);
  wake();
});
window.drawn = (n) => new Promise((resolve, reject) => {
  const timer = setTimeout(() => reject(new Error("not redrawn")), 60000);
  wake = () => {
    if (window.redraws.length < n) return;
    clearTimeout(timer);
    resolve(window.redraws[n - 1]);
  };
  wake();
});
new PerformanceObserver((list) => window.tasks.push(
  ...list.getEntries().map(({ startTime, duration }) => [startTime, duration]),
)).observe({ type: "longtask", buffered: true });
"""


def widgets(path):
    """The names of a page's widgets, each once."""
    return [*dict.fromkeys(WIDGET.findall((BOOK / path).read_text()))]


class Driven:
    """One widget of a page that was opened with WATCH."""

    def __init__(self, page, name):
        self.page = page
        self.figure = page.locator(f'figure[data-widget="{name}"]').first
        self.control, key = BY_KEYBOARD[name]
        self.keys = key, BACK[key]
        self.focus()

    def focus(self):
        """On the control whose keys are pressed."""
        self.figure.locator(self.control).first.focus()

    def change(self, i):
        """The `i`th key, there and back: the detail of its redraw."""
        seen = self.page.evaluate("window.redraws.length")
        self.page.keyboard.press(self.keys[i % 2])
        return self.page.evaluate(f"window.drawn({seen + 1})")

    def opened(self, file, count):
        """As `trials`, of a file that is picked `count` times."""
        field = self.figure.locator('input[type="file"]')

        def pick(_i):
            seen = self.page.evaluate("window.redraws.length")
            field.set_input_files(file)
            return self.page.evaluate(f"window.drawn({seen + 1})")

        return self.trials(count, pick)

    def trials(self, count, change=None):
        """ms from a key to the last pixel, and the longest task meanwhile."""
        change = change or self.change
        for i in range(WARM):
            change(i)
        start = self.page.evaluate("performance.now()")
        found, until = [], time.monotonic() + MOST
        while len(found) < count and time.monotonic() < until:
            found.append(change(len(found)))
        tasks = [d for at, d in self.tasks() if at >= start]
        return {
            "engine": found[-1]["engine"],
            **middle([detail["ms"] for detail in found]),
            "tasks above 50 ms": len(tasks),
            "longest task": round(max(tasks, default=0)),
        }

    def tasks(self):
        """(start, ms) of the long tasks, told a little after they end."""
        self.page.wait_for_timeout(200)
        return self.page.evaluate("window.tasks")
