"""The repository's address: in one place, and one command changes it."""

import re
import shutil

import pytest
from where import CHAPTERS, ROOT

from livenets.address import address, change, is_placeholder, pages, texts

NEW = "https://github.com/a-reader/their.fork"


@pytest.fixture
def copy(tmp_path):
    """The files that repeat the address, elsewhere."""
    for path in texts(ROOT):
        to = tmp_path / path.relative_to(ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    return tmp_path


def test_one_command_changes_it_everywhere(copy):
    old = address(copy)
    before = {path: path.read_text() for path in texts(copy)}
    changed = change(NEW, copy)
    assert address(copy) == NEW
    assert {copy / "pyproject.toml", copy / "README.md"} <= set(changed)
    assert {copy / "chapters" / path.name for path in CHAPTERS} <= set(changed)
    for path, text in before.items():
        assert path.read_text() == text.replace(old, NEW), path


def test_there_and_back_leaves_all_as_it_was(copy):
    old = address(copy)
    before = {path: path.read_bytes() for path in texts(copy)}
    change(NEW, copy)
    change(old, copy)
    assert {path: path.read_bytes() for path in texts(copy)} == before


def test_no_other_spelling_of_it_is_left():
    name = address().rpartition("/")[2]
    form = re.compile(rf"https?://[\w./:-]{{1,80}}/{name}\b")
    for path in texts(ROOT):
        for found in form.findall(path.read_text(encoding="utf-8")):
            assert found == address(), f"{path.relative_to(ROOT)}: {found}"


@pytest.mark.parametrize(
    ("repository", "published"),
    [
        (NEW, "https://a-reader.github.io/their.fork/"),
        ("https://github.com/Abc/Abc.github.io", "https://abc.github.io/"),
    ],
)
def test_its_pages_are_where_github_puts_them(repository, published):
    assert pages(repository) == published


def test_a_name_that_nobody_can_have_is_a_placeholder():
    assert is_placeholder("https://github.com/your--account/a--b")
    assert not is_placeholder("https://github.com/a-reader/a--b")


@pytest.mark.parametrize(
    "wrong",
    ["", "github.com/a/b", f"{NEW}/", f"{NEW}/tree/main", "https://x.org/a/b"],
)
def test_another_address_is_refused_in_a_sentence(copy, wrong):
    with pytest.raises(ValueError, match="want https"):
        change(wrong, copy)
    assert address(copy) == address()
