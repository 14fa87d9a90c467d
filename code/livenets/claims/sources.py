"""The ways in which the value of a claim is found, anew at each build.

An entry of `ledger/NAME.toml` is a table `[id]` with `says` (what the number
is) and one of the ways below. The result can be scaled (`times`), and rounded
to `figures` significant digits where the prose says "about". `lines` are lines
that cells of the chapter must still print: what the arithmetic is done with.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from livenets.claims.sums import evaluated
from livenets.claims.ways import ROOT, SAID, Wrong, by_name
from livenets.claims.ways import WAYS as OTHERS

LEDGER = Path(__file__).parent / "ledger"


@cache
def entries() -> dict[str, dict[str, Any]]:
    """All entries of the ledger: "chapter.id" → its table."""
    return {
        f"{path.stem}.{name}": entry
        for path in sorted(LEDGER.glob("*.toml"))
        for name, entry in tomllib.loads(path.read_text("utf-8")).items()
    }


@cache
def value(name: str) -> float:
    """What the entry `name` comes to."""
    entry = entries().get(name)
    if entry is None:
        raise Wrong(f"{name}: no such entry in the ledger.")
    for line in entry.get("lines", []):
        if line not in cell_lines(name.partition(".")[0]):
            raise Wrong(f"{name}: no cell prints “{line}” any more.")
    ways = [way for way in WAYS if way in entry]
    if len(ways) != 1 or "says" not in entry:
        raise Wrong(f"{name}: want `says` and one of {', '.join(WAYS)}.")
    found = WAYS[ways[0]](entry, entry[ways[0]]) * entry.get("times", 1)
    if "figures" in entry:
        return float(f"{found:.{entry['figures'] - 1}e}")
    return found


@cache
def cell_lines(chapter: str) -> set[str]:
    """What the cells of a chapter print, as stored; nbval holds it equal."""
    from livenets.claims import prose

    _, lines = prose.chapter(ROOT / "chapters" / f"{chapter}.ipynb")
    return {line.text for line in lines if line.how == "prints"}


def reckoned(_entry: dict[str, Any], formula: str) -> float:
    """Arithmetic on numbers and on {other.entries}."""
    text = filled(formula)
    try:
        return evaluated(text)
    except ValueError as error:
        raise Wrong(str(error)) from error


def filled(formula: str) -> str:
    """A formula with the values of the entries that it names."""
    return re.sub(r"\{([\w.-]+)\}", lambda m: f"{value(m[1]):.9g}", formula)


def words(name: str) -> str:
    """What the entry is and where it comes from, in a sentence or two."""
    entry = entries().get(name, {})
    way = next((way for way in WAYS if way in entry), None)
    if way is None:
        return "No such entry."
    about = entry[way]
    if way == "cite":
        about = by_name(about)
    if way == "arithmetic":
        about = filled(about)
    said = SAID[way].format(about, **entry)
    lines = "; ".join(entry.get("lines", []))
    said += f", from what a cell prints: {lines}" if lines else ""
    return f"{entry['says']}. {said}."


WAYS = {**OTHERS, "arithmetic": reckoned}
