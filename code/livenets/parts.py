"""What others made and the built pages load: onnxruntime-web.

Each file is listed with its version, licence and hash in parts.json, which
the engine compares its runtime with, and on the page `parts.html`.
"""

import gzip
import hashlib
import html
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

PACKAGES = "node_modules"
ORT = "onnxruntime-web"
SCRIPTS = ("ort.wasm.bundle.min.mjs", "ort.jspi.bundle.min.mjs")
RUNTIMES = {  # onnxruntime-web's file → ours; gzipped, whatever the host does
    "ort-wasm-simd-threaded.wasm": "ort-wasm.gz.bin",
    "ort-wasm-simd-threaded.jspi.wasm": "ort-webgpu.gz.bin",
}
LIST = "parts.json"
HEAD = ("File", "Is", "Bytes", "SHA-256")


def of(data: bytes) -> dict[str, Any]:
    """Size and hash."""
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def copied(root: Path, folder: Path) -> list[dict[str, Any]]:
    """Put the npm packages' files into `folder`, with their list."""
    package = root / PACKAGES / ORT
    about = json.loads((package / "package.json").read_text("utf-8"))
    made = {key: about[key] for key in ("name", "version", "license")}
    rows = []
    for name in SCRIPTS:
        shutil.copy(package / "dist" / name, folder)
        data = (folder / name).read_bytes()
        rows.append({"file": name, "source": name, **made, **of(data)})
    for name, packed in RUNTIMES.items():
        data = (package / "dist" / name).read_bytes()
        (folder / packed).write_bytes(gzip.compress(data, 9, mtime=0))
        row = {"file": packed, "source": name, **made}
        row |= of((folder / packed).read_bytes())
        rows.append(row | {"unpacked": of(data)})
    (folder / LIST).write_text(json.dumps(rows, indent=1), "utf-8")
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    """The list as HTML."""

    def line(cells: tuple[str, ...], tag: str) -> str:
        each = (f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells)
        return f"<tr>{''.join(each)}</tr>"

    body = [
        line(
            (
                row["file"],
                f"{row['name']} {row['version']}, {row['license']}:"
                f" {row['source']}",
                f"{row['bytes']:,}",
                row["sha256"],
            ),
            "td",
        )
        for row in rows
    ]
    return f"<table>{line(HEAD, 'th')}{''.join(body)}</table>"


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page that lists the parts."""
    title = "Parts by others"
    words = (
        "<p>The pages of this book load the files below, which others made;"
        " all else in them is the book's own. The build writes this list, and"
        " a page runs no runtime that differs from it.</p>"
    )
    body = (
        f'<section><h1>{title}</h1>{words}<div class="table-scroll"'
        f' tabindex="0" role="region" aria-label="{title}"'
        ' style="overflow-x: auto">'
        f"{table(app.config.livenets_parts)}</div></section>"
    )
    yield "parts", {"title": title, "body": body}, "page.html"


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_config_value("livenets_parts", [], "html")
    app.connect("html-collect-pages", pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
