"""The numbers that a figure's alt text tells are those that were drawn."""

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("agg")
import matplotlib.pyplot as plt

from livenets import figures


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def test_a_line_is_told_by_its_ends_and_its_range(axes):
    axes.plot([1, 2, 3], [0.5, -2, 1.25], label="tanh")
    axes.set(xlabel="step", ylabel="loss")
    assert figures.described(axes.figure) == (
        "In numbers: loss over step: tanh from 0.5 at 1 to 1.25 at 3,"
        " between −2 and 1.25."
    )


def test_what_only_falls_needs_no_range_and_what_is_level_no_ends(axes):
    axes.semilogy([1, 2, 3], [1, 0.1, 0.01])
    axes.axhline(0.333333)
    axes.set(ylabel="gradient")
    assert figures.described(axes.figure) == (
        "In numbers: gradient (logarithmic): a line from 1 at 1 to 0.01 at 3;"
        " a line level at 0.333."
    )


def test_bars_maps_and_points_are_told(axes):
    axes.bar([0, 1], [3, 4.5], label="kept")
    axes.scatter([0, 1, 2], [5, 7, 6])
    axes.imshow([[0, 1, 2], [3, np.nan, 5]])
    told = figures.described(axes.figure)
    assert "kept bars of 3, 4.5" in told
    assert "a map of 2 × 3, from 0 to 5" in told
    assert "3 points from 5 to 7" in told


def test_many_are_counted_not_listed(axes):
    for k in range(11):
        axes.plot([0, 1], [0, k + 1])
    told = figures.described(axes.figure)
    assert told.count("a line") == figures.MOST
    assert told.endswith("; and 3 more.")


def test_only_a_png_comes_with_words(axes):
    axes.plot([0, 1], [2, 3])
    draw = figures.told(lambda _figure, fmt, **_: fmt)
    assert draw(axes.figure, "svg") == "svg"
    data, about = draw(axes.figure, fmt="png")
    assert data == "png" and "from 2 at 0 to 3 at 1" in about["alt"]
