"""The role {claim}: a number that an entry of the ledger holds."""

from collections.abc import Iterator

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from livenets.claims import sources
from livenets.claims.numbers import numbers
from livenets.claims.prose import ROLE

LOG = logging.getLogger(__name__)


class claim(nodes.reference):
    """A number with where it comes from (`source`)."""


class Claim(SphinxRole):
    """{claim}`28.5 % <resnet.plain-34>`: the text must equal the entry."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The marked number; a warning if the ledger says otherwise."""
        parts = ROLE.fullmatch(self.text)
        if parts is None:
            self.warn(f"want `text <id>`, not {self.text!r}")
            return [nodes.Text(self.text)], []
        text, name = parts["text"], parts["id"]
        for trouble in differs(text, name):
            self.warn(trouble)
        return [claim(text, text, name=name)], []

    def warn(self, words: str) -> None:
        """With the place in the chapter."""
        LOG.warning(f"claims: {words}", location=self.get_location())


def differs(text: str, name: str) -> Iterator[str]:
    """What is wrong with a role, in a sentence."""
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
