"""`python -m livenets.claims`: write anew which line holds which number.

It prints what no line holds, and leaves it out. Read the difference before
you commit it: is each new line really where the number comes from?
"""

import sys
from pathlib import Path

from livenets.claims import bound
from livenets.claims.prose import chapter, stated
from livenets.claims.sources import ROOT


def main(paths: list[Path]) -> int:
    """Write the ledger of each page; how many numbers nothing holds."""
    trouble = 0
    for path in paths:
        prose, lines = chapter(path)
        must, _ = stated(prose)
        rows = bound.renewed(must, bound.held(path.stem), lines)
        bound.write(path.stem, rows)
        for _, _, words in bound.bind(must, rows, lines):
            if words:
                print(f"{path.name}: {words}")
                trouble += 1
    return trouble


if __name__ == "__main__":
    pages = [Path(argument) for argument in sys.argv[1:]]
    folder = ROOT / "chapters"
    sys.exit(
        main(pages or [*folder.glob("*.md"), *sorted(folder.glob("*.ipynb"))])
        > 0
    )
