"""Numbers that the cells of a chapter print, or set in their code."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from livenets.claims.numbers import DIGITS, Number

# in an output a number may touch a word ("17x"), but "plain-18" is a name
PRINTED = re.compile(
    rf"(?<![\d.,A-Za-z_])(?<![A-Za-z]-)([−-]?)({DIGITS})"
    rf"(?!\d|\.\d|,\d{{3}})(\s?%)?"
)
# what makes a line less likely the one that is meant, in cells of distance
BELOW, CODE, NOT_SQUARE, BARE, SAME = 0.5, 1.5, 2.0, 1.0, -0.7


class Line(NamedTuple):
    """A line of a cell that has numbers."""

    cell: int  # which code cell of the chapter
    how: str  # "prints", "sets"
    text: str  # the line, its blanks collapsed
    digits: frozenset[str]  # "17", "-3.07", "38 %"

    def has(self, number: Number) -> bool:
        """Whether it has `number`, digit by digit."""
        return not self.digits.isdisjoint(self.forms(number))

    def forms(self, number: Number) -> set[str]:
        """How `number` may stand in this line."""
        plain = ("-" if number.negative else "") + number.digits
        if self.how == "sets":  # what comes out is not what was put in
            if number.percent:
                return fractions(number.digits)
            return set() if number.measure else {plain}
        if number.percent:
            return {plain, plain + " %", *fractions(number.digits)}
        return {plain}


def printed(cell: int, text: str) -> Iterator[Line]:
    """The lines of what a cell prints, or of what a widget says."""
    for line in map(collapsed, text.splitlines()):
        found = {
            ("-" if minus else "")
            + digits.replace(",", "")
            + (" %" if percent else "")
            for minus, digits, percent in PRINTED.findall(line)
        }
        if found:
            yield Line(cell, "prints", line, frozenset(found))


def coded(cell: int, source: str) -> Iterator[Line]:
    """The lines of a cell's code that have numbers."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a magic of Jupyter's
        return
    found: dict[int, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            found.setdefault(node.lineno, set()).update(set_by(node.value))
    lines = source.splitlines()
    for at, digits in sorted(found.items()):
        if not digits:
            continue
        text = collapsed(lines[at - 1])
        yield Line(cell, "sets", text, frozenset(digits))


def set_by(constant: object) -> list[str]:
    """The numbers in a constant of the code: 3, "512, 512, 1000"."""
    if type(constant) in (int, float):
        return [str(constant)]
    row = isinstance(constant, str) and re.fullmatch(r"[\d, ]+", constant)
    return re.findall(r"\d+", row[0]) if row else []


def fractions(digits: str) -> set[str]:
    """A percentage as a share of 1: 40 → 0.4 and 0.40."""
    percent = Decimal(digits)
    return {f"{percent / 100:f}", f"{percent.scaleb(-2):f}"}


def collapsed(text: str) -> str:
    """One blank for many."""
    return " ".join(text.split())


def nearest(
    number: Number,
    lines: list[Line],
    place: int,
    wanted: str | None = None,
    last: Line | None = None,
) -> Line | None:
    """The line that has `number` and is most likely meant: a near one.

    `place`: how many code cells stand above the number. `wanted`: only a line
    with this text will do. `last`: the line of the number before this one.
    """

    def far(line: Line) -> float:
        below = line.cell >= place
        steps = line.cell - place + 1 + BELOW if below else place - line.cell
        square = "×" in number.text
        twice = re.search(
            rf"{number.digits}( ?× ?|, ){number.digits}", line.text
        )
        return (
            steps
            + CODE * (line.how == "sets")
            + NOT_SQUARE * (square and not twice)
            + BARE * (number.percent and "%" not in line.text)
            + SAME * (line == last)
        )

    return min(
        (
            line
            for line in lines
            if line.has(number) and wanted in (None, line.text)
        ),
        key=far,
        default=None,
    )
