"""What the theme's pages get wrong for a reader who cannot see them."""

import re
from pathlib import Path

from sphinx.application import Sphinx

# what is written → what is to be; axe-core found each
MENDS = [
    # a list's entries; the role was deprecated
    (r'role="doc-biblioentry"', 'role="listitem"'),
    # the title and the search button stand in no landmark
    (
        r'<div id="pst-primary-sidebar"',
        '<div id="pst-primary-sidebar" role="region" aria-label="The book"',
    ),
]
PATTERNS = [(re.compile(pattern), wanted) for pattern, wanted in MENDS]


def mended(app: Sphinx, error: Exception | None) -> None:
    """Rewrite the written pages."""
    if error or app.builder.name != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for pattern, wanted in PATTERNS:
            text = pattern.sub(wanted, text)
        page.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("build-finished", mended)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
