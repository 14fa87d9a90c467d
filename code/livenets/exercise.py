"""Tests of a few lines that a reader writes in a notebook.

They are written as for pytest, with the reader's function as their argument;
pytest itself need not be there.
"""

import ast
import linecache
from collections.abc import Callable
from types import TracebackType


def check(mine: Callable, *tests: Callable[[Callable], None]) -> None:
    """Run every test on `mine`, and print what passed and why not."""
    failed = []
    for test in tests:
        try:
            test(mine)
        except NotImplementedError:
            name, n = mine.__name__, len(tests)
            print(f"{name} is not written yet: {n} tests wait for it.")
            return
        except Exception as error:
            failed.append(f"{test.__name__}: {reason(error)}")
    print(
        f"passed {len(tests) - len(failed)} of {len(tests)}", *failed, sep="\n"
    )


def reason(error: Exception) -> str:
    """What went wrong; of a failed comparison both its sides."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    if isinstance(error, AssertionError) and not error.args and last:
        return compared(last)
    return f"{type(error).__name__}: {error}"


def compared(at: TracebackType) -> str:
    """`assert a == b` with the values of a and b."""
    frame = at.tb_frame
    text = linecache.getline(frame.f_code.co_filename, at.tb_lineno).strip()
    try:
        (line,) = ast.parse(text).body
    except (SyntaxError, ValueError):
        return text
    if not isinstance(line, ast.Assert) or not isinstance(
        line.test, ast.Compare
    ):
        return text
    shown = [
        f"{ast.unparse(side)} is {value!r}"
        for side in (line.test.left, *line.test.comparators)
        if not isinstance(side, ast.Constant)
        for value in [eval(ast.unparse(side), frame.f_globals, frame.f_locals)]
    ]
    return f"{text}: {', '.join(shown)}"
