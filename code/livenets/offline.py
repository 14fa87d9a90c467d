"""The whole book as one file that a reader keeps: a zip beside its pages."""

import zipfile
from pathlib import Path

NAME = "kernels-to-gates.zip"
INSIDE = "kernels-to-gates"  # the folder that the zip unpacks to
DATE = (2026, 1, 1, 0, 0, 0)  # the same bytes for the same book
STORED = {".bin", ".png", ".jpg", ".webp", ".woff2", ".gz"}  # packed already


def pack(book: Path) -> Path:
    """Write `book` (a folder of pages) into its zip, but Sphinx's stamps."""
    target = book / NAME
    target.unlink(missing_ok=True)
    files = sorted(path for path in book.rglob("[!.]*") if path.is_file())
    with zipfile.ZipFile(target, "w") as packed:
        for path in files:
            name = f"{INSIDE}/{path.relative_to(book).as_posix()}"
            about = zipfile.ZipInfo(name, DATE)
            about.external_attr = 0o644 << 16
            about.compress_type = (
                zipfile.ZIP_STORED
                if path.suffix in STORED
                else zipfile.ZIP_DEFLATED
            )
            packed.writestr(about, path.read_bytes())
    return target
