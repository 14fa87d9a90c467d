"""Where the value of an entry of the ledger can come from.

Each way takes the entry and what stands at its key.
"""

import ast
import importlib
import json
import re
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import livenets

HERE = Path(livenets.__file__).parent
ROOT = HERE.parents[1]
STEP = re.compile(r"(?P<key>[^\[\]]*)(?:\[(?P<where>[^\]]*)\])?")
FOLDS: dict[str, Callable[[list[float]], float]] = {
    "mean": statistics.fmean,
    "min": min,
    "max": max,
    "sum": sum,
    "count": len,
    "spread": lambda values: max(values) - min(values),
}


class Wrong(ValueError):
    """An entry that gives no value."""


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
    by_name(where)
    return entry["value"]


def by_name(where: str) -> str:
    """ "he2016deep, table 2" → "He et al. 2016, table 2"."""
    key, _, place = where.partition(", ")
    bibliography = (ROOT / "chapters" / "references.bib").read_text("utf-8")
    found = re.search(
        rf"{{{key},.*?author\s*= {{(.*?)}},\n", bibliography, re.S
    )
    if found is None or not place:
        raise Wrong(f"{where}: want a key of references.bib, and a place.")
    one = found[1].startswith("{")  # an institution
    names = [found[1].strip("{}")] if one else found[1].split(" and ")
    first = names[0].split(",")[0]
    also = " et al." if len(names) > 2 else ""
    if len(names) == 2:
        also = f" and {names[1].split(',')[0]}"
    year = re.search(r"\d{4}", key)
    return f"{first}{also} {year[0] if year else ''}, {place}"


WAYS: dict[str, Callable[[dict[str, Any], str], float]] = {
    "study": lambda entry, path: stored("studies", entry, path),
    "card": lambda entry, path: stored("weights", entry, path),
    "count": counted,
    "constant": constant,
    "test": tested,
    "cite": cited,
    "measured": given,
}
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
