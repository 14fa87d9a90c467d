"""Run the chapters and store them in normal form.

`python -m livenets.notebooks chapters/*.ipynb` (or `make notebooks`). In
normal form a notebook has its outputs and execution counts, which strict nbval
compares, and nothing that changes from run to run: no ids, no times, no
widget models, and what was printed in one piece.
"""

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

VIEW = "application/vnd.jupyter.widget-view+json"
KEPT_OF_CELL = ("tags", "mystnb")


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


def run(path: Path) -> None:
    """Execute `path` in its folder and store it in normal form."""
    notebook: Any = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=120,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    path.write_text(stored(normal(notebook)), encoding="utf-8")


def stored(notebook: NotebookNode) -> str:
    """A notebook as its file's text."""
    return nbformat.writes(notebook, version=4) + "\n"


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        run(Path(argument))
        print(f"{argument}: executed and normalised")
