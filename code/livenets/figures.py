"""What a plot shows, read off the plot: a second half of its alt text.

The author says in a sentence what a figure means; here its numbers are told,
from the data that was drawn. While the book is built, each figure's PNG has
this with it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

MOST = 8  # lines, bars or clouds that are told of one panel


def number(x: float) -> str:
    """Three significant digits, a true minus sign."""
    return f"{float(x):.3g}".replace("-", "−")


def named(artist: Any) -> str:
    """An artist's label, or nothing where matplotlib made one up."""
    label = str(artist.get_label())
    return "" if label.startswith("_") else f"{label} "


def line(artist: Any) -> str:
    """One line: where it begins and ends, and how far it goes between."""
    x = np.asarray(artist.get_xdata(), dtype=float)
    y = np.asarray(artist.get_ydata(), dtype=float)
    seen = np.isfinite(x) & np.isfinite(y)
    x, y = x[seen], y[seen]
    name = named(artist) or "a line "
    if not len(y):
        return ""
    if (y == y[0]).all():
        return f"{name}level at {number(y[0])}"
    ends = (
        f"{name}from {number(y[0])} at {number(x[0])}"
        f" to {number(y[-1])} at {number(x[-1])}"
    )
    low, high = y.min(), y.max()
    if {low, high} <= {y[0], y[-1]}:
        return ends
    return f"{ends}, between {number(low)} and {number(high)}"


def bars(container: Any) -> str:
    """A group of bars: each height, or their range where there are many."""
    heights = [bar.get_height() for bar in container]
    name = named(container)
    if len(heights) <= MOST:
        return f"{name}bars of {', '.join(map(number, heights))}"
    low, high = number(min(heights)), number(max(heights))
    return f"{name}{len(heights)} bars from {low} to {high}"


def picture(artist: Any) -> str:
    """A map of numbers: its size and its range."""
    values = np.ma.masked_invalid(artist.get_array())
    size = f"a map of {values.shape[0]} × {values.shape[1]}"
    if values.ndim == 3 or not values.count():
        return size
    return f"{size}, from {number(values.min())} to {number(values.max())}"


def cloud(artist: Any) -> str:
    """Points: how many, and how far they spread upwards."""
    at = np.asarray(artist.get_offsets(), dtype=float)
    if at.ndim != 2 or not len(at):
        return ""
    low, high = number(at[:, 1].min()), number(at[:, 1].max())
    return f"{named(artist)}{len(at)} points from {low} to {high}"


def panel(axes: Any) -> str:
    """One pair of axes: what they are, then all that is drawn on them."""
    groups = [c for c in axes.containers if hasattr(c, "patches")]
    told = [
        *map(line, axes.lines),
        *map(bars, groups),
        *map(picture, axes.images),
        *map(cloud, axes.collections),
    ]
    told = [each for each in told if each]
    if not told:
        return ""
    more = len(told) - MOST
    if more > 0:
        told = [*told[:MOST], f"and {more} more"]
    across, up = axes.get_xlabel(), axes.get_ylabel()
    scale = " (logarithmic)" if axes.get_yscale() == "log" else ""
    over = " over ".join(text for text in (up and up + scale, across) if text)
    head = ", ".join(text for text in (axes.get_title(), over) if text)
    return f"{head}: {'; '.join(told)}." if head else f"{'; '.join(told)}."


def described(figure: Any) -> str:
    """All panels, in order."""
    panels = [text for text in map(panel, figure.axes) if text]
    return " ".join(["In numbers:", *panels]) if panels else ""


def told(draw: Callable[..., Any]) -> Callable[..., Any]:
    """IPython's `print_figure`, whose PNG comes with what it shows."""

    def print_figure(figure: Any, fmt: str = "png", **options: Any) -> Any:
        data = draw(figure, fmt, **options)
        if fmt != "png" or data is None:
            return data
        return data, {"alt": described(figure)}

    return print_figure


def tell() -> None:
    """From now on, in this kernel."""
    from IPython.core import pylabtools

    if pylabtools.print_figure.__module__ != __name__:
        pylabtools.print_figure = told(pylabtools.print_figure)
