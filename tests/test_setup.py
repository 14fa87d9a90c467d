"""The notebooks' first cell, and the package that it fetches."""

import ast
import re
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest
from where import CHAPTERS, ROOT

from livenets.notebooks import SETUP

NEVER = {"torch", "numpy", "ipywidgets"}


def run_cell(monkeypatch, missing):
    """What the cell would run where `missing` cannot be found."""
    ran = []
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: name not in missing or None
    )
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: ran.append((a, k)))
    exec(SETUP.format(address="https://github.com/a/b"), {})
    return ran


def test_where_all_is_there_it_does_nothing(monkeypatch):
    assert run_cell(monkeypatch, ()) == []


def test_in_colab_it_fetches_what_is_missing_and_nothing_else(monkeypatch):
    (((command,), keywords),) = run_cell(
        monkeypatch, ("livenets", "torchinfo")
    )
    assert keywords == {"check": True}
    assert command[:4] == [sys.executable, "-m", "pip", "install"]
    assert command[4:] == [
        "--quiet",
        "--no-deps",
        "livenets @ https://github.com/a/b/archive/main.zip",
        "torchinfo",
    ]


def test_it_never_touches_what_colab_is_built_on():
    names = re.search(r"names = (\[.*?\])", SETUP)[1]
    assert not NEVER & set(ast.literal_eval(names))
    assert "--no-deps" in SETUP and "--upgrade" not in SETUP


def test_what_a_chapter_imports_is_in_colab_or_fetched():
    colab = {"matplotlib", "numpy", "torch"}
    fetched = set(ast.literal_eval(re.search(r"names = (\[.*?\])", SETUP)[1]))
    for path in CHAPTERS:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            for node in ast.walk(ast.parse(cell.source)):
                names = {
                    ast.Import: lambda n: [a.name for a in n.names],
                    ast.ImportFrom: lambda n: [n.module],
                }.get(type(node), lambda n: [])(node)
                for name in (n.split(".")[0] for n in names):
                    assert (
                        name in sys.stdlib_module_names
                        or name in colab | fetched
                    ), f"{path.name} imports {name}"


@pytest.fixture(scope="module")
def tracked():
    """The files of the repository that make the package."""
    command = ["git", "ls-files", "code", "pyproject.toml", "*.md", "LICENSE*"]
    listed = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.split()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory, tracked):
    """The package as pip builds it from the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in tracked:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*pip, "-w", str(folder), str(folder)], check=True)
    return next(folder.glob("*.whl"))


def test_the_package_has_all_that_the_chapters_read(wheel, tracked):
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
    wanted = {n.removeprefix("code/") for n in tracked if "livenets/" in n}
    assert wanted and wanted - inside == set()


def test_it_works_far_from_the_repository(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "lib")
    lines = [
        "import livenets, pathlib",
        f"assert {str(tmp_path)!r} in livenets.__file__, livenets.__file__",
        "from livenets import data, weights",
        "from livenets.widgets.feature_maps import FeatureMaps",
        "net = weights.load('resnet18')",
        "print(FeatureMaps(net, {'cat': data.photo('cat')}).side)",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "lib"), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "32\n"), done.stderr
