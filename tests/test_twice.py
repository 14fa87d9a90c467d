"""Two builds of one commit are the same, to the last byte."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from where import ROOT

from livenets.manifest import STAMPS, unlike
from livenets.offline import NAME


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """The first page alone, built in two folders with other hashes."""
    folders = []
    for seed in ("1", "2"):
        folder = tmp_path_factory.mktemp("book" * int(seed))
        toc = folder / "toc.yml"
        toc.write_text("format: jb-book\nroot: chapters/index\n")
        command = ["build", ROOT, "--toc", toc, "--path-output", folder]
        done = subprocess.run(
            [Path(sys.executable).with_name("jb"), *command, "--all"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        folders.append(folder / "_build" / "html")
    return folders


def test_a_page_built_twice_is_the_same_in_every_byte(builds):
    one, other = builds
    assert (one / "chapters" / "index.html").exists() and (one / NAME).exists()
    assert (one / "_static" / "livenets" / "parts.json").exists()
    assert unlike(one, other) == []


def test_a_byte_that_differs_is_found_and_stamps_are_not(builds, tmp_path):
    one, other = builds
    for name in STAMPS:
        (one / name).write_text("another")
    page = other / "chapters" / "index.html"
    page.write_bytes(page.read_bytes() + b" ")
    assert unlike(one, other) == ["chapters/index.html differs."]
