"""Figures, formulas and exercises are counted in each chapter anew.

Sphinx counts through the whole book where chapters have no numbers, so that
the first exercise of the last chapter would be its sixtieth.
"""

from copy import deepcopy

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def back(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The last build's numbers as Sphinx had them, for it to compare."""
    plain = getattr(env, "livenets_counted", {})
    env.toc_fignumbers = {
        page: plain.get(page, kinds)
        for page, kinds in env.toc_fignumbers.items()
    }
    return []


def anew(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give what is counted in a page the numbers 1, 2, 3."""
    env.livenets_counted = deepcopy(env.toc_fignumbers)
    for kinds in env.toc_fignumbers.values():
        for kind, numbers in kinds.items():
            order = sorted(numbers, key=lambda label: numbers[label])
            kinds[kind] = {label: (n,) for n, label in enumerate(order, 1)}
    return []


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    # Sphinx counts at 500
    app.connect("env-get-updated", back, priority=400)
    app.connect("env-get-updated", anew, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
