"""What others made and the pages load is listed, and is what the list says."""

import gzip
import hashlib
import json

from where import BOOK, CODE, ROOT

FOLDER = BOOK / "_static" / "livenets"
OURS = {path.name for path in (CODE / "page").glob("*.js")}


def listed():
    return json.loads((FOLDER / "parts.json").read_text())


def test_every_file_of_others_is_in_the_list_with_its_hash():
    rows = listed()
    there = {path.name for path in FOLDER.glob("ort*")}
    assert {row["file"] for row in rows} == there and len(there) == 4
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for row in rows:
        data = (FOLDER / row["file"]).read_bytes()
        assert len(data) == row["bytes"]
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
        of = lock[f"node_modules/{row['name']}"]
        assert (row["version"], row["license"]) == (
            of["version"],
            of["license"],
        )
        if "unpacked" in row:
            wasm = hashlib.sha256(gzip.decompress(data)).hexdigest()
            assert wasm == row["unpacked"]["sha256"]


def test_no_other_script_is_by_others():
    named = {row["file"] for row in listed()}
    for path in [*FOLDER.glob("*.js"), *FOLDER.glob("*.mjs")]:
        hashed = len(path.stem) == 16 and path.suffix == ".js"
        assert path.name in named | OURS or hashed, path.name


def test_the_list_is_a_page_that_the_book_links():
    page = (BOOK / "parts.html").read_text()
    for row in listed():
        for cell in ("file", "source", "version", "license", "sha256"):
            assert row[cell] in page
    assert "../parts.html" in (BOOK / "chapters" / "index.html").read_text()
