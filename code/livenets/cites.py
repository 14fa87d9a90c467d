"""A citation is a link to the paper: [[He et al., 2016]](https://doi.org/…).

Anywhere else it opens the paper. The build knows the addresses of
references.bib and makes a citation of each, as sphinxcontrib-bibtex's roles
{cite:p} and {cite:t} do; the text must be what the page will print.
"""

from pathlib import Path

from docutils import nodes
from pybtex.database import Entry, Person, parse_file
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinxcontrib.bibtex.roles import CiteRole

LOG = logging.getLogger(__name__)


def entries(path: Path) -> dict[str, Entry]:
    """All of references.bib, by key."""
    return dict(parse_file(str(path)).entries)


def address(entry: Entry) -> str:
    """Where the paper is: its DOI's page, or its own."""
    doi = entry.fields.get("doi")
    return f"https://doi.org/{doi}" if doi else entry.fields["url"]


def said(entry: Entry) -> tuple[str, str]:
    """The citation as pages print it, in brackets and in a sentence."""
    last = [name(person) for person in entry.persons["author"]]
    who = f"{last[0]} et al." if len(last) > 2 else " and ".join(last)
    year = entry.fields["year"]
    return f"[{who}, {year}]", f"{who} [{year}]"


def name(person: Person) -> str:
    """A family name, with its van."""
    parts = person.rich_prelast_names + person.rich_last_names
    return " ".join(str(part) for part in parts)


def differs(text: str, entry: Entry) -> str:
    """What is wrong with a link's text, in a sentence."""
    if text in said(entry):
        return ""
    brackets, sentence = said(entry)
    return (
        f"{entry.key}: the prose says “{text}”; "
        f"want “{brackets}” or “{sentence}”."
    )


def resolve(app: Sphinx, document: nodes.document) -> None:
    """Make a citation of each link to a paper; warn where it differs."""
    domain, docname = app.env.get_domain("cite"), app.env.docname
    papers = {address(e): e for e in domain.bibdata.data.entries.values()}
    prefixes = [
        about.keyprefix
        for place, about in domain.bibliographies.items()
        if place.docname == docname
    ]
    for link in list(document.findall(nodes.reference)):
        entry = papers.get(link.get("refuri"))
        if entry is None:
            continue
        text = link.astext()
        trouble = differs(text, entry)
        if not prefixes:
            trouble = f"“{text}” needs a {{bibliography}} in its page."
        if trouble:
            LOG.warning(f"cites: {trouble}", location=link)
        else:
            place = "p" if text == said(entry)[0] else "t"
            key = prefixes[0] + entry.key
            link.replace_self(cited(app, document, key, place))


def cited(
    app: Sphinx, document: nodes.document, key: str, place: str
) -> nodes.Node:
    """What the role {cite:p} or {cite:t} makes of a key."""
    node = pending_xref(
        "",
        nodes.inline(key, key),
        refdoc=app.env.docname,
        refdomain="cite",
        reftype=place,
        reftarget=key,
        refexplicit=False,
        refwarn=True,
    )
    role = CiteRole()
    role.target = key
    return role.result_nodes(document, app.env, node, True)[0][0]


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("doctree-read", resolve, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
