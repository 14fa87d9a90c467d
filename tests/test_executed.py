"""Notebooks run side by side before a build reads them, and run anew."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

# each waits for the other, then prints what is told in a file beside it
MEET = """from pathlib import Path
from time import sleep
Path("{own}.here").touch()
for _ in range(300):
    if Path("{other}.here").exists():
        break
    sleep(0.1)
else:
    raise TimeoutError("{other} does not run")
print(Path("told").read_text())"""
CONFIGURED = {
    "extensions": "myst_nb,livenets.executed",
    "nb_execution_mode": "cache",
    "nb_execution_raise_on_error": "1",
}
ALONE = {"orphan": True}  # in no table of contents


@pytest.fixture
def build(tmp_path):
    """`build(told)` → what the pages of two notebooks say."""
    source, out = tmp_path / "source", tmp_path / "built" / "html"
    source.mkdir()
    for own, other in (("index", "one"), ("one", "index")):
        head = new_markdown_cell(f"# {own}\n\n[there]({other}.ipynb)")
        cell = new_code_cell(MEET.format(own=own, other=other))
        notebook = new_notebook(cells=[head, cell], metadata=ALONE)
        nbformat.write(notebook, source / f"{own}.ipynb")
    settings = [f"--define={k}={v}" for k, v in CONFIGURED.items()]
    command = [sys.executable, "-m", "sphinx", "-CEW", *settings]

    def go(told):
        (source / "told").write_text(told)
        for mark in source.glob("*.here"):
            mark.unlink()
        done = subprocess.run(
            [*command, source, out], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return [(out / f"{n}.html").read_text() for n in ("index", "one")]

    return go


@pytest.mark.skipif(os.cpu_count() == 1, reason="one core runs one at a time")
def test_notebooks_run_side_by_side_and_anew_in_every_build(build):
    for told in ("what was first", "what is now"):
        assert all(told in page for page in build(told))
