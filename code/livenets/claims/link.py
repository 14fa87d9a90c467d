"""A link to an entry of the ledger: [28.5 %](claims.md#resnet.plain-34).

Anywhere else it is an ordinary link to the page of claims; the build makes a
marked number of it, whose text must equal the entry.
"""

from collections.abc import Iterator

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util import logging

from livenets.claims import sources
from livenets.claims.ledger_page import PAGE
from livenets.claims.numbers import numbers

LOG = logging.getLogger(__name__)


class claim(nodes.reference):
    """A number with where it comes from (`source`)."""


def resolve(document: nodes.document) -> None:
    """Make a claim of each link that names an entry; warn where it differs."""
    for link in list(document.findall(pending_xref)):
        name = link.get("reftargetid") or ""
        if link["reftarget"] != PAGE or "." not in name:
            continue
        text = link.astext()
        for trouble in differs(text, name):
            LOG.warning(f"claims: {trouble}", location=link)
        link.replace_self(claim(text, text, name=name))


def differs(text: str, name: str) -> Iterator[str]:
    """What is wrong with a link, in a sentence."""
    found = list(numbers(text))
    if len(found) != 1:
        yield f"{name}: “{text}” has {len(found)} numbers; want one."
        return
    try:
        value = sources.value(name)
    except (sources.Wrong, LookupError, OSError) as error:
        yield str(error)
        return
    if not found[0].says(value):
        yield f"{name}: the prose says {text}, the ledger {value:.10g}."
