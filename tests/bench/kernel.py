"""The kernel's answer to a widget: what JupyterLab waits for.

The chapters' own cells make the widgets; each is asked again for all that it
shows first, as its script asks, message by message.
"""

import ast
import importlib
import json
import re
import symtable
import time
from unittest import mock

import torch
from where import CHAPTERS

from bench import Table, middle
from livenets.engine import Engine
from livenets.widgets.live import NetworkWidget

MADE = re.compile(r"from livenets\.widgets\.(\w+) import ([\w, ]+)")
EVERY = {"ladder"}  # asks all its networks for one answer


def names(cell):
    """Names that a cell gives or fills, and those it takes from others."""
    top = symtable.symtable(cell, "cell", "exec")
    own = top.get_symbols()
    given = {s.get_name() for s in own if s.is_assigned() or s.is_imported()}
    given |= {s.get_name() for s in own if s.is_namespace()}
    filled = {
        ast.unparse(node.value)
        for node in ast.walk(ast.parse(cell))
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    }
    taken, scopes = {s.get_name() for s in own if s.is_referenced()}, [top]
    while scopes:
        scopes += (scope := scopes.pop()).get_children()
        taken |= {s.get_name() for s in scope.get_symbols() if s.is_global()}
    return given | filled, taken - given


def needed(cells, last):
    """Places of the cells that cell `last` needs, in order, and its own."""
    _, wanted = names(cells[last])
    kept = [last]
    for i in reversed(range(last)):
        given, taken = names(cells[i])
        if given & wanted:
            kept.insert(0, i)
            wanted |= taken
    return kept


def places():
    """Class of a widget → the cells that make the book's first one."""
    found, kinds = {}, {}
    for path in CHAPTERS:
        cells = [
            "".join(cell["source"])
            for cell in json.loads(path.read_text())["cells"]
            if cell["cell_type"] == "code"
        ][1:]  # the first installs
        for i, cell in enumerate(cells):
            for module, listed in MADE.findall(cell):
                home = importlib.import_module(f"livenets.widgets.{module}")
                kinds |= {n: getattr(home, n) for n in listed.split(", ")}
            *_, end = ast.parse(cell).body
            made = ast.unparse(end).split("(")[0]
            kind = kinds.get(made)
            if isinstance(kind, type) and issubclass(kind, NetworkWidget):
                its = [cells[k] for k in needed(cells, i)]
                found.setdefault(kind, (path.stem, its))
    return found


def made(cells):
    """The widget that `cells` end with, its first input, and who got it."""
    runs, run = [], Engine.run

    def noted(engine, given, *rest):
        runs.append((engine, given))
        return run(engine, given, *rest)

    scope = {}
    for cell in cells[:-1]:
        exec(cell, scope)
    *lines, end = ast.parse(cells[-1]).body
    exec(compile(ast.Module(lines, []), "cell", "exec"), scope)
    with mock.patch.object(Engine, "run", noted):
        widget = eval(ast.unparse(end), scope)
    first, inputs = runs[0]
    return (
        widget,
        inputs,
        [
            label
            for label, engine in widget._engines.items()
            if engine is first
        ],
    )


def asked(widget, inputs, labels, trials):
    """ms of each answer."""
    replies, times = [], []
    widget.send = lambda reply, **_: replies.append(reply)
    buffers = [v.astype("<f4").tobytes() for v in inputs.values()]
    watch = [*widget.stored]
    if widget.name() in EVERY:
        labels, watch = [*widget.networks], ["output"]
    for _ in range(trials + 1):  # the first warms up
        start = time.perf_counter()
        for label in labels:
            request = {
                "kind": "run", "id": 1, "network": label, "knobs": {},
                "names": [*inputs], "watch": watch,
            }  # fmt: skip
            widget._answer(widget, request, buffers)
        times.append(1000 * (time.perf_counter() - start))
    for reply in replies:
        if "error" in reply:
            raise RuntimeError(f"{widget.name()}: {reply['error']}")
    return {"device": replies[-1]["device"], **middle(times[1:])}


def measure(size):
    """Every widget with a network."""
    found = {}
    for kind, (chapter, cells) in [*places().items()][: size.pages]:
        torch.manual_seed(0)
        about = asked(*made(cells), size.trials)
        found[kind.name()] = {"chapter": chapter, **about}
    return found


def tables(found):
    """One row a widget."""
    return [
        Table(
            "Change → answer, in a kernel",
            "ms that PyTorch in the kernel takes to answer a widget's message"
            " with all that it shows first; the way to the screen is not in"
            " it.",
            ["widget", "device", "trials", "p50", "p95"],
            [
                [
                    name,
                    about["device"],
                    str(about["trials"]),
                    f"{about['p50']:.1f}",
                    f"{about['p95']:.1f}",
                ]
                for name, about in sorted(found.items())
            ],
        )
    ]
