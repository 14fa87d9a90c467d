"""Sums in formulas: `$9 \\cdot 512 = 4{,}608$` is worked out.

Of each formula, the sides of = and ≈ that have numbers only are compared, at
the precision of what is written. What has letters in it is held by the tests
of the networks.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

INLINE = re.compile(r"(?<![\\$])\$([^$]+)\$(?!\$)(?:\s+(M|G|million)\b)?")
UNITS = {"": "", "M": r" \cdot 10^6", "million": r" \cdot 10^6"}
UNITS["G"] = r" \cdot 10^9"
SPACE = re.compile(r"\\[,;! ]|\\qquad|\\quad|\\big|\\left|\\right|~")
WORDS = (
    ("{,}", ""),
    (r"\cdot", "*"),
    (r"\times", "*"),
    (r"\lfloor", "floor("),
    (r"\rfloor", ")"),
    ("^", "**"),
    ("{", "("),
    ("}", ")"),
)
TIMES = re.compile(r"(?<=[\d)])\s*(?=\()|(?<=\))\s*(?=\d)")  # 4(2 + 1)
PLAIN = re.compile(r"[\d.()+\-*/\s]+|floor")
# 10.8, (38)/100, 10.8 * 10**6
NUMBER = re.compile(
    r"\(?\s*-?\d+(?:\.(?P<after>\d+))?\s*"
    r"(?P<of>\)/100|\* 10\*\*(?P<power>\d))?"
)
SIGNS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def sums(markdown: str) -> Iterator[tuple[str, str]]:
    """Neighbouring sides of a formula that have only numbers."""
    for tex, unit in INLINE.findall(markdown):
        sides = [s.strip() for s in re.split(r"=|\\approx", tex)]
        sides[-1] += UNITS[unit]
        for a, b in pairwise(sides):
            goes_on = a.startswith("+")  # from the sum before
            if arithmetic(a) and arithmetic(b) and not goes_on:
                yield a, b


def arithmetic(tex: str) -> str | None:
    """A side as Python's arithmetic, or None where it is something else."""
    tex = SPACE.sub(" ", tex)
    for old, new in WORDS:
        tex = tex.replace(old, new)
    percent = tex.rstrip().endswith(r"\%")
    tex = TIMES.sub("*", tex.replace(r"\%", ""))
    if PLAIN.sub("", tex).strip() or not re.search(r"\d", tex):
        return None
    return f"({tex})/100" if percent else tex


def worked_out(tex: str) -> float:
    """What a side comes to."""
    text = arithmetic(tex)
    assert text
    return evaluated(text.strip())


def evaluated(text: str) -> float:
    """Arithmetic of numbers, and nothing else; raises `ValueError`."""

    def of(node: ast.AST) -> float:
        match node:
            case ast.Constant(value=int() | float() as value):
                return value
            case ast.BinOp(left=left, op=op, right=right):
                return SIGNS[type(op)](of(left), of(right))
            case ast.UnaryOp(op=op, operand=operand):
                return SIGNS[type(op)](of(operand))
            case ast.Call(func=ast.Name(id="floor"), args=[argument]):
                return math.floor(of(argument))
        raise ValueError(f"{text}: only + - * / // ** and brackets.")

    return of(ast.parse(text, mode="eval").body)


def agree(a: str, b: str) -> bool:
    """Whether both sides come to the same, at the coarser one's precision."""
    return abs(worked_out(a) - worked_out(b)) <= max(half(a), half(b))


def half(tex: str) -> float:
    """Half of the last place that a single number has; 0 for a sum."""
    text = arithmetic(tex)
    assert text
    number = NUMBER.fullmatch(text.strip())
    if number is None or not (number["after"] or number["of"]):
        return 1e-9  # an integer, or a sum: exact
    unit = {None: 1, "*": 10 ** int(number["power"] or 0), ")": 0.01}
    of = (number["of"] or "")[:1] or None
    return 0.5 * 10 ** -len(number["after"] or "") * unit[of]
