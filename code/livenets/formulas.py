"""Formulas drawn by MathJax while the book is built, not in the page.

A page then needs no script, font or host to show them; MathML beside each is
what a screen reader reads.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.math import get_node_equation_number

SCRIPT = Path(__file__).parent / "page" / "formulas.cjs"
MATHJAX = "node_modules/mathjax"
OPENS, CLOSES = re.compile(r"[(\[“]+$"), re.compile(r"^[,.;:?!)\]”]+")


class Painter:
    """A MathJax in Node; `draw` asks it."""

    def __init__(self, mathjax: Path) -> None:
        node = shutil.which("node")
        if node is None:
            raise ExtensionError("Formulas need Node: 'make book' brings it.")
        self.process = subprocess.Popen(
            [node, str(SCRIPT), str(mathjax)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def draw(self, tex: str, display: bool) -> str:
        """The formula as HTML; raises `ExtensionError` where TeX is wrong."""
        assert self.process.stdin and self.process.stdout
        print(
            json.dumps({"tex": tex, "display": display}),
            file=self.process.stdin,
            flush=True,
        )
        line = self.process.stdout.readline()
        if not line:
            raise ExtensionError(f"MathJax stopped at the formula {tex!r}.")
        html = json.loads(line)["html"]
        if "data-mjx-error" in html:
            raise ExtensionError(f"MathJax can't read the formula {tex!r}.")
        return html

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def inline(translator: Any, node: nodes.math) -> None:
    """`$…$`."""
    draw = translator.builder.app.painter.draw
    start = translator.starttag(node, "span", "", CLASS="math notranslate")
    html = draw(node.astext(), False)
    translator.body.append(f"{start}{html}</span>")
    raise nodes.SkipNode


def block(translator: Any, node: nodes.math_block) -> None:
    """`$$…$$`, with its number if it has a label."""
    add = translator.body.append
    add(translator.starttag(node, "div", CLASS="math notranslate"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        add(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, "Link to this equation")
        add("</span>")
    add(translator.builder.app.painter.draw(node.astext(), True))
    add("</div>\n")
    raise nodes.SkipNode


def tie(_app: Sphinx, document: nodes.document, _docname: str) -> None:
    """No line ends between a formula and the comma behind it."""
    for math in list(document.findall(nodes.math)):
        around, at = math.parent, math.parent.index(math)
        before, after = around[:at][-1:], around[at + 1 : at + 2]
        opens = OPENS.search(before[0].astext()) if texts(before) else None
        closes = CLOSES.search(after[0].astext()) if texts(after) else None
        if not opens and not closes:
            continue
        parts: list[nodes.Node] = [math.deepcopy()]
        if opens:
            parts.insert(0, nodes.Text(opens[0]))
            left = before[0].astext()[: opens.start()]
            around.replace(before[0], nodes.Text(left))
        if closes:
            parts.append(nodes.Text(closes[0]))
            left = after[0].astext()[closes.end() :]
            around.replace(after[0], nodes.Text(left))
        around.replace(math, nodes.inline("", "", *parts, classes=["tied"]))


def texts(found: list[nodes.Node]) -> bool:
    """Is there a neighbour, and is it plain text?"""
    return bool(found) and isinstance(found[0], nodes.Text)


def start(app: Sphinx) -> None:
    """Have MathJax ready before the first page is written."""
    app.painter = Painter(Path(app.srcdir) / MATHJAX)  # type: ignore


def stop(app: Sphinx, _error: Exception | None) -> None:
    """And end it."""
    if hasattr(app, "painter"):
        app.painter.close()


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_html_math_renderer("formulas", (inline, None), (block, None))
    app.connect("builder-inited", start)
    app.connect("doctree-resolved", tie, priority=950)
    app.connect("build-finished", stop)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
