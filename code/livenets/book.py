"""The Sphinx extension of the book: live widgets in pages without a kernel.

It names the folder in which the notebooks leave what their pages load (a
module, a network, a picture), puts that folder and the engine beside the
pages, and writes each widget's place. No other host is called.
"""

import html
import json
import os
import shutil
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from myst_nb.core.render import (
    WIDGET_STATE_MIMETYPE,
    MimeData,
    NbElementRenderer,
)
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from livenets import offline, page, parts
from livenets.address import address, pages
from livenets.notebooks import normalise
from livenets.widgets.base import BOOK, PAGE_MIME, styles

STATIC = "livenets"  # _static/livenets/ in the built book


class WidgetPlace:
    """Writes a widget: the stored picture, and its traits as JSON."""

    mime_priority_overrides: ClassVar = [("html", PAGE_MIME, 1)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """The nodes of one output, or None where it is not ours."""
        if data.mime_type == "image/png":
            return plot(renderer, data)
        if data.mime_type != PAGE_MIME:
            return None
        env = renderer.renderer.sphinx_env
        env.metadata[env.docname]["livenets"] = True
        up = "../" * env.docname.count("/")
        text = place(json.loads(data.content), f"{up}_static/{STATIC}/")
        return [nodes.raw(text=text, format="html")]


def plot(renderer: NbElementRenderer, data: MimeData) -> list[nodes.Element]:
    """A figure: what its author says of it, then what was read off it."""
    drawn = renderer.render_image(data)
    said = renderer.renderer.get_cell_level_config(
        "render_image_options", data.cell_metadata
    )
    for image in (i for part in drawn for i in part.findall(nodes.image)):
        read = data.output_metadata.get("image/png", {}).get("alt", "")
        image["alt"] = f"{said.get('alt', '')} {read}".strip()
    return drawn


def place(widget: dict[str, Any], base: str) -> str:
    """The HTML that mount.js makes live."""
    needs = {key: widget[key] for key in ("module", "traits")}
    data = json.dumps(needs).replace("<", "\\u003c")
    alt = html.escape(widget["alt"])
    return (
        '<div class="livenets-mount">'
        f'<figure class="livenets" data-widget="{widget["widget"]}"'
        ' data-state="stored" data-engine="stored">'
        f'<img loading="lazy" src="{base}{widget["picture"]}" alt="{alt}">'
        "</figure>"
        f'<script type="application/json">{data}</script></div>'
    )


def prepare(app: Sphinx, config: Config) -> None:
    """Name the folders, before any notebook runs."""
    made = Path(app.outdir).parent / "made"
    shutil.rmtree(made, ignore_errors=True)
    ours = made / STATIC
    ours.mkdir(parents=True)
    os.environ[BOOK] = str(ours)
    for path in Path(page.__file__).parent.iterdir():
        if path.suffix in (".js", ".css"):
            shutil.copy(path, ours)
    (ours / "widgets.css").write_text(styles(), encoding="utf-8")
    config.livenets_parts = parts.copied(Path(app.srcdir), ours)
    config.html_static_path.append(str(made))
    config.html_extra_path.append(icon(made.parent / "icon"))
    where = address(Path(app.srcdir))
    config.html_theme_options["repository_url"] = where
    config.html_baseurl = config.html_baseurl or pages(where)
    config.nb_ipywidgets_js = {}
    config.html_math_renderer = "formulas"


def icon(folder: Path) -> str:
    """A folder with the icon that browsers ask a bare host for."""
    from PIL import Image

    folder.mkdir(exist_ok=True)
    picture = Image.new("RGB", (16, 16), "#0072b2")
    for left, top in ((3, 3), (9, 3), (3, 9), (9, 9)):
        colour = "#ffd84d" if left == top == 9 else "white"
        picture.paste(colour, (left, top, left + 4, top + 4))
    picture.save(folder / "favicon.ico")
    return str(folder)


def scripts_of_page(
    app: Sphinx,
    pagename: str,
    _template: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Our mount where a widget is.

    But not Thebe, which calls a host, nor the widgets' state as Jupyter stores
    it, whose numbers the page has already.
    """

    def wanted(script: Any) -> bool:
        about = getattr(script, "attributes", {})
        return (
            "thebe" not in f"{getattr(script, 'filename', script)}"
            and "THEBE" not in about.get("body", "")
            and about.get("type") != WIDGET_STATE_MIMETYPE
        )

    context["script_files"][:] = filter(wanted, context["script_files"])
    offer(context)
    app.add_css_file(f"{STATIC}/book.css")
    app.add_js_file(f"{STATIC}/page.js", type="module")
    if app.env.metadata[pagename].get("livenets"):
        app.add_css_file(f"{STATIC}/widgets.css")
        app.add_js_file(f"{STATIC}/from_file.js")
        app.add_js_file(f"{STATIC}/mount.js", type="module")


def offer(context: dict[str, Any]) -> None:
    """What a reader can take along: a notebook, this page, the whole book.

    Only a notebook can be launched elsewhere, so other pages offer no launch.
    """
    notebook = context.get("page_source_suffix") == ".ipynb"
    groups = {g.get("label"): g for g in context.get("header_buttons", [])}
    if not notebook and "launch-buttons" in groups:
        context["header_buttons"].remove(groups["launch-buttons"])
    for button in groups.get("download-buttons", {}).get("buttons", []):
        if notebook and button["label"] == "download-source-button":
            button |= {"text": "Download .ipynb", "icon": "fas fa-code"}
    if "download-buttons" in groups:
        groups["download-buttons"]["buttons"].append(
            {
                "type": "link",
                "url": context["pathto"](offline.NAME, 1),
                "text": "The whole book (.zip)",
                "tooltip": "Works from any folder or host",
                "icon": "fas fa-box",
                "label": "download-book-button",
            }
        )


def keep(app: Sphinx, error: Exception | None) -> None:
    """Notebooks in normal form, then the zip, once all else is written."""
    if not error and app.builder.name == "html":
        for path in Path(app.outdir, "_sources").rglob("*.ipynb"):
            normalise(path)  # a page in Markdown is stored with this run's ids
        offline.pack(Path(app.outdir))


def complete(app: Sphinx, error: Exception | None) -> None:
    """Fail where a page is missing, or a chapter without a live widget."""
    if error or app.builder.name != "html":
        return
    for docname in sorted(app.env.found_docs):
        page = Path(app.outdir) / f"{docname}.html"
        if not page.exists():
            raise ExtensionError(f"{docname} has no page: {page} is missing.")
        chapter = app.env.doc2path(docname).endswith(".ipynb")
        if chapter and not app.env.metadata[docname].get("livenets"):
            raise ExtensionError(f"{docname} has no live widget.")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.setup_extension("livenets.executed")
    app.setup_extension("livenets.plain")
    app.setup_extension("livenets.prints")
    app.setup_extension("livenets.formulas")
    app.setup_extension("livenets.lighter")
    app.setup_extension("livenets.around")
    app.setup_extension("livenets.mend")
    app.setup_extension("livenets.policy")
    app.setup_extension("livenets.numbering")
    app.setup_extension("livenets.cites")
    app.setup_extension("livenets.claims.mark")
    app.setup_extension("livenets.terms")
    app.setup_extension("livenets.checks")
    app.setup_extension("livenets.parts")
    app.connect("config-inited", prepare)
    app.connect("html-page-context", scripts_of_page, priority=900)
    app.connect("build-finished", complete)
    app.connect("build-finished", keep, priority=999)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
