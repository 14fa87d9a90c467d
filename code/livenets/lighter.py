"""What the theme loads and this book's pages can do without.

Font Awesome (700 KB on every page, for a dozen icons that book.css draws), and
the search index anywhere but on the search page, sphinx-design where
no page uses it, and of the theme's style sheet the rules for what no page and
no script of the book names.
"""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

SHEET = "_static/styles/pydata-sphinx-theme.css"
PURGE = "node_modules/purgecss/bin/purgecss.js"
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


def purge(app: Sphinx, error: Exception | None) -> None:
    """Keep of the theme's style sheet what the finished pages can use."""
    if error or app.builder.name != "html":
        return
    node = shutil.which("node")
    program = Path(app.srcdir) / PURGE
    if node is None or not program.exists():
        raise ExtensionError(
            f"{program} and Node are wanted: run 'make book'."
        )
    out = Path(app.outdir)
    pages = ["--content", "**/*.html", "**/*.js"]
    sheet = ["--css", SHEET, "--output", Path(SHEET).parent]
    run = subprocess.run(
        [node, program, *pages, *sheet],
        cwd=out,
        capture_output=True,
        text=True,
    )
    if run.returncode:
        raise ExtensionError(f"{PURGE} failed: {run.stderr}")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("build-finished", lighten)
    app.connect("build-finished", purge, priority=960)  # after `policy`
    return {"parallel_read_safe": True, "parallel_write_safe": True}
