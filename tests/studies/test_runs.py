"""What all studies do: go on where they were stopped, and lose nothing."""

import json

import pytest

from livenets.studies import runs

HEAD = {"command": "python -m a.study", "recipe": {"epochs": 2}}
ROWS = [{"arm": arm, "seed": seed} for seed in (0, 1) for arm in "ab"]


class Stopped(Exception):
    """What a study meets when somebody stops it."""


def training(done, stop=None):
    """A run that notes what it trained, and is stopped before one."""

    def run(arm, seed):
        if len(done) == stop:
            raise Stopped
        done.append((arm, seed))
        return {"losses": [1.5, 0.25], "accuracy": seed + 0.5}

    return run


def test_a_study_goes_on_where_it_was_stopped(tmp_path):
    path, done = tmp_path / "study.json", []
    with pytest.raises(Stopped):
        runs.complete(path, HEAD, ROWS, training(done, stop=3))
    kept = runs.read(path)["runs"]
    assert len(kept) == 3
    runs.complete(path, HEAD, ROWS, training(done))
    assert done == [(row["arm"], row["seed"]) for row in ROWS]
    found = runs.read(path)
    assert found["runs"][:3] == kept and len(found["runs"]) == 4
    assert {key: found[key] for key in HEAD} == HEAD
    runs.complete(path, HEAD, ROWS, training(done, stop=4))


def test_a_row_that_comes_late_stands_where_the_table_has_it(tmp_path):
    late, at_once = tmp_path / "late.json", tmp_path / "at_once.json"
    rows = [{"arm": arm, "seed": 0} for arm in "abc"]
    for some in (rows[::2], rows):
        runs.complete(late, HEAD, some, training([]))
    runs.complete(at_once, HEAD, rows, training([]))
    assert late.read_text("utf-8") == at_once.read_text("utf-8")


def test_what_no_row_asks_for_any_more_is_kept(tmp_path):
    path = tmp_path / "study.json"
    rows = [{"arm": arm, "seed": 0} for arm in "abc"]
    for some in (rows, rows[2:], [rows[1], {"arm": "d", "seed": 0}]):
        runs.complete(path, HEAD, some, training([]))
    arms = [run["arm"] for run in runs.read(path)["runs"]]
    assert sorted(arms) == ["a", "b", "c", "d"] and arms[:2] == ["b", "d"]


def test_a_file_has_parts_and_each_goes_on_by_itself(tmp_path):
    path, done = tmp_path / "study.json", []
    head = HEAD | {"bins": [0.5, 1.5]}
    for part, arm in (("one", "a"), ("two", "b"), ("one", "a")):
        row = {"arm": arm, "seed": 0}
        runs.complete(path, head, [row], training(done), part)
    assert done == [("a", 0), ("b", 0)]
    lines = path.read_text("utf-8").splitlines()
    assert ' "bins": [0.5, 1.5],' in lines
    assert sum(line.startswith('  {"arm"') for line in lines) == 2


def test_runs_of_another_recipe_are_not_gone_on_with(tmp_path):
    path, done = tmp_path / "study.json", []
    row = {"arm": "a", "seed": 0}
    runs.complete(path, HEAD, [row], training(done))
    before = path.read_text("utf-8")
    other = HEAD | {"recipe": {"epochs": 3}}
    with pytest.raises(ValueError, match=r"study\.json has recipe .*epochs"):
        runs.complete(path, other, [row | {"seed": 1}], training(done))
    assert done == [("a", 0)] and path.read_text("utf-8") == before


def test_the_file_is_json_of_what_was_found(tmp_path):
    path = tmp_path / "study.json"
    runs.complete(path, HEAD, [{"arm": None, "seed": 0}], training([]))
    found = {"arm": None, "seed": 0, "losses": [1.5, 0.25], "accuracy": 0.5}
    text = path.read_text("utf-8")
    assert json.loads(text) == HEAD | {"runs": [found]}
