"""How long the book takes to build and to check: minutes, so only if asked.

The whole book is built where `make book` builds it, and stays.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from where import BOOK, CHAPTERS, ROOT

from bench import Table
from bench.growth import fitted
from bench.growth import tables as curves

BUILD = ["jb", "build", ".", "-n", "--keep-going"]
NBVAL = ["-n", "2", "--dist", "loadfile", "-W", "default", "--nbval"]
TOUCHED = "lenet"
# of about equal length: 1, 2 and 4 of them are built
SOME = ["lenet", "mobilenet_v3", "efficientnet", "resnet"]


def timed(command):
    """Seconds of a command, which must succeed."""
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        said = " ".join(map(str, command))
        raise RuntimeError(f"{said} failed:\n{done.stdout[-2000:]}")
    return round(time.perf_counter() - start, 1)


def whole():
    """Every chapter, executed; then once more after one was touched."""
    every = timed([*BUILD, "-W", "--all"])
    with tempfile.TemporaryDirectory() as folder:
        kept = shutil.copytree(BOOK, Path(folder) / "html")
        os.utime(ROOT / "chapters" / f"{TOUCHED}.ipynb")
        again = timed(BUILD)
        # the second build splits styles otherwise: the first one's book stays
        shutil.rmtree(BOOK)
        shutil.copytree(kept, BOOK)
    return {"whole": every, "one touched": again}


def some(count):
    """Seconds that a book of so many chapters takes."""
    with tempfile.TemporaryDirectory() as folder:
        toc = Path(folder) / "toc.yml"
        lines = [f"  - file: chapters/{name}\n" for name in SOME[:count]]
        head = "format: jb-book\nroot: chapters/index\nchapters:\n"
        toc.write_text(head + "".join(lines))
        made = ["--toc", str(toc), "--path-output", folder, "--all"]
        return timed([*BUILD, *made])


def nbval():
    """Seconds of the strict comparison of every notebook."""
    test = [sys.executable, "-m", "pytest", "-q", *NBVAL]
    return timed([*test, *map(str, CHAPTERS)])


def measure(size):
    """Once each; `size.pages` bounds what is built, for a test."""
    if size.pages:
        return {"by chapters": points([1])}
    return {
        "notebooks": len(CHAPTERS),
        "seconds": {**whole(), "nbval": nbval()},
        "by chapters": points([1, 2, 4]),
    }


def points(counts):
    """Seconds of books of 1, 2, … chapters."""
    found = [(n, some(n)) for n in counts]
    if len(found) < 2:
        return {"of": "chapters", "points": found, "exponent": 0.0}
    return fitted("chapters in the book", found)


def tables(found):
    """One line of seconds, and the curve."""
    shown = []
    if "seconds" in found:
        shown.append(
            Table(
                "Building the book",
                f"Seconds, once each: {found['notebooks']} notebooks, all"
                f" executed; after `{TOUCHED}.ipynb` was touched; nbval's"
                " strict comparison of all, in two processes.",
                ["whole book", "one chapter touched", "nbval"],
                [[f"{s:.0f}" for s in found["seconds"].values()]],
            )
        )
    grown = {"chapters": found["by chapters"]}
    return shown + curves(grown, "Seconds", "How a build grows")
