"""What each page weighs, and when a reader sees it."""

import statistics

from bench import Table
from bench.browse import SLOWER, by_type, pages, visits
from bench.drive import WATCH, Driven, widgets

TYPICAL = [
    f"chapters/{name}.html" for name in ("index", "lenet", "transformer")
]
SHOWN = ("document", "script", "style", "font", "image", "other")
FIRST = "() => performance.getEntriesByName('livenets:first').length > 0"
PAINTED = """() => ({
  "first paint": performance.getEntriesByName("first-contentful-paint")[0]
    .startTime,
  "first widget": performance.getEntriesByName("livenets:first")[0].startTime,
  "longest task": Math.max(0, ...window.tasks.map(([, ms]) => ms)),
})"""


def measure(size):
    """Weights of every page, and paints of three."""
    with visits() as visit:
        return {
            "weights": {path: weight(visit, path) for path in pages(size)},
            "paints": {
                path: {
                    how: paints(visit, path, how == "slow", size.repeats)
                    for how in ("desktop", "slow")
                }
                for path in TYPICAL[: size.pages]
            },
        }


def weight(visit, path):
    """By type: what comes with the page, and what its widgets fetch later."""
    with visit.page(path, WATCH) as page:
        first = by_type(visit.server.sent)
        visit.server.sent.clear()
        for name in widgets(path):
            Driven(page, name).change(0)
        page.wait_for_load_state("networkidle")
        return {
            "hosts": len(page.hosts),
            "before the first change": first,
            "when all its widgets are used": by_type(visit.server.sent),
        }


def paints(visit, path, slow, repeats):
    """ms after the page was asked for, the median of visits."""
    found = []
    for _ in range(repeats):
        with visit.page(path, WATCH, slow) as page:
            page.wait_for_function(FIRST, timeout=120_000)
            page.wait_for_timeout(500)
            found.append(page.evaluate(PAINTED))
    about = {
        what: round(statistics.median(one[what] for one in found))
        for what in found[0]
    }
    return {"visits": repeats, **about}


def tables(found):
    """One row a page."""
    return [weights(found["weights"]), painted(found["paints"])]


def weights(found):
    """The total, then each type."""

    def row(path, about):
        first, later = (about[key] for key in list(about)[1:])
        parts = [f"{first[k]['KB']:.0f}" if k in first else "–" for k in SHOWN]
        name = path.split("/")[-1].removesuffix(".html")
        total = first["total"]
        engine = later.get("wasm/model", {"KB": 0})["KB"]
        return [
            name,
            f"{total['KB']:.0f}",
            str(total["requests"]),
            *parts,
            f"{engine / 1000:.1f}" if engine else "–",
            str(about["hosts"]),
        ]

    return Table(
        "Weight of each page",
        "Compressed KB and requests until the page is quiet, by type (other:"
        " the widgets' data); then the MB of engine and networks that come"
        " only when a reader has changed every widget; hosts. Budget: 500 KB"
        " until the first widget is drawn, 300 without one, 1 host.",
        ["page", "KB", "requests", *SHOWN, "engine, MB", "hosts"],
        [row(path, about) for path, about in found.items()],
    )


def painted(found):
    """Desktop, then slow."""
    what = ["first paint", "first widget", "longest task"]

    def cell(about, name):
        short = name == "longest task" and not about[name]
        return "≤ 50" if short else str(about[name])

    visited = next(iter(found.values()))["desktop"]["visits"]
    return Table(
        "First paint",
        "ms, on this machine and (slow) at 1.6 Mbit/s, 150 ms a request, the"
        f" processor slowed {SLOWER} times; the median of {visited} first"
        " visits. First widget: it stands in the page, with its stored"
        " result.",
        ["page", *what, *(f"slow: {name}" for name in what)],
        [
            [
                path.split("/")[-1].removesuffix(".html"),
                *(cell(about["desktop"], name) for name in what),
                *(cell(about["slow"], name) for name in what),
            ]
            for path, about in found.items()
        ],
    )
