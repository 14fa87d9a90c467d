"""What is true of the tree itself: names, directions, chapters."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
import yaml
from where import CHAPTERS, CODE, ROOT

from livenets.address import address
from livenets.notebooks import FOLDS, SETUP, SETUP_TAG, normal, stored

HEADINGS = [
    "The idea",
    "The code",
    "The experiment",
    "Errata",
    "Exercises",
    "References",
]
# a page after the chapters: no network's, so its headings are its own
APPENDIX = next(
    (
        [Path(chapter["file"]).name for chapter in part["chapters"]]
        for part in yaml.safe_load((ROOT / "_toc.yml").read_text())["parts"]
        if part["caption"] == "Appendix"
    ),
    [],
)
# the page about a reader's own module, which must have one to look into
DEFINES_A_MODULE = {"your_own"}
# package or module → what of ours it must not import
FORBIDDEN = {
    "nets": ("probe", "browser", "engine", "widgets", "book", "train"),
    "data": ("nets", "probe", "widgets", "book", "train"),
    "probe.py": ("nets", "browser", "widgets", "data", "book"),
    "browser.py": ("nets", "widgets", "data", "book"),
    "engine.py": ("nets", "widgets", "data", "book"),
    "alphabet.py": ("nets", "probe", "widgets", "data", "book"),
    "widgets": ("nets", "data", "book", "train", "weights"),
}


def imports(path):
    """Names of the modules that a file imports, at any depth."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{a.name}" for a in node.names)


def cells(path, kind):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [
        "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == kind
    ]


def test_nothing_shadows_the_standard_librarys_code():
    assert not (ROOT / "code" / "__init__.py").exists()


@pytest.mark.parametrize("part", FORBIDDEN)
def test_dependencies_point_one_way(part):
    path = CODE / part
    for file in path.rglob("*.py") if path.is_dir() else [path]:
        for name in imports(file):
            for other in FORBIDDEN[part]:
                assert not f"{name}.".startswith(f"livenets.{other}."), (
                    f"{file.relative_to(ROOT)} imports {name}"
                )


def test_no_widget_imports_torch():
    for file in (CODE / "widgets").glob("*.py"):
        assert not {n.split(".")[0] for n in imports(file)} & {"torch"}, file


def test_every_widget_is_a_pair_with_a_test():
    shared = {"__init__", "any_model", "base", "live", "pictures"}
    for file in (CODE / "widgets").glob("*.py"):
        if file.stem in shared:
            continue
        assert file.with_suffix(".js").exists(), file
        assert (ROOT / f"tests/widgets/test_{file.stem}.py").exists(), file
        assert (ROOT / f"tests/widgets/{file.stem}.test.mjs").exists(), file


def test_every_chapter_is_in_the_table_of_contents():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    listed = [c["file"] for part in toc["parts"] for c in part["chapters"]]
    pages = [p for p in (ROOT / "chapters").glob("*.md") if p.stem != "index"]
    assert sorted(listed) == sorted(
        f"chapters/{path.stem}" for path in (*CHAPTERS, *pages)
    )


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
class TestChapter:
    def test_headings_are_there_and_in_order(self, path):
        if path.stem in APPENDIX:
            return
        found = [
            line.removeprefix("## ").strip()
            for text in cells(path, "markdown")
            for line in text.splitlines()
            if line.startswith("## ")
        ]
        assert found == HEADINGS

    def test_no_module_is_defined_here(self, path):
        defined = [
            node.name
            for source in cells(path, "code")
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.ClassDef)
        ]
        assert len(defined) == (path.stem in DEFINES_A_MODULE), defined

    def test_its_first_cell_is_the_same_in_all(self, path):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cell = next(c for c in notebook["cells"] if c["cell_type"] == "code")
        assert (
            "".join(cell["source"]) == SETUP.format(address=address()).strip()
        ), "python -m livenets.notebooks --setup chapters/*.ipynb"
        assert cell["metadata"] == {"tags": [SETUP_TAG], **FOLDS[SETUP_TAG]}
        assert cell["outputs"] == []

    def test_cells_are_short(self, path):
        for source in cells(path, "code")[1:]:
            lines = source.splitlines()
            assert len(lines) <= 15, source
            assert all(len(line) <= 79 for line in lines), source

    def test_every_test_that_it_names_exists(self, path):
        tests = "".join(
            p.read_text(encoding="utf-8")
            for p in (ROOT / "tests").rglob("*.*")
            if p.suffix in (".py", ".mjs")
        )
        for text in cells(path, "markdown"):
            for name in re.findall(r"`(test_\w+)`", text):
                assert f"def {name}(" in tests, name

    def test_it_is_stored_in_normal_form(self, path):
        text = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)
        assert stored(normal(notebook)) == text
        assert "object at 0x" not in text

    def test_every_cell_that_prints_is_stored_with_its_output(self, path):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        code = [c for c in notebook["cells"] if c["cell_type"] == "code"]
        counts = [cell["execution_count"] for cell in code]
        assert counts == list(range(1, len(code) + 1))
        assert any(cell["outputs"] for cell in code)
        for cell in code:
            assert not any(
                o["output_type"] == "error" for o in cell["outputs"]
            )
            assert not any(o.get("name") == "stderr" for o in cell["outputs"])


def test_the_readmes_table_names_tests_that_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.split("## A reader on")[1].split("## ")[0]
    tests = "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("*.py")
    )
    rows = [row for row in table.splitlines() if row.startswith("| ")][1:]
    assert rows
    for row in rows:
        held = row.split("|")[3]
        names = re.findall(r"`(test_\w+)`", held)
        files = re.findall(r"`(tests/\S+)`", held)
        assert names or files, row
        assert all(f"def {name}(" in tests for name in names), row
        assert all((ROOT / file).exists() for file in files), row
