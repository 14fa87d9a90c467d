"""Figures, formulas and exercises are counted in each chapter anew.

Sphinx counts through the whole book where chapters have no numbers, so that
the first exercise of the last chapter would be its sixtieth.
"""

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def anew(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give what is counted in a page the numbers 1, 2, 3."""
    for kinds in env.toc_fignumbers.values():
        for kind, numbers in kinds.items():
            order = sorted(numbers, key=lambda label: numbers[label])
            kinds[kind] = {label: (n,) for n, label in enumerate(order, 1)}
    return []


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("env-get-updated", anew, priority=900)  # Sphinx's own is 500
    return {"parallel_read_safe": True, "parallel_write_safe": True}
