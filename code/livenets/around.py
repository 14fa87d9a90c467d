"""What stands around a chapter: how long it is, how to cite it, its card.

The first is counted, in the text as it is built; the second is the book's
CITATION.cff; the third is what a message or a post shows of a link.
"""

import html
import math
import re
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx

from livenets.address import address, is_placeholder

WORDS = 200  # a minute, of prose that is thought about
LINES = 20  # a minute, of code
SHORT = 200  # characters of a card's text


def counted(doctree: nodes.document) -> tuple[int, int]:
    """Words of prose, and lines of code that is shown (not what it prints)."""
    code = [
        block
        for block in doctree.findall(nodes.literal_block)
        if "output" not in block["classes"]
    ]
    lines = sum(len(b.astext().strip().splitlines()) for b in code)
    words = 0
    for text in doctree.findall(nodes.Text):
        inside = (nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)
        if not isinstance(text.parent, inside):
            words += len(re.findall(r"[^\W_]+", text))
    return words, lines


def minutes(words: int, lines: int) -> int:
    """To read both once, in minutes, rounded up to five."""
    return 5 * math.ceil((words / WORDS + lines / LINES) / 5)


def length(doctree: nodes.document) -> str:
    """The line below a chapter's title."""
    words, lines = counted(doctree)
    return (
        f'<p class="length">About {minutes(words, lines)} minutes to read, '
        f"widgets apart: {words:,} words, {lines} lines of code.</p>"
    )


def citation(root: Path, title: str, docname: str, url: str) -> str:
    """How to cite a chapter: a sentence and BibTeX, folded."""
    book = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    who = " and ".join(a["name"] for a in book["authors"])
    year = str(book["date-released"])[:4]
    where = f" {url}" if url else ""
    name = html.escape(f"{who}. “{title}”")
    sentence = (
        f"{name} In <em>{html.escape(book['title'])}</em>, "
        f"version {book['version']}, {year}.{where}"
    )
    fields = {
        "author": f"{{{who}}}",
        "title": title,
        "booktitle": book["title"],
        "edition": f"version {book['version']}",
        "year": year,
        **({"url": url} if url else {}),
    }
    key = f"{docname.split('/')[-1]}{year}"
    rows = "".join(f"  {k:9} = {{{v}}},\n" for k, v in fields.items())
    bibtex = html.escape(f"@incollection{{{key},\n{rows}}}")
    return (
        '<details class="cite"><summary>Cite this chapter</summary>'
        f"<p>{sentence}</p><pre>{bibtex}</pre></details>"
    )


def hook(doctree: nodes.document) -> str:
    """A page's first sentences, as many as a card holds."""
    first = next(doctree.findall(nodes.paragraph), None)
    text = " ".join(first.astext().split()) if first else ""
    if len(text) <= SHORT:
        return text
    kept = re.match(rf".{{1,{SHORT}}}[.?!](?=\s)", text)
    return kept[0] if kept else text[: SHORT - 1].rsplit(" ", 1)[0] + "…"


def card(title: str, text: str, image: str, about: str, url: str) -> str:
    """The tags of a social card; also what a search engine shows."""
    tags = {
        "og:type": "article",
        "og:site_name": "Kernels to Gates",
        "og:title": title,
        "og:description": text,
        "og:image": image,
        "og:image:alt": about,
        "og:url": url,
    }
    lines = [
        f'<meta property="{name}" content="{html.escape(value)}" />'
        for name, value in tags.items()
        if value
    ]
    lines.append(f'<meta name="description" content="{html.escape(text)}" />')
    kind = "summary_large_image" if image else "summary"
    lines.append(f'<meta name="twitter:card" content="{kind}" />')
    return "\n".join(lines)


PICTURE = re.compile(r'<img loading="lazy" src="([^"]+)" alt="([^"]+)">')


def surround(
    app: Sphinx,
    pagename: str,
    _template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Put all three into a page."""
    if doctree is None:
        return
    title = doctree.next_node(nodes.title).astext()
    base = app.config.html_baseurl.rstrip("/")
    url = f"{base}/{pagename}.html"
    body = context["body"]
    seen = PICTURE.search(body)
    image, about = seen.groups() if seen else ("", "")
    if image:
        image = f"{base}/{image.replace('../', '')}"
    about = html.unescape(about)
    context["metatags"] += card(title, hook(doctree), image, about, url)
    if app.env.doc2path(pagename).endswith(".ipynb"):
        body = body.replace("</h1>", f"</h1>\n{length(doctree)}", 1)
        root = Path(app.srcdir)
        known = "" if is_placeholder(address(root)) else url
        cite = citation(root, title, pagename, known)
        context["body"] = f"{body}\n{cite}"


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("html-page-context", surround)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
