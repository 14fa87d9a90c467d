"""Where things are."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = ROOT / "code" / "livenets"
BOOK = ROOT / "_build" / "html"
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
