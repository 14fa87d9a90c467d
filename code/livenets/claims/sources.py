"""The ways in which the value of a claim is found, anew at each build.

An entry of `ledger/NAME.toml` is a table `[id]` with `says` (what the number
is) and one of the ways below. The result can be scaled (`times`), and rounded
to `figures` significant digits where the prose says "about". `lines` are lines
that cells of the chapter must still print: what the arithmetic is done with.
"""

import ast
import importlib
import json
import operator
import re
import statistics
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import livenets

HERE = Path(livenets.__file__).parent
ROOT = HERE.parents[1]
LEDGER = Path(__file__).parent / "ledger"
STEP = re.compile(r"(?P<key>[^\[\]]*)(?:\[(?P<where>[^\]]*)\])?")
FOLDS: dict[str, Callable[[list[float]], float]] = {
    "mean": statistics.fmean,
    "min": min,
    "max": max,
    "sum": sum,
    "count": len,
    "spread": lambda values: max(values) - min(values),
}
SIGNS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}


class Wrong(ValueError):
    """An entry that gives no value."""


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


def stored(folder: str, entry: dict[str, Any], path: str) -> float:
    """ "NAME: key/list[key=value]/key", folded if many are found."""
    name, _, steps = path.partition(": ")
    data = json.loads((HERE / folder / f"{name}.json").read_text("utf-8"))
    found = [data]
    for step in filter(None, steps.split("/")):
        found = [one for data in found for one in walk(data, step)]
    if "fold" in entry:
        return FOLDS[entry["fold"]](found)
    if len(found) != 1:
        raise Wrong(f"{path}: {len(found)} values; want one, or `fold`.")
    return found[0]


def walk(data: Any, step: str) -> list[Any]:
    """One step of a path: `key`, `key[other=value]`, `*`."""
    parts = STEP.fullmatch(step)
    assert parts
    key, where = parts["key"], parts["where"]
    if key == "*":
        found = list(data.values() if isinstance(data, dict) else data)
    else:
        found = [data[int(key) if isinstance(data, list) else key]]
    if where is None:
        return found
    wanted = dict(pair.split("=") for pair in where.split(","))
    return [
        row
        for rows in found
        for row in rows
        if all(json.dumps(row[k]).strip('"') == v for k, v in wanted.items())
    ]


def counted(entry: dict[str, Any], what: str) -> float:
    """ "parameters", or "macs SIDE", of the network `of` with `with`."""
    import torch

    from livenets import count, nets

    with torch.device("meta"):
        model = getattr(nets, entry["of"])(**entry.get("with", {}))
    if what == "parameters":
        return count.parameters(model)
    side = int(what.removeprefix("macs "))
    picture = torch.empty(1, 3, side, side, device="meta")
    return count.macs(model, picture)


def reckoned(_entry: dict[str, Any], formula: str) -> float:
    """Arithmetic on numbers and on {other.entries}."""
    text = re.sub(r"\{([\w.-]+)\}", lambda m: repr(value(m[1])), formula)

    def of(node: Any) -> float:
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return node.value
        if isinstance(node, ast.BinOp):
            return SIGNS[type(node.op)](of(node.left), of(node.right))
        if isinstance(node, ast.UnaryOp):
            return SIGNS[type(node.op)](of(node.operand))
        raise Wrong(f"{formula}: only + - * / // ** and brackets.")

    return of(ast.parse(text, mode="eval").body)


def constant(_entry: dict[str, Any], path: str) -> float:
    """ "module:NAME" of the package; a length where it is no number."""
    module, _, name = path.partition(":")
    found: Any = importlib.import_module(f"livenets.{module}")
    for part in name.split("."):
        found = getattr(found, part)
    return found if isinstance(found, int | float) else len(found)


def given(entry: dict[str, Any], _where: str) -> float:
    """The value that stands in the entry, with who says so."""
    return entry["value"]


def tested(entry: dict[str, Any], path: str) -> float:
    """ "tests/FILE.py::test": the test is there and has the value in it."""
    file, _, name = path.partition("::")
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    wanted = entry.get("literal", entry["value"])
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            if wanted in literals(node):
                return entry["value"]
            raise Wrong(f"{path} does not have {wanted} in it.")
    raise Wrong(f"{path}: no such test.")


def literals(node: ast.AST) -> list[Any]:
    """The numbers in a function, decorators included."""
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]


def cited(entry: dict[str, Any], where: str) -> float:
    """ "bibkey, table 2": the key is in references.bib."""
    key = where.partition(",")[0]
    bibliography = (ROOT / "chapters" / "references.bib").read_text("utf-8")
    if f"{{{key}," not in bibliography or key == where:
        raise Wrong(f"{where}: want a key of references.bib, and a place.")
    return entry["value"]


WAYS: dict[str, Callable[[dict[str, Any], str], float]] = {
    "study": lambda entry, path: stored("studies", entry, path),
    "card": lambda entry, path: stored("weights", entry, path),
    "count": counted,
    "arithmetic": reckoned,
    "constant": constant,
    "test": tested,
    "cite": cited,
    "measured": given,
}


def words(name: str) -> str:
    """What the entry is and where it comes from, in a sentence or two."""
    entry = entries().get(name, {})
    way = next((way for way in WAYS if way in entry), None)
    if way is None:
        return "No such entry."
    said = SAID[way].format(entry[way], **entry)
    lines = "; ".join(entry.get("lines", []))
    said += f", from what a cell prints: {lines}" if lines else ""
    return f"{entry['says']}. {said}."


SAID = {
    "study": "Computed from livenets/studies, {0}",
    "card": "Computed from the card of the weights, {0}",
    "count": "Counted on the network {of}: {0}",
    "arithmetic": "Reckoned: {0}",
    "constant": "Set in livenets.{0}",
    "test": "Held by {0}",
    "cite": "Cited: {0}",
    "measured": "Measured, not computed anew: {0}",
}
