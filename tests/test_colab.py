"""Every notebook as in Colab: its ipywidgets, no network, little memory.

With another processor's sums, too, which must print the same; and what Binder
installs.
"""

import os
import re
from importlib.metadata import PackageNotFoundError, distribution

import nbformat
import pytest
import yaml
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell
from where import CHAPTERS, ROOT

WIDGETS = ROOT / ".venv" / "colab"  # made by `make colab`
MOST = 900  # MB, of a notebook's kernel; Binder gives 1 to 2 GB
INSTALLED = 1500  # MB
# of a kernel: its ipywidgets, the most memory it ever had, whom it can reach
REPORT = """
import importlib.util, re, socket, ipywidgets
with open("/proc/self/status") as status:
    peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1]) / 1000
try:
    socket.create_connection(("192.0.2.1", 80), 1)
except OSError as error:
    reached = str(error)
onnx = bool(importlib.util.find_spec("onnx"))
print(ipywidgets.__version__, round(peak), onnx, reached)
"""
# torch then adds in another order, as other processors do
OTHERS = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_CBWR": "COMPATIBLE",
}
# conda-forge's name → PyPI's
NAMES = {"pytorch": "torch", "matplotlib-base": "matplotlib"}


@pytest.fixture
def colab(monkeypatch):
    """A kernel that starts from here is one as in Colab."""
    if not (WIDGETS / "ipywidgets").exists():
        pytest.fail(f"No ipywidgets 7.7.1 in {WIDGETS}: run 'make colab'.")
    first = [str(WIDGETS), str(ROOT / "tests" / "colab"), str(ROOT / "code")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(first))
    monkeypatch.delenv("LIVENETS_BOOK", raising=False)
    for name, value in OTHERS.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore")  # of ipywidgets 7 and nbclient, not ours
def test_a_notebook_runs_as_in_colab(colab, path, record_property):
    notebook = nbformat.read(path, as_version=4)
    widgets = sum("image/png" in data for data in displayed(notebook))
    said = printed(notebook)
    notebook.cells.append(new_code_cell(REPORT))
    where = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, timeout=480, startup_timeout=240, resources=where
    )
    client.execute()
    version, peak, onnx, reached = (
        notebook.cells[-1].outputs[0].text.split(maxsplit=3)
    )
    record_property("MB", peak)
    print(f"{path.stem}: {peak} MB")
    assert version == "7.7.1"
    assert onnx == "False", "onnx is only there to build the book"
    assert reached.startswith("No network in this test")
    assert int(peak) <= MOST
    assert sum("image/png" in data for data in displayed(notebook)) == widgets
    for data in displayed(notebook):
        assert "text/plain" in data
    assert printed(notebook)[:-1] == said, "another processor, other numbers"


def displayed(notebook):
    """What its cells show: MIME type → content, one a picture or result."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "data" in output:
                yield output["data"]


def printed(notebook):
    """What each code cell prints."""
    return [
        "".join(o["text"] for o in cell.outputs if "text" in o)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def binder():
    """What .binder/environment.yml names, as PyPI calls it."""
    file = ROOT / ".binder" / "environment.yml"
    named = yaml.safe_load(file.read_text())["dependencies"]
    names = [re.split("[=<> ]", line)[0] for line in named]
    return [NAMES.get(name, name) for name in names if name != "python"]


def closure(names):
    """These distributions and all that they require, here."""
    found, waiting = {}, list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue  # for another system, or an extra
        for line in found[name].requires or []:
            if "extra ==" not in line:
                waiting.append(re.match(r"[\w.-]+", line)[0])
    return found


def megabytes(dist):
    paths = {dist.locate_file(f).resolve() for f in dist.files or []}
    return sum(p.stat().st_size for p in paths if p.is_file()) / 1e6


def test_binder_installs_little():
    sizes = {name: megabytes(d) for name, d in closure(binder()).items()}
    assert {"torch", "jupyterlab", "anywidget"} <= set(sizes)
    most = sorted(sizes.items(), key=lambda item: -item[1])[:8]
    assert sum(sizes.values()) <= INSTALLED, most


def test_binder_has_all_that_the_first_cell_would_fetch():
    cell = nbformat.read(CHAPTERS[0], as_version=4).cells
    source = next(c.source for c in cell if c.cell_type == "code")
    named = set(re.findall(r'"(\w+)"', source.split("names = ")[1][:80]))
    here = set(closure(binder())) | {"livenets"}  # by postBuild
    assert named and named <= here


def test_binder_installs_the_package_alone():
    text = (ROOT / ".binder" / "postBuild").read_text()
    assert "--no-deps" in text and text.startswith("#!")
    assert os.access(ROOT / ".binder" / "postBuild", os.X_OK)
