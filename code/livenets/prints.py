"""What a cell prints is one text in the page, however its pieces arrived.

A kernel sends what is printed every fifth of a second, so a busy machine cuts
it elsewhere. MyST-NB takes the white space off the end of each piece when it
merges them, an empty line too, and two builds would differ.
"""

from copy import deepcopy

from myst_nb.core import render
from nbformat import NotebookNode
from sphinx.application import Sphinx

from livenets.notebooks import joined

merge = render.coalesce_streams


def merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """MyST-NB's merge, of texts that are whole."""
    return merge(joined(deepcopy(outputs)))


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    render.coalesce_streams = merged
    return {"parallel_read_safe": True, "parallel_write_safe": True}
