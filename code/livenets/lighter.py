"""What the theme loads and this book's pages can do without.

Font Awesome (700 KB on every page, for a dozen icons that book.css draws), and
the search index anywhere but on the search page, sphinx-design where
no page uses it.
"""

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

ICONS = re.compile(r"<script[^>]*fontawesome\.js[^>]*></script>\s*")
SEARCH = re.compile(
    r"<script[^>]*(?:searchtools|language_data|searchindex)\.js[^>]*>"
    r"</script>\s*"
)


DESIGN = re.compile(
    r"<(?:link|script)[^>]*(?:sphinx-design\.min\.css|design-tabs\.js)[^>]*>"
    r"(?:</script>)?\s*"
)
THEBE = re.compile(
    r'<script type="text/x-thebe-config">.*?</script>\s*'
    r"|<script>kernelName = [^<]*</script>\s*"
    r"|<script>DOCUMENTATION_OPTIONS\.pagename = [^<]*</script>\s*"
    r"|<link[^>]*sphinx-thebe\.css[^>]*>\s*",
    re.DOTALL,
)


def lighten(app: Sphinx, error: Exception | None) -> None:
    """Take the scripts out of the written pages."""
    if error or app.builder.name != "html":
        return
    out = Path(app.outdir)
    for page in out.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        light = THEBE.sub("", ICONS.sub("", text))
        if page != out / "search.html":
            light = SEARCH.sub("", light)
        if 'class="sd-' not in text:
            light = DESIGN.sub("", light)
        if light != text:
            page.write_text(light, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("build-finished", lighten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
