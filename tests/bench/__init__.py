"""What the book measures of itself: `make bench`, or `python -m bench`.

Each part has `measure(size)`, which gives numbers, and `tables(found)`, which
lays them out. Nothing here is asserted: a test only sees that it works.
"""

import statistics
from typing import NamedTuple


class Size(NamedTuple):
    """How often each thing is repeated."""

    pairs: int = 15  # ours and torch's, in turn
    repeats: int = 3  # of a page's first paint, of training, of an import
    trials: int = 200  # of a widget
    changes: int = 1000  # whose memory is looked at
    strokes: int = 30  # on the drawing pad
    steps: int = 20  # of training
    points: int = 4  # of a curve of costs
    processes: int = 2  # of torchrun, at most
    pages: int | None = None  # so many, widgets and networks too; None: all


TINY = Size(2, 1, 4, 8, 2, 2, 2, 1, 1)


class Table(NamedTuple):
    """A heading, what its numbers are, and the numbers."""

    heading: str
    note: str
    columns: list[str]
    rows: list[list[str]]


def middle(values):
    """The median and the 95th percentile, in the unit of the values."""
    ordered = sorted(values)
    last = min(len(ordered) - 1, int(0.95 * len(ordered)))
    return {
        "trials": len(ordered),
        "p50": round(statistics.median(ordered), 2),
        "p95": round(ordered[last], 2),
    }
