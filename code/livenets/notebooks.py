"""Run the chapters and store them in normal form.

`python -m livenets.notebooks chapters/*.ipynb` (or `make notebooks`). In
normal form a notebook has its outputs and execution counts, which strict nbval
compares, and nothing that changes from run to run: no ids, no times, no
widget models, and what was printed in one piece. What the page folds is folded
in JupyterLab and Colab too. The first code cell is SETUP, the same in all, and
the code that the text shows is as its file has it (`listing`), exercises are
counted as in the page;
`python -m livenets.notebooks --setup chapters/*.ipynb` sees to these without
running anything.
"""

import itertools
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from livenets import listing
from livenets.address import address

# What it asks for is what the chapters import and Colab may lack; all else,
# torch, numpy and ipywidgets first, stays as it is (--no-deps). Colab shows
# the title of what it folds.
SETUP = """\
# @title In Colab this installs what is missing; elsewhere it does nothing
import subprocess
import sys
from importlib import invalidate_caches
from importlib.util import find_spec

book = "{address}"
names = ["livenets", "anywidget", "psygnal", "safetensors", "torchinfo"]
names = [name for name in names if not find_spec(name)]
pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
if names:
    sources = {{"livenets": f"livenets @ {{book}}/archive/main.zip"}}
    subprocess.run([*pip, *(sources.get(n, n) for n in names)], check=True)
    invalidate_caches()
"""
SETUP_TAG = "remove-cell"  # the built page does not show it
VIEW = "application/vnd.jupyter.widget-view+json"
KEPT_OF_CELL = ("tags", "mystnb")
# tag → what folds the cell elsewhere: `jupyter` in JupyterLab, `cellView` in
# Colab, `collapsed` (its output) in the classic notebook
SOURCE = {"cellView": "form", "jupyter": {"source_hidden": True}}
WHOLE = {
    "cellView": "form",
    "collapsed": True,
    "jupyter": {"outputs_hidden": True, "source_hidden": True},
}
EXERCISE = re.compile(r"(?<= -->\n\*\*Exercise)(?: \d+)?(?= · |\.\*\* )")
FOLDS = {"hide-cell": WHOLE, "remove-cell": SOURCE, "remove-input": SOURCE}


def normal(notebook: NotebookNode) -> NotebookNode:
    """The same notebook, in normal form (nbformat 4.4)."""
    notebook.metadata = NotebookNode(
        kernelspec={
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        language_info={"name": "python"},
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 4
    count = 0
    for cell in notebook.cells:
        cell.pop("id", None)
        cell.metadata = NotebookNode(
            (key, cell.metadata[key])
            for key in KEPT_OF_CELL
            if cell.metadata.get(key)
        )
        if cell.cell_type != "code":
            continue
        for tag in cell.metadata.get("tags", []):
            cell.metadata.update(nbformat.from_dict(FOLDS.get(tag, {})))
        count += 1
        cell.execution_count = count
        cell.outputs = [normal_output(o, count) for o in joined(cell.outputs)]
    return notebook


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Prints that follow each other as one: they arrive in random pieces."""
    whole: list[NotebookNode] = []
    for output in outputs:
        if whole and output.get("name", 0) == whole[-1].get("name"):
            whole[-1].text += output.text
        else:
            whole.append(output)
    return whole


def normal_output(output: NotebookNode, count: int) -> NotebookNode:
    """One output without what is of this run only."""
    if "data" in output:
        output.data.pop(VIEW, None)
        output.metadata = NotebookNode(
            (mime, about)
            for mime, about in output.metadata.items()
            if mime in output.data
        )
    if output.output_type == "execute_result":
        output.execution_count = count
    return output


def with_setup(notebook: NotebookNode, where: str) -> NotebookNode:
    """The same notebook, its first code cell SETUP for the address `where`."""
    source = SETUP.format(address=where).rstrip("\n")
    code = [c for c in notebook.cells if c.cell_type == "code"]
    if not code or SETUP_TAG not in code[0].metadata.get("tags", []):
        first = notebook.cells.index(code[0]) if code else 0
        notebook.cells.insert(first, new_code_cell())
        code = [notebook.cells[first]]
    code[0].source, code[0].outputs = source, []
    code[0].metadata = NotebookNode(tags=[SETUP_TAG])
    return notebook


def refreshed(notebook: NotebookNode) -> NotebookNode:
    """The same notebook, its code as the files have it, exercises counted."""
    numbers = itertools.count(1)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = listing.refreshed(cell.source)
            cell.source = EXERCISE.sub(lambda _: f" {next(numbers)}", text)
    return notebook


def set_up(path: Path) -> None:
    """Put the first cell and the listings into `path` without running it."""
    notebook: Any = nbformat.read(path, as_version=4)
    text = stored(normal(refreshed(with_setup(notebook, address()))))
    path.write_text(text, encoding="utf-8")


def run(path: Path) -> None:
    """Execute `path` in its folder and store it in normal form."""
    notebook: Any = nbformat.read(path, as_version=4)
    refreshed(with_setup(notebook, address()))
    client = NotebookClient(
        notebook,
        timeout=120,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    path.write_text(stored(normal(notebook)), encoding="utf-8")


def normalise(path: Path) -> None:
    """Store `path` in normal form as it is, without running it."""
    notebook: Any = nbformat.read(path, as_version=4)
    path.write_text(stored(normal(notebook)), encoding="utf-8")


def stored(notebook: NotebookNode) -> str:
    """A notebook as its file's text."""
    return nbformat.writes(notebook, version=4) + "\n"


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--setup"]:
        for argument in arguments[1:]:
            set_up(Path(argument))
    else:
        for argument in arguments:
            run(Path(argument))
            print(f"{argument}: executed and normalised")
