"""The repository's address: it stands in pyproject.toml.

`python -m livenets.address https://github.com/OWNER/NAME` changes it there and
wherever it is repeated (each notebook's first cell, the README): once a fork.
The launch buttons and the pages' own address (cards, citations) follow it.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FORM = re.compile(r"https://github\.com/[\w-]+/[\w.-]*\w")
FOLDERS = ("*", "chapters/*", ".binder/*", ".github/workflows/*")
TEXTS = {"", ".cff", ".ipynb", ".md", ".toml", ".yml"}


def address(root: Path = ROOT) -> str:
    """Of the repository, as pyproject.toml has it."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["urls"]["Repository"]


def pages(repository: str) -> str:
    """Where GitHub publishes a repository's pages."""
    owner, name = repository.split("/")[-2:]
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" + (f"{name}/" if name.lower() != host else "")


def is_placeholder(repository: str) -> bool:
    """Whether nobody can have it: no account's name has two hyphens."""
    return "--" in repository.split("/")[-2]


def texts(root: Path) -> Iterator[Path]:
    """The files that may repeat the address."""
    for pattern in FOLDERS:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and path.suffix in TEXTS:
                yield path


def change(new: str, root: Path = ROOT) -> list[Path]:
    """Put `new` wherever the address stands; the files that it changed.

    Raises `ValueError` where `new` is no address of a GitHub repository.
    """
    if not FORM.fullmatch(new):
        raise ValueError(f"{new!r}: want https://github.com/OWNER/NAME.")
    old = re.compile(re.escape(address(root)) + r"(?![\w-])")
    changed = []
    for path in texts(root):
        text = path.read_text(encoding="utf-8")
        other = old.sub(new, text)
        if other != text:
            path.write_text(other, encoding="utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    for path in change(*sys.argv[1:]):
        print(path.relative_to(ROOT))
