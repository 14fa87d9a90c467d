"""Which line of a cell holds which number of a chapter's prose.

`ledger/NAME.json` keeps that, number after number. A chapter is bound if its
prose has the same numbers in the same order and each of the lines is still
there: so a change of either side shows. `python -m livenets.claims` writes the
file anew, but for what nothing holds.
"""

import json
from collections.abc import Iterable
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from livenets.claims.cells import Line, nearest
from livenets.claims.numbers import Number

LEDGER = Path(__file__).parent / "ledger"


class Stated(NamedTuple):
    """A number of the prose, and the sentence around it."""

    number: Number
    place: int  # how many code cells stand above
    around: str


class Held(NamedTuple):
    """A row of the ledger."""

    text: str
    line: str


def file(name: str) -> Path:
    """Where the rows of a chapter are."""
    return LEDGER / f"{name}.json"


def held(name: str) -> list[Held]:
    """The rows of a chapter."""
    if not file(name).exists():
        return []
    return [Held(*row) for row in json.loads(file(name).read_text("utf-8"))]


def pairs(
    stated: list[Stated], rows: list[Held]
) -> list[tuple[Stated, Held | None]]:
    """Each number with its row, where the order of both allows."""
    a = [s.number.text for s in stated]
    b = [row.text for row in rows]
    found: dict[int, Held] = {}
    for i, j, size in SequenceMatcher(None, a, b, False).get_matching_blocks():
        found |= {i + k: rows[j + k] for k in range(size)}
    return [(s, found.get(i)) for i, s in enumerate(stated)]


def bind(
    stated: list[Stated], rows: list[Held], lines: list[Line]
) -> list[tuple[Stated, Line | None, str]]:
    """Each number with the line that holds it, or with what is wrong."""
    result: list[tuple[Stated, Line | None, str]] = []
    for s, row in pairs(stated, rows):
        line = None
        if row:
            line = nearest(s.number, lines, s.place, row.line)
        trouble = "" if line else why(s, row, lines)
        result.append((s, line, trouble))
    return result


def why(s: Stated, row: Held | None, lines: list[Line]) -> str:
    """What is wrong with a number that no line holds."""
    what = f"“{s.number.text}” in “{s.around}”"
    now = nearest(s.number, lines, s.place)
    if now is None:
        return f"{what}: no cell prints it; want a link to the ledger" + (
            f" (was held by “{row.line}”)." if row else "."
        )
    if row is None:
        return f"{what} is new: run python -m livenets.claims and look."
    return f"{what} was held by “{row.line}”, which no cell prints any more."


def renewed(
    stated: list[Stated], rows: list[Held], lines: list[Line]
) -> list[Held]:
    """The rows anew: a line that still holds its number stays."""
    new, line = [], None
    for s, row in pairs(stated, rows):
        last = line
        line = row and nearest(s.number, lines, s.place, row.line)
        line = line or nearest(s.number, lines, s.place, last=last)
        if line:
            new.append(Held(s.number.text, line.text))
    return new


def write(name: str, rows: Iterable[Held]) -> None:
    """One row a line, so that changes can be read and merged."""
    text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    file(name).write_text(f"[\n{text}\n]\n" if text else "[]\n", "utf-8")
