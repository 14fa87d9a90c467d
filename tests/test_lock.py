"""What `make` installs is pinned, all the way down, with a hash a file."""

import re

import pytest
from test_colab import closure
from where import ROOT

ENTRY = re.compile(r"^([\w.-]+)==([^\s;]+)", re.M)
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
APART = {"torch"}  # another file on each machine: CPU, CUDA, from pip's index


def named(text):
    """Name → versions: some differ between versions of Python."""
    found = {}
    for name, version in ENTRY.findall(text):
        key = re.sub(r"[-_.]+", "-", name).lower()
        found.setdefault(key, set()).add(version)
    return found


@pytest.fixture
def pinned():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    if ">=" in text:
        pytest.skip("The weekly run has the newest instead of the locked.")
    return named(text)


def test_every_requirement_is_locked_at_its_version(pinned):
    locked = named(LOCK)
    assert set(pinned) >= APART and len(pinned) > 15
    assert {n: v for n, v in pinned.items() if locked.get(n) != v} == {
        name: pinned[name] for name in APART
    }


def test_every_entry_has_a_hash_and_no_address():
    entries = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.M)[1:]
    assert len(entries) > 150
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry[:60]
    assert "://" not in LOCK and "index" not in LOCK.split("==")[0]


def test_what_they_need_is_locked_too(pinned):
    """But torch's own wheels of CUDA, which come with it."""
    needed = closure(list(pinned))
    assert len(needed) > 120
    free = {n for n in needed if n.startswith(("nvidia-", "cuda-", "triton"))}
    assert set(needed) - set(named(LOCK)) - free == APART
