"""The first use of each term in a chapter leads to the glossary.

An entry of `chapters/glossary.md` is one or more names and what they mean.
Whichever name a chapter's prose uses first is linked, once; the entry's text
is the link's description. A name in brackets, "key (attention)", is found
nowhere: such a word means other things too, and only its Chinese is linked.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from livenets.claims.doctree import ancestors, is_prose
from livenets.claims.mark import depart, visit

PAGE = "chapters/glossary"


class Entry(NamedTuple):
    """What the glossary says of one thing."""

    anchor: str
    names: list[str]
    meaning: str


class glossed(nodes.Inline, nodes.TextElement):
    """A linked first use, with what it means (`source`)."""


def entries(env: BuildEnvironment) -> list[Entry]:
    """All of the glossary."""
    if PAGE not in env.found_docs:
        return []
    items = env.get_doctree(PAGE).findall(nodes.definition_list_item)
    return [Entry(*entry(item)) for item in items]


def entry(item: nodes.definition_list_item) -> tuple[str, list[str], str]:
    """One item of the list: its anchor, names, and meaning."""
    names = [n for n in item.children if isinstance(n, nodes.term)]
    said = next(item.findall(nodes.paragraph))
    words = "".join(n.astext() for n in said if isinstance(n, nodes.Text))
    return (
        names[0]["ids"][0],
        [name.astext() for name in names],
        " ".join(words.split()).rstrip(" .") + ".",  # without the chapter
    )


def pattern(found: list[Entry]) -> re.Pattern[str]:
    """Any name; the longest first, with the plural of a Latin one."""
    names = [n for e in found for n in e.names if "(" not in n]
    latin = sorted((n for n in names if n.isascii()), key=len, reverse=True)
    han = sorted(set(names) - set(latin), key=len, reverse=True)
    return re.compile(
        rf"\b(?P<latin>{'|'.join(map(re.escape, latin))})s?\b"
        f"|(?P<han>{'|'.join(map(re.escape, han))})",
        re.IGNORECASE,
    )


def prose(document: nodes.document) -> Iterator[nodes.Text]:
    """Text that may be linked: no title, caption, code, link or formula."""
    for text in list(document.findall(nodes.Text)):
        around = list(ancestors(text))
        block = next((n for n in around if is_prose(n)), None)
        plain = nodes.Inline | nodes.reference | nodes.literal | nodes.math
        inline = around[: around.index(block)] if block else []
        if isinstance(block, nodes.paragraph) and not any(
            isinstance(n, plain)
            and not isinstance(n, nodes.emphasis | nodes.strong)
            for n in inline
        ):
            yield text


def link(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Link a chapter's first uses."""
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    found = entries(app.env)
    if not found:
        return
    by_name = {name.lower(): e for e in found for name in e.names}
    names, used = pattern(found), set()
    page = app.builder.get_relative_uri(docname, PAGE)
    for text in prose(document):
        parts: list[nodes.Node] = []
        end = 0
        for match in names.finditer(text.astext()):
            about = by_name[(match["latin"] or match["han"]).lower()]
            if about.anchor in used:
                continue
            used.add(about.anchor)
            node = glossed(match[0], match[0])
            node["refuri"] = f"{page}#{about.anchor}"
            node["source"] = f"{' · '.join(about.names)}: {about.meaning}"
            parts += [nodes.Text(text[end : match.start()]), node]
            end = match.end()
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(text[end:])])


def once(_app: Sphinx, document: nodes.document, _docname: str) -> None:
    """A page that quotes chapters links each term once, as they do."""
    used = set()
    for node in list(document.findall(glossed)):
        if node["refuri"] in used:
            node.replace_self(nodes.Text(node.astext()))
        used.add(node["refuri"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_node(glossed, html=(visit, depart))
    app.connect("doctree-resolved", link, priority=900)
    app.connect("doctree-resolved", once, priority=901)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
