"""What all studies do: train what is missing, and keep what was found.

A study is a table of rows; a row says what is tried and with which seed, and
what was found is put beside it, one run a line of the file. The same seed
gives the same run on the same processor; another one rounds otherwise, and
after some hundred steps that is as good as another seed.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch

Row = dict[str, Any]


def read(path: Path) -> dict[str, Any]:
    """What a study found, as shipped."""
    return json.loads(path.read_text(encoding="utf-8"))


def complete(
    path: Path,
    head: dict[str, Any],
    rows: Iterable[Row],
    run: Callable[..., Row],
    part: str = "runs",
) -> None:
    """`run(**row)` for each row that the file lacks; write after each one.

    So it goes on where it was stopped. Whatever the order of the trainings,
    the file has them in the order of `rows`.
    """
    torch.set_num_threads(1)  # another number, another order of sums
    rows = list(rows)
    found = begun(path, head)
    runs = found.setdefault(part, [])
    for row in rows:
        if any(is_of(row, old) for old in runs):
            continue
        runs.append(row | run(**row))
        runs.sort(key=lambda old: place(old, rows))
        write(path, found)
        print(path.name, row, flush=True)


def begun(path: Path, head: dict[str, Any]) -> dict[str, Any]:
    """What the file has so far, if it was made in the same way."""
    if not path.exists():
        return dict(head)
    found = read(path)
    for key, value in json.loads(json.dumps(head)).items():
        if found.get(key) != value:
            raise ValueError(
                f"{path.name} has {key} {found.get(key)}, now it is {value}:"
                " move the file away to begin anew."
            )
    return found


def is_of(row: Row, run: Row) -> bool:
    """Whether this run is the one that the row asks for."""
    return row.items() <= run.items()


def place(run: Row, rows: list[Row]) -> int:
    """The run's place in the table; what is not in it comes last."""
    places = [i for i, row in enumerate(rows) if is_of(row, run)]
    return places[0] if places else len(rows)


def write(path: Path, found: dict[str, Any]) -> None:
    """All of it anew, a run a line."""
    parts = [f" {json.dumps(k)}: {text(v)}" for k, v in found.items()]
    whole = "{\n" + ",\n".join(parts) + "\n}\n"
    path.write_text(whole, encoding="utf-8")


def text(value: Any) -> str:
    """JSON; a list of runs has a line for each."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return json.dumps(value)
    lines = ",\n".join(f"  {json.dumps(run)}" for run in value)
    return f"[\n{lines}\n ]"
