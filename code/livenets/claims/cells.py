"""Numbers that the cells of a chapter print, or set in their code."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from livenets.claims.numbers import DIGITS, Number

# in an output a number may touch a word: "62px", "17x"
PRINTED = re.compile(
    rf"(?<![\d.,A-Za-z_])([−-]?)({DIGITS})(?!\d|\.\d|,\d{{3}})"
)


class Line(NamedTuple):
    """A line of a cell that has numbers."""

    cell: int  # which code cell of the chapter
    how: str  # "prints", "sets"
    text: str  # the line, its blanks collapsed
    digits: frozenset[str]
    negative: frozenset[str]  # of these, the ones with a minus

    def has(self, number: Number) -> bool:
        """Whether it has `number`, digit by digit."""
        if self.how == "sets" and (number.percent or number.measure):
            return False  # what comes out is not what was put in
        pool = self.negative if number.negative else self.digits
        if number.percent and fraction(number.digits) in pool:
            return True
        return number.digits in pool


def printed(cell: int, text: str) -> Iterator[Line]:
    """The lines of what a cell prints, or of what a widget says."""
    for line in map(collapsed, text.splitlines()):
        found = [
            (m[1] != "", m[2].replace(",", "")) for m in PRINTED.finditer(line)
        ]
        if found:
            negative = frozenset(digits for minus, digits in found if minus)
            digits = frozenset(digits for _, digits in found)
            yield Line(cell, "prints", line, digits, negative)


def coded(cell: int, source: str) -> Iterator[Line]:
    """The lines of a cell's code that have numbers."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic of Jupyter's
        return
    found: dict[int, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            found.setdefault(node.lineno, set()).add(str(node.value))
    lines = source.splitlines()
    for at, digits in sorted(found.items()):
        text = collapsed(lines[at - 1])
        yield Line(cell, "sets", text, frozenset(digits), frozenset())


def fraction(digits: str) -> str:
    """A percentage as a share of 1: 83 → 0.83."""
    return f"{Decimal(digits) / 100:f}"


def collapsed(text: str) -> str:
    """One blank for many."""
    return " ".join(text.split())


def nearest(
    number: Number, lines: list[Line], place: int, wanted: str | None = None
) -> Line | None:
    """The nearest line that has `number`: a printed one, else one of code.

    `place`: how many code cells stand above the number; a cell above is
    nearer than one below. `wanted`: only a line with this text will do.
    """

    def distance(line: Line) -> tuple[bool, bool, int]:
        return (
            line.how == "sets",
            line.cell >= place,
            abs(line.cell - place),
        )

    return min(
        (
            line
            for line in lines
            if line.has(number) and wanted in (None, line.text)
        ),
        key=distance,
        default=None,
    )
