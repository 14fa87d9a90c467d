"""The page of all claims and all errata, made from the other pages."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

PAGE = "chapters/claims"
WHOSE = ("notes", "papers", "others")


class ledger(nodes.General, nodes.Element):
    """The place of a list that is made when all chapters are read."""


class Ledger(SphinxDirective):
    """{ledger} claims, or {ledger} errata with `:whose:`."""

    required_arguments = 1
    option_spec: ClassVar = {
        "whose": lambda text: directives.choice(text, WHOSE)
    }

    def run(self) -> list[nodes.Node]:
        """Only the place."""
        whose = self.options.get("whose")
        return [ledger(kind=self.arguments[0], whose=whose)]


def anchor(name: str) -> str:
    """The row of an entry."""
    return "claim-" + re.sub(r"[^a-z0-9]+", "-", name.lower())


def chapters(app: Sphinx) -> list[str]:
    """The pages in the order of the book."""
    root = app.config.root_doc
    order = [root, *app.env.toctree_includes.get(root, [])]
    return [docname for docname in order if docname != PAGE]


def title(app: Sphinx, docname: str) -> str:
    """A chapter's title."""
    return app.env.titles[docname].astext()


def fill(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Put the lists in their places."""
    for place in list(document.findall(ledger)):
        if place["kind"] == "claims":
            place.replace_self(list(all_claims(app, docname)))
        else:
            place.replace_self(all_errata(app, docname, place["whose"]))


def all_claims(app: Sphinx, here: str) -> Iterator[nodes.Node]:
    """A table for each chapter."""
    marks = getattr(app.env, "livenets_marks", {})
    order = [docname for docname in chapters(app) if marks.get(docname)]
    contents = nodes.bullet_list()
    for docname in order:
        name = docname.rpartition("/")[2]
        line = nodes.paragraph(
            "", "", link(title(app, docname), f"#of-{name}")
        )
        line += nodes.Text(f": {len(marks[docname])}")
        contents += nodes.list_item("", line)
    yield contents
    for docname in order:
        found = marks[docname]
        name = docname.rpartition("/")[2]
        heading = nodes.rubric("", title(app, docname), ids=[f"of-{name}"])
        yield heading
        up = app.builder.get_relative_uri(here, docname)
        yield table(list(rows(found, up)))


def rows(marks: list[Any], up: str) -> Iterator[list[nodes.Node]]:
    """The ledger's entries, then what cells hold."""
    named: dict[str, list[Any]] = {}
    for mark in marks:
        if mark.name:
            named.setdefault(mark.name, []).append(mark)
    for name, all_marks in named.items():
        links = nodes.paragraph(ids=[anchor(name)])
        for mark in all_marks:
            links += [link(mark.text, f"{up}#{mark.anchor}"), nodes.Text(" ")]
        source = nodes.paragraph("", all_marks[0].source)
        yield [links, source]
    for mark in marks:
        if not mark.name:
            number = nodes.paragraph()
            number += link(mark.text, f"{up}#{mark.anchor}")
            yield [
                number,
                nodes.paragraph("", mark.around),
                nodes.paragraph("", mark.source),
            ]


def link(text: str, uri: str) -> nodes.reference:
    """A link."""
    return nodes.reference(text, text, refuri=uri, internal=True)


def table(rows: list[list[nodes.Node]]) -> nodes.table:
    """Two columns: the number, and what holds it."""
    group = nodes.tgroup(cols=2)
    group += [nodes.colspec(colwidth=w) for w in (20, 80)]
    heads = [nodes.paragraph("", t) for t in ("In the text", "Held by")]
    group += nodes.thead("", row(heads))
    group += nodes.tbody("", *map(row, rows))
    return nodes.table("", group, classes=["ledger"])


def row(cells: list[nodes.Node]) -> nodes.row:
    """One row."""
    first, *rest = cells
    return nodes.row("", nodes.entry("", first), nodes.entry("", *rest))


def whose(text: str) -> str:
    """Whose erratum it is, by its words."""
    if re.search(r"\bnotes\b", text):
        return "notes"
    return "papers" if re.search(r"\bpapers?\b", text) else "others"


def all_errata(app: Sphinx, here: str, wanted: str) -> nodes.Node:
    """The items of the chapters' sections "Errata" that are `wanted`'s."""
    found = nodes.bullet_list()
    for docname in chapters(app):
        uri = app.builder.get_relative_uri(here, docname)
        for section in errata(app, docname):
            back = link(title(app, docname), f"{uri}#{section['ids'][0]}")
            for item in section.findall(nodes.list_item):
                if whose(item.astext()) == wanted:
                    found += elsewhere(item, uri, back)
    return found


def errata(app: Sphinx, docname: str) -> list[nodes.section]:
    """A chapter's section "Errata", if it has one, with its links resolved.

    The section alone: a whole chapter that is resolved twice has twice the
    references in its bibliography.
    """
    whole = app.env.get_doctree(docname)
    part = whole.copy()
    for section in list(whole.findall(nodes.section)):
        titles = [n.astext() for n in section if isinstance(n, nodes.title)]
        if titles == ["Errata"]:
            part += section.deepcopy()
    if part.children:
        app.env.resolve_references(part, docname, app.builder)
    return [n for n in part.children if isinstance(n, nodes.section)]


def elsewhere(
    item: nodes.list_item, uri: str, back: nodes.reference
) -> nodes.list_item:
    """A copy of an item for another page: its links lead to its own."""
    copy = item.deepcopy()
    for node in copy.findall(nodes.Element):
        node["ids"] = []
        target = node.get("refuri", "")
        if "refid" in node:
            node["refuri"] = f"{uri}#{node.attributes.pop('refid')}"
        elif target.startswith("#"):
            node["refuri"] = uri + target
    where = nodes.emphasis()
    where += [nodes.Text(" In: "), back.deepcopy(), nodes.Text(".")]
    copy.children[-1].append(where)
    return copy


def setup(app: Sphinx) -> None:
    """The part of `mark.setup` that is about this page."""
    app.add_node(ledger)
    app.add_directive("ledger", Ledger)
    app.connect("doctree-resolved", fill)
    app.connect(
        "env-updated", lambda _, env: [PAGE] if PAGE in env.found_docs else []
    )
