"""The Sphinx extension of the ledger: it marks what a chapter's prose claims.

A number that a cell prints becomes a link to that cell; one that is a link to
the ledger leads to its row on the page of claims. Each says where it is from.
What nothing holds is a warning, so that `jb build -W` fails.
"""

import re
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from livenets.claims import bound, ledger_page, sources
from livenets.claims.bound import Stated
from livenets.claims.cells import Line, nearest
from livenets.claims.doctree import Block, blocks, cells, lines
from livenets.claims.link import claim, resolve
from livenets.claims.numbers import claims
from livenets.claims.prose import around

LOG = logging.getLogger(__name__)
PAGE = ledger_page.PAGE
LONGEST = 160  # characters of a line that a mark shows
BUBBLE = re.compile(r'class="(claim|glossed)"')  # what book.css gives one


class Mark(NamedTuple):
    """A marked number, for the page of claims."""

    docname: str
    anchor: str  # of the mark
    text: str
    around: str
    source: str
    name: str | None  # its entry in the ledger


class Marker:
    """Marks the numbers of one chapter that was just read."""

    def __init__(self, app: Sphinx, document: nodes.document) -> None:
        self.app, self.docname = app, app.env.docname
        source = Path(app.env.doc2path(self.docname))
        self.name = source.stem
        resolve(document)
        self.cells = cells(document, source)
        self.lines = lines(self.cells, source)
        self.count = 0
        self.found = [
            (block, Stated(n, block.place, around(block.text, n)))
            for block in blocks(document)
            for n in claims(block.text)
        ]

    def run(self, document: nodes.document) -> list[Mark]:
        """Put the links; warn of what nothing holds."""
        must = [(b, s) for b, s in self.found if not b.given]
        rows = bound.held(self.name)
        bindings = bound.bind([s for _, s in must], rows, self.lines)
        held = {id(s): (line, words) for s, line, words in bindings}
        for block, s in reversed(self.found):  # the last of a text first
            line, words = held.get(id(s)) or (
                nearest(s.number, self.lines, s.place),
                "",
            )
            if words:
                LOG.warning(f"claims: {words}", location=block.node)
            if line:
                self.put(block, s, line)
        return [*map(self.record, document.findall(claim))]

    def put(self, block: Block, s: Stated, line: Line) -> None:
        """Make a link of the number, unless it is in a heading."""
        number = s.number
        where = block.piece(number.start, number.end)
        if where is None or isinstance(block.node, nodes.title):
            return
        first, piece = where
        text, start = str(piece), number.start - first
        end = start + len(number.text)
        link = claim(text[start:end], text[start:end])
        link["source"] = self.words(s, line)
        link["refuri"] = self.address(line)
        link["around"] = s.around
        parts = [nodes.Text(text[:start]), link, nodes.Text(text[end:])]
        place = block.pieces.index(where)
        block.pieces[place] = (first, parts[0])
        piece.parent.replace(piece, [p for p in parts if p.astext()])

    def words(self, s: Stated, line: Line) -> str:
        """Where the number comes from, in a sentence."""
        there = "above" if line.cell < s.place else "below"
        how = "prints" if line.how == "prints" else "has in its code"
        text = line.text
        if len(text) > LONGEST:
            text = text[:LONGEST] + " …"
        return f"A cell {there} {how}: {text}"

    def address(self, line: Line) -> str:
        """The cell in this page, or the page of claims where it is hidden."""
        node = self.cells.get(line.cell)
        if node is None:
            return self.app.builder.get_relative_uri(self.docname, PAGE)
        name = f"cell-{line.cell + 1}"
        if name not in node["ids"]:
            node["ids"].append(name)
        return f"#{name}"

    def record(self, node: claim) -> Mark:
        """Give a mark its anchor, and note it for the page of claims."""
        name = node.get("name")
        if name:  # a link to the ledger
            page = self.app.builder.get_relative_uri(self.docname, PAGE)
            node["refuri"] = f"{page}#{ledger_page.anchor(name)}"
            node["source"] = sources.words(name)
            node["around"] = ""
        self.count += 1
        anchor = f"claimed-{self.count}"
        node["ids"].append(anchor)
        text, around = node.astext(), node["around"]
        return Mark(self.docname, anchor, text, around, node["source"], name)


def read(app: Sphinx, document: nodes.document) -> None:
    """A chapter was read: mark it."""
    marks(app.env)[app.env.docname] = Marker(app, document).run(document)


def marks(env: BuildEnvironment) -> dict[str, list[Mark]]:
    """All marks of the book, by chapter."""
    if not hasattr(env, "livenets_marks"):
        env.livenets_marks = {}
    return env.livenets_marks


def purge(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """A chapter is read again."""
    marks(env).pop(docname, None)


def script(
    app: Sphinx,
    _pagename: str,
    _template: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Esc works where there are bubbles: of numbers, or of terms."""
    if BUBBLE.search(context.get("body", "")):
        app.add_js_file("livenets/hush.js", type="module")


def visit(translator: Any, node: nodes.Element) -> None:
    """A link, of its node's class, whose description is its source."""
    about = {"href": node["refuri"], "aria-description": node["source"]}
    tag = translator.starttag(node, "a", "", CLASS=node.tagname, **about)
    translator.body.append(tag)


def depart(translator: Any, _node: nodes.Element) -> None:
    """And its end."""
    translator.body.append("</a>")


def nothing(_translator: Any, _node: claim) -> None:
    """Where there are no links, the number stands alone."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    plain = (nothing, nothing)
    app.add_node(claim, html=(visit, depart), latex=plain, text=plain)
    app.connect("doctree-read", read, priority=900)
    app.connect("env-purge-doc", purge)
    app.connect("html-page-context", script)
    ledger_page.setup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
