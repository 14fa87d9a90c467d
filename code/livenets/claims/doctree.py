"""A read chapter as the ledger needs it: its paragraphs and its cells."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes

from livenets.claims.cells import Line, coded, printed

ALT = re.compile(r'<div class="livenets-mount">.*?alt="([^"]*)"', re.DOTALL)


class Block(NamedTuple):
    """A paragraph: its text as `prose` has it, and where each piece is."""

    node: nodes.TextElement
    text: str
    pieces: list[tuple[int, nodes.Text]]
    place: int
    given: bool  # by an exercise

    def piece(self, start: int, end: int) -> tuple[int, nodes.Text] | None:
        """The piece that has all of text[start:end], and where it starts."""
        for first, piece in self.pieces:
            if first <= start and end <= first + len(piece):
                return first, piece
        return None


def cells(document: nodes.document, source: Path) -> dict[int, Any]:
    """The code cells in the page, by their count in the notebook."""
    if source.suffix != ".ipynb":
        return {}
    parts = json.loads(source.read_text(encoding="utf-8"))["cells"]
    order = [i for i, p in enumerate(parts) if p["cell_type"] == "code"]
    count = {index: n for n, index in enumerate(order)}
    return {
        count[node["cell_index"]]: node for node in document.findall(is_cell)
    }


def shown(cell: nodes.container) -> str:
    """The text that a cell puts out, and what its widget says."""
    texts = []
    for output in cell.findall(nodes.container):
        if output.get("nb_element") == "cell_code_output":
            for node in output.findall():
                if isinstance(node, nodes.literal_block):
                    texts.append(node.astext())
                elif isinstance(node, nodes.raw):
                    texts += map(html.unescape, ALT.findall(node.astext()))
    return "\n".join(texts)


def lines(places: dict[int, Any], source: Path) -> list[Line]:
    """All that the cells print, as this build ran them, and set."""
    found: list[Line] = []
    if source.suffix == ".ipynb":
        parts = json.loads(source.read_text(encoding="utf-8"))["cells"]
        code = [p for p in parts if p["cell_type"] == "code"]
        for count, part in enumerate(code):
            found += coded(count, "".join(part["source"]))
    for count, node in places.items():
        found += printed(count, shown(node))
    return found


def flat(node: nodes.Node) -> Iterator[nodes.Text | str]:
    """The texts of a paragraph, with a gap for all that is not prose."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child
        elif isinstance(child, nodes.emphasis | nodes.strong):
            yield from flat(child)
        else:
            yield "¦"


def blocks(document: nodes.document) -> Iterator[Block]:
    """The paragraphs, captions and headings of a chapter, in order."""
    place = 0
    for node in document.findall():
        if is_cell(node):
            place += 1
        if not is_prose(node):
            continue
        text, pieces = "", []
        for piece in flat(node):
            if isinstance(piece, nodes.Text):
                pieces.append((len(text), piece))
            text += str(piece).replace("\n", " ")
        given = any("exercise" in n.tagname for n in ancestors(node))
        yield Block(node, text, pieces, place, given)


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """What stands around a node, from inside out."""
    while node.parent is not None:
        node = node.parent
        yield node


def is_cell(node: nodes.Node) -> bool:
    """Whether a node is a code cell with its outputs."""
    return (
        isinstance(node, nodes.container)
        and node.get("nb_element") == "cell_code"
    )


def is_prose(node: nodes.Node) -> bool:
    """Whether a node is a block of text, and no code, output or box title."""
    if not isinstance(node, nodes.TextElement) or isinstance(
        node, nodes.Inline | nodes.FixedTextElement
    ):
        return False
    if isinstance(node, nodes.title | nodes.subtitle) and not isinstance(
        node.parent, nodes.section
    ):
        return False
    around = list(ancestors(node))
    return not any(
        isinstance(n, nodes.TextElement | nodes.docinfo)
        or is_cell(n)
        or n.tagname == "check"
        for n in around
    )
