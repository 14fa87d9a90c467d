"""GitHub's workflows: they parse, and what they call is there."""

import importlib.util
import re

import pytest
import yaml
from where import ROOT

from livenets.manifest import manifest, problems, wanted

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKE = (ROOT / "Makefile").read_text(encoding="utf-8")


def jobs(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]


def commands(path):
    for job in jobs(path).values():
        yield from (step["run"] for step in job["steps"] if "run" in step)


def test_there_are_three():
    assert [p.stem for p in FILES] == ["pages", "test", "weekly"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestWorkflow:
    def test_what_it_calls_is_there(self, path):
        for line in commands(path):
            for target in re.findall(r"\bmake (\w+)", line):
                assert re.search(rf"^{target}:", MAKE, re.M), line
            for module in re.findall(r"-m (livenets\.\w+)", line):
                assert importlib.util.find_spec(module), line

    def test_no_job_is_without_an_end_nor_may_write_by_default(self, path):
        whole = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert whole["permissions"] == {"contents": "read"}
        for job in whole["jobs"].values():
            assert job["timeout-minutes"] <= 90
        for name, job in whole["jobs"].items():
            assert "permissions" not in job or name == "publish"

    def test_each_action_has_its_version_and_one_only(self, path):
        text = "".join(p.read_text(encoding="utf-8") for p in FILES)
        used = re.findall(r"uses: (actions/[\w-]+)@(\S+)", text)
        assert len(dict(used)) == len(set(used))
        assert path.read_text().count("uses:") == len(
            re.findall(r"uses: actions/[\w-]+@v\d+\n", path.read_text())
        )


def test_only_a_whole_book_is_published():
    build, publish = (jobs(ROOT / ".github/workflows/pages.yml")[name]
                      for name in ("build", "publish"))  # fmt: skip
    runs = [step.get("run", step.get("uses")) for step in build["steps"]]
    guard = runs.index("make manifest")
    assert runs[-1].startswith("actions/upload-pages-artifact")
    assert guard < len(runs) - 1
    assert publish["needs"] == "build"


def test_known_holes_are_looked_for_in_all_that_is_pinned_every_week():
    weekly = FILES[2]
    when = yaml.safe_load(weekly.read_text(encoding="utf-8"))[True]
    assert when["schedule"] == [{"cron": "17 4 * * 1"}]
    runs = "\n".join(commands(weekly))
    assert "npm audit" in runs
    for file in ("requirements.lock", "torch.txt"):
        assert re.search(rf"^pip-audit .*--requirement {file}$", runs, re.M)


def test_the_newest_run_keeps_the_one_pin_that_it_must():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    (command,) = (c for c in commands(FILES[2]) if c.startswith("sed"))
    script = re.search(r"'/(.*?)/!s/(.*?)/(.*?)/'", command)
    lines = [
        line if re.match(script[1], line)
        else line.replace(script[2], script[3], 1)
        for line in text.splitlines()
    ]  # fmt: skip
    assert [x for x in lines if "==" in x] == [
        x for x in text.splitlines() if x.startswith("jupyter-book==")
    ]


@pytest.fixture
def book(tmp_path):
    """A repository with one notebook of two widgets, and its book."""
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    toc = {
        "root": "chapters/index",
        "parts": [{"chapters": [{"file": "chapters/a"}]}],
    }
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump(toc))
    (chapters / "a.ipynb").write_text(NOTEBOOK)
    html = tmp_path / "html" / "chapters"
    html.mkdir(parents=True)
    (html / "index.html").write_text("")
    (html / "a.html").write_text(PLACE * 2)
    static = tmp_path / "html" / "_static" / "livenets"
    static.mkdir(parents=True)
    (static / "ba7816bf8f01cfea.js").write_text("abc")
    return tmp_path


WIDGET = (
    '{"output_type": "execute_result", "execution_count": 1, "metadata": {},'
    ' "data": {"text/plain": "Maps: seen.", "image/png": "aa"}}'
)
PLOT = WIDGET.replace("Maps: seen.", "<Figure size 1x1>")
NOTEBOOK = (
    '{"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {},'
    f' "source": "", "outputs": [{WIDGET}, {PLOT}, {WIDGET}]}}],'
    ' "metadata": {}, "nbformat": 4, "nbformat_minor": 4}'
)
PLACE = (
    '<div class="livenets-mount"><script type="application/json">'
    '{"module": "ba7816bf8f01cfea.js"}</script></div>'
)


def test_a_whole_book_has_no_problem(book):
    assert wanted(book) == {"chapters/index.html": 0, "chapters/a.html": 2}
    assert problems(book / "html", book) == []
    assert len(manifest(book / "html")["sha256"]) == 3


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("chapters/a.html", None, "chapters/a.html is missing."),
        ("chapters/a.html", PLACE, "has 1 widgets: want 2"),
        ("_static/livenets/ba7816bf8f01cfea.js", None, "js is missing"),
        ("_static/livenets/ba7816bf8f01cfea.js", "ab", "not what its name"),
    ],
)
def test_what_is_missing_or_damaged_is_told(book, name, text, said):
    path = book / "html" / name
    path.unlink() if text is None else path.write_text(text)
    assert said in problems(book / "html", book)[0]
