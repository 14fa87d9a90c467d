"""What a published book is held to: its pages, its widgets, its files' hashes.

`python -m livenets.manifest _build/html` counts, and writes `manifest.json`
into the book; with an address after it, asks that host for every file and
compares; with the folder of another build of the same book, compares every
byte but those of STAMPS. Nothing here is typed in: what is wanted comes from
`_toc.yml` and the stored notebooks.
"""

import gzip
import hashlib
import json
import re
import sys
import urllib.request
import zlib
from pathlib import Path
from typing import Any

import nbformat
import yaml

from livenets.address import ROOT

NAME = "manifest.json"
# what differs from build to build: Sphinx's hash of its settings, which name
# the folder that it builds in
STAMPS = {".buildinfo", NAME}
MOUNT = '<div class="livenets-mount">'
PLACES = re.compile(r'<script type="application/json">(.*?)</script>')


def wanted(root: Path) -> dict[str, int]:
    """Page → how many widgets it must have, as the notebooks are stored."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    parts = [chapter for part in toc["parts"] for chapter in part["chapters"]]
    found = {}
    for name in [toc["root"], *(chapter["file"] for chapter in parts)]:
        path = root / f"{name}.ipynb"
        found[f"{name}.html"] = widgets(path) if path.exists() else 0
    return found


def widgets(path: Path) -> int:
    """How many outputs of a stored notebook are widgets (NAME: …)."""
    cells = nbformat.read(path, as_version=4).cells
    outputs = [o for cell in cells for o in cell.get("outputs", [])]
    texts = [o.get("data", {}).get("text/plain", "") for o in outputs]
    pictures = ["image/png" in o.get("data", {}) for o in outputs]
    return sum(
        bool(re.match(r"[A-Z]\w+: ", text)) and picture
        for text, picture in zip(texts, pictures, strict=True)
    )


def manifest(book: Path) -> dict[str, Any]:
    """Each file's sha256, and how many widgets each page has."""
    files = sorted(p for p in book.rglob("*") if p.is_file())
    hashes = {
        path.relative_to(book).as_posix(): sha256(path.read_bytes())
        for path in files
        if path.name != NAME
    }
    mounts = {
        name: (book / name).read_text(encoding="utf-8").count(MOUNT)
        for name in hashes
        if name.startswith("chapters/") and name.endswith(".html")
    }
    return {"widgets": mounts, "sha256": hashes}


def sha256(data: bytes) -> str:
    """As hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def problems(book: Path, root: Path = ROOT) -> list[str]:
    """What keeps `book` from being published, a sentence each."""
    found, made = [], manifest(book)["widgets"]
    for page, least in wanted(root).items():
        if page not in made:
            found.append(f"{page} is missing.")
        elif made[page] < least:
            found.append(f"{page} has {made[page]} widgets: want {least}.")
    for page in made:
        for text in PLACES.findall((book / page).read_text(encoding="utf-8")):
            found += lost(book / "_static" / "livenets", page, text)
    return found


def lost(folder: Path, page: str, place: str) -> list[str]:
    """The files that a widget's place names and that are not as named."""
    found = []
    for name in re.findall(r'"(?:file|module)": "([^"]+)"', place):
        if not (folder / name).exists():
            found.append(f"{page}: {name} is missing.")
        elif sha256(inside(folder / name))[:16] != name[:16]:
            found.append(f"{page}: {name} is not what its name says.")
    return found


def inside(path: Path) -> bytes:
    """What a file holds, unpacked; nothing where it can't be."""
    data = path.read_bytes()
    try:
        return gzip.decompress(data) if ".gz" in path.suffixes else data
    except (OSError, EOFError, zlib.error):
        return b""


def differing(book: Path, host: str) -> list[str]:
    """The files that `host` does not give as `book` has them."""
    made = json.loads((book / NAME).read_text(encoding="utf-8"))
    found = []
    for name, digest in made["sha256"].items():
        try:
            with urllib.request.urlopen(f"{host.rstrip('/')}/{name}") as reply:
                same = sha256(reply.read()) == digest
        except OSError as error:
            found.append(f"{name}: {error}.")
        else:
            found += [] if same else [f"{name} is another there."]
    return found


def unlike(book: Path, other: Path) -> list[str]:
    """The files that two builds don't have alike."""
    left, right = (manifest(folder)["sha256"] for folder in (book, other))
    return [
        f"{name} differs."
        for name in sorted({*left, *right} - STAMPS)
        if left.get(name) != right.get(name)
    ]


if __name__ == "__main__":
    folder, *hosts = sys.argv[1:]
    if hosts and Path(hosts[0]).is_dir():
        wrong = unlike(Path(folder), Path(hosts[0]))
    elif hosts:
        wrong = differing(Path(folder), *hosts)
    elif not (wrong := problems(Path(folder))):
        text = json.dumps(manifest(Path(folder)), indent=1)
        (Path(folder) / NAME).write_text(text, encoding="utf-8")
    sys.exit("\n".join(wrong) or 0)
