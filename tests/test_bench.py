"""`make bench` works: every part runs, and gives the numbers it promises."""

import json
import os
import subprocess
import sys

import pytest
import torch
from bench import (
    Size,
    Table,
    browse,
    build,
    counterparts,
    growth,
    kernel,
    report,
)
from bench.drive import BACK
from keyboard import BY_KEYBOARD
from where import ROOT

# part → its tables' headings, each with its columns
PROMISED = {
    "networks": {
        "Networks beside torch.nn": [
            "network", "forward", "forward + backward",
        ],
    },
    "growth": {"How a forward pass grows": ["size", "points", "exponent"]},
    "training": {
        "Training": ["processes of torchrun", "steps a second", "ratio"],
    },
    "kernel": {
        "Change → answer, in a kernel": [
            "widget", "device", "trials", "p50", "p95",
        ],
    },
    "pages": {
        "Weight of each page": [
            "page", "KB", "requests", "document", "script", "style", "font",
            "image", "other", "engine, MB", "hosts",
        ],
        "First paint": [
            "page", "first paint", "first widget", "longest task",
            "slow: first paint", "slow: first widget", "slow: longest task",
        ],
    },
    "widgets": {
        "Change → drawn, in the page": [
            "widget", "engine", "trials", "p50", "p95", "> 50 ms", "longest",
        ],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """What the command prints and writes, each part tried on a little."""
    file = tmp_path_factory.mktemp("bench") / "bench.json"
    paths = [str(ROOT / "tests"), str(ROOT / "code")]
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--tiny", "--json", str(file)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, json.loads(file.read_text())


@pytest.mark.parametrize("part", PROMISED)
def test_each_part_prints_the_columns_that_it_promises(tried, part):
    text, found = tried
    assert found[part]
    for heading, columns in PROMISED[part].items():
        _, table = text.split(f"### {heading}\n")[1].split("\n\n")[:2]
        head, _, *rows = table.splitlines()
        assert head == f"| {' | '.join(columns)} |"
        assert rows and all(
            row.count(" | ") == len(columns) - 1 for row in rows
        )


def test_it_names_the_machine_and_every_version(tried):
    text, found = tried
    for value in found["machine"].values():
        assert value not in ("", "none") and value in text
    assert found["date"] in text and "python -m bench --tiny" in text


def test_a_page_is_weighed_by_type_and_the_engine_comes_only_with_use(tried):
    (about,) = tried[1]["pages"]["weights"].values()
    first, later = (about[key] for key in list(about)[1:])
    for weight in (first, later):
        parts = [row for kind, row in weight.items() if kind != "total"]
        for what in ("KB", "requests"):
            total = sum(part[what] for part in parts)
            assert total == pytest.approx(weight["total"][what], abs=0.5)
    assert {"document", "script", "style", "image"} <= set(first)
    assert "wasm/model" not in first and later["wasm/model"]["KB"] > 1000


def test_the_slow_network_is_slow_and_memory_is_that_of_the_engine(tried):
    _, found = tried
    for about in found["pages"]["paints"].values():
        slow, quick = about["slow"], about["desktop"]
        assert slow["first paint"] > quick["first paint"]
        assert slow["first widget"] >= slow["first paint"] > 0
    heap, later = found["widgets"]["memory"]["heap, bytes"]
    assert min(heap, later, *found["widgets"]["memory"]["engine, bytes"]) > 1e6


def test_a_widget_with_a_network_has_a_row_for_each_engine(tried):
    found = tried[1]["widgets"]
    on_gpu = found["webgpu"]
    if not on_gpu:
        pytest.skip("this Chromium has no WebGPU adapter")
    asked = {n for n, v in found["widgets"].items() if v["engine"] == "wasm"}
    assert set(on_gpu) == asked
    for about in on_gpu.values():
        assert about["engine"] == "webgpu" and about["adapter"]
    assert found["own photograph"]["p50"] > 0


@pytest.mark.parametrize("name", counterparts.chains())
def test_what_stands_beside_ours_is_the_same_network(name):
    torch.manual_seed(0)
    ours, theirs, inputs = counterparts.chains()[name]
    values = theirs.state_dict().values()
    mine = ours.state_dict()
    assert len(values) == len(mine)
    ours.load_state_dict(dict(zip(mine, values, strict=True)))
    torch.testing.assert_close(ours.eval()(*inputs), theirs.eval()(*inputs))


def test_the_exponent_is_that_of_a_power():
    points = [(n, 3 * n**1.5) for n in (2, 5, 11)]
    assert growth.exponent(points) == pytest.approx(1.5)


def test_a_cell_brings_the_cells_that_it_needs_and_no_other():
    cells = ["a = 1", "b = [x for x in (3, 4)]", "c = a", "x = c", "x + c"]
    assert kernel.needed(cells, 4) == [0, 2, 3, 4]
    assert kernel.needed(["a = {}", "a[1] = 2", "a"], 2) == [0, 1, 2]


def test_every_key_has_its_way_back():
    assert {key for _, key in BY_KEYBOARD.values()} <= set(BACK)


def test_text_is_weighed_as_it_is_sent(tmp_path):
    for name in ("page.html", "net.onnx"):
        (tmp_path / name).write_text("a" * 1000)
    assert len(browse.packed(tmp_path / "page.html")[0]) < 100
    assert browse.packed(tmp_path / "net.onnx") == (b"a" * 1000, None)


def test_a_build_is_timed_and_the_first_ones_book_stays(tmp_path, monkeypatch):
    book, ran = tmp_path / "html", []
    book.mkdir()

    def timed(command):
        ran.append(command)
        if command[0] == "jb" and "--path-output" not in command:
            (book / "page").write_text(str(len(ran)))
        return 60.0 * len(ran)

    monkeypatch.setattr(build, "BOOK", book)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "timed", timed)
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "lenet.ipynb").write_text("{}")
    found = build.measure(Size())
    assert found["seconds"] == {
        "whole": 60.0, "one touched": 120.0, "nbval": 180.0
    }  # fmt: skip
    assert (book / "page").read_text() == "1"
    assert "--all" in ran[0] and "--all" not in ran[1]
    made, grown = build.tables(found)
    assert made.rows == [["60", "120", "180"]]
    assert grown.rows[0][1] == "1: 240, 2: 300, 4: 360"


def test_tables_are_written_between_the_marks_only(tmp_path):
    file = tmp_path / "README.md"
    marks = f"{report.START}\nold\n{report.END}"
    file.write_text(f"before\n{marks}\nafter")
    table = Table("A", "of b", ["x", "y"], [["1", "2"]])
    report.put(file, report.markdown([table]))
    text = file.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter")
    assert "### A\n\nof b\n\n| x | y |\n| --- | --- |\n| 1 | 2 |" in text
    assert "old" not in text
    file.write_text("no marks")
    with pytest.raises(ValueError, match="once each"):
        report.put(file, "x")


def test_the_readme_has_room_for_the_tables():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count(report.START) == text.count(report.END) == 1
