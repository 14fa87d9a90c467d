"""Numbers in a text: which there are, and which of them are claims."""

import re
from collections.abc import Iterator
from typing import NamedTuple

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMBER = re.compile(
    # not inside a name (C1, ResNet-18, v1.5, 3x3) nor after a dot or slash;
    # minus is "−"
    rf"(?<![\w.,/-])(−?)({DIGITS})"
    # "17 × 17" is one number
    rf"(?!\w|\.\d|,\d{{3}})(?: × \2(?![\w.]))?(\s?%)?"
)
# "§4.1", "table 2": the number is a name
NAMING = re.compile(r"(?:§|[Ss]ections?|[Tt]ables?|[Ff]igures?|CC BY) ?$")
# "4 points", "4 and 13 points": a measure, however small
MEASURE = re.compile(
    rf"(?:(?:,| to| and| or) (?:{DIGITS}))* "
    r"(?:points|times|million|nats|°C|ms|MB|KB|[MG] MACs)\b"
)
# "29.6, 28.7 and 27.3 %": all three are percentages
LIST = re.compile(rf"(?:(?:,| to| and| or| instead of) (?:{DIGITS}))+\s?%")
TO_READ = re.compile(r" minutes ·")  # an estimate, at a chapter's head
DATE = re.compile(r"\d{4}-\d\d-\d\d")
COUNT = 12  # up to here a bare integer is a count that the reader can see
YEARS = range(1940, 2100)


class Number(NamedTuple):
    """One number of a text, as it stands there."""

    text: str
    start: int
    end: int
    digits: str  # without sign, comma and %
    negative: bool
    percent: bool
    measure: bool  # with a unit of MEASURE

    @property
    def value(self) -> float:
        """What it says; a percentage as 0 … 100."""
        return -float(self.digits) if self.negative else float(self.digits)

    @property
    def places(self) -> int:
        """Digits after the point."""
        return len(self.digits.partition(".")[2])

    def says(self, value: float) -> bool:
        """Whether this is `value`, at the precision of the text."""
        half = 0.5 * 10**-self.places
        return abs(self.value - value) <= half * (1 + 1e-9)


def numbers(text: str) -> Iterator[Number]:
    """All numbers of `text`, in order."""
    dates = [m.span() for m in DATE.finditer(text)]
    for found in NUMBER.finditer(text):
        start, end = found.span()
        if not any(a <= start < b for a, b in dates):
            sign, digits, percent = found.groups()
            yield Number(
                found[0],
                start,
                end,
                digits.replace(",", ""),
                sign != "",
                bool(percent or LIST.match(text, end)),
                MEASURE.match(text, end) is not None,
            )


def claims(text: str) -> Iterator[Number]:
    """The numbers of `text` that something must hold.

    All but bare counts up to twelve, years, numbers that name a section or
    table, and the time that a chapter takes to read.
    """
    for number in numbers(text):
        whole = "." not in number.digits and not number.percent
        if whole and int(number.digits) <= COUNT and not number.measure:
            continue
        if whole and "," not in number.text and int(number.digits) in YEARS:
            continue
        if NAMING.search(text[: number.start]):
            continue
        if TO_READ.match(text, number.end):
            continue
        yield number
