"""From a reader's change to the last pixel, and what a thousand cost."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from memories import REMEMBERS, SIZES
from PIL import Image

from bench import Table, gpu, middle
from bench.browse import pages, visits
from bench.drive import WARM, WATCH, Driven, widgets

PAD = "chapters/lenet.html", "draw-digit"
PHOTO = "chapters/efficientnet.html", "photo-reader"


def measure(size):
    """Every widget where it comes first; the pad; memory."""
    found, paths = {}, pages(size)
    with visits(before={"worker.js": REMEMBERS}) as visit:
        for path in paths:
            with visit.page(path, WATCH) as page:
                for name in widgets(path):
                    if name not in found:
                        about = Driven(page, name).trials(size.trials)
                        found[name] = {"page": path, **about}
        with visit.page(PAD[0], WATCH) as page:
            drawn = strokes(page, size.strokes)
        with visit.page(PAD[0], WATCH) as page:
            kept = memory(page, size.changes)
        with visit.page(PHOTO[0], WATCH) as page, photograph() as file:
            own = Driven(page, PHOTO[1]).opened(file, size.strokes)
    where = {
        name: about["page"]
        for name, about in found.items()
        if about["engine"] == "wasm"
    }
    return {
        "widgets": found,
        "webgpu": gpu.measure(where, size),
        "strokes": drawn,
        "memory": kept,
        "own photograph": own,
    }


def strokes(page, count):
    """Redraws under a drawing mouse, offline once the network is there."""
    pad = page.locator("canvas.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()

    def stroke(i):
        x = box["x"] + 30 + 200 * (i % 6) / 6
        page.mouse.move(x, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(x + 20, box["y"] + 220, steps=8)
        page.mouse.up()
        page.wait_for_timeout(150)

    stroke(0)
    page.wait_for_selector('[data-engine="wasm"]')
    page.wait_for_timeout(1000)
    page.context.set_offline(True)
    seen = page.evaluate("window.redraws.length")
    for i in range(count):
        stroke(i)
    redraws = page.evaluate(f"window.redraws.slice({seen})")
    return {"strokes": count, **middle([r["ms"] for r in redraws])}


@contextmanager
def photograph():
    """A JPEG of 12 megapixels, as a telephone makes, on the disk.

    Bytes that are handed over would be unpacked by the page's own thread.
    """
    dice = np.random.default_rng(0)
    coarse = dice.integers(0, 256, (375, 500, 3), np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "own.jpg"
        Image.fromarray(coarse).resize((4000, 3000)).save(file)
        yield file


def memory(page, changes):
    """Bytes of the page's heap and of the engine, before and after."""
    widget = Driven(page, PAD[1])
    session = page.context.new_cdp_session(page)

    def used():
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")["usedSize"]
        page.evaluate("window.redraws = []")
        return heap, sum(page.workers[0].evaluate(SIZES))

    def change(times):
        for i in range(times):
            widget.change(i)

    change(max(WARM, changes // 10))
    heap, wasm = used()
    change(changes)
    later, then = used()
    return {
        "widget": PAD[1],
        "changes": changes,
        "heap, bytes": [heap, later],
        "engine, bytes": [wasm, then],
    }


def tables(found):
    """One row a widget and engine; then the pad and the memory in words."""
    both = [*found["widgets"].items(), *found["webgpu"].items()]
    rows = [
        [
            name,
            about["engine"],
            str(about["trials"]),
            f"{about['p50']:.1f}",
            f"{about['p95']:.1f}",
            str(about["tasks above 50 ms"]),
            str(about["longest task"] or "≤ 50"),
        ]
        for name, about in sorted(both, key=lambda item: item[0])
    ]
    columns = [
        "widget",
        "engine",
        "trials",
        "p50",
        "p95",
        "> 50 ms",
        "longest",
    ]
    note = " ".join(words(found))
    return [Table("Change → drawn, in the page", note, columns, rows)]


def words(found):
    """What the columns are, and what is measured beside them."""
    pad, kept, own = (
        found[key] for key in ("strokes", "memory", "own photograph")
    )
    heap, later = (n / 1e6 for n in kept["heap, bytes"])
    wasm, then = (n / 1e6 for n in kept["engine, bytes"])
    yield "ms from the reader's key to the last pixel, the engine being there;"
    yield "tasks of the main thread above 50 ms meanwhile, and the longest."
    yield "Budget: p50 40, p95 80, no such task."
    adapters = {about["adapter"] for about in found["webgpu"].values()}
    yield f"webgpu: {', '.join(adapters) or 'no adapter here'}."
    yield f"{pad['strokes']} strokes on LeNet's pad, offline:"
    yield f"{pad['trials']} redraws, p50 {pad['p50']:.1f} ms,"
    yield f"p95 {pad['p95']:.1f} ms."
    yield "A reader's own photograph of 12 megapixels, read and recognised:"
    yield f"p50 {own['p50']:.0f} ms, p95 {own['p95']:.0f} ms, longest task"
    yield f"{own['longest task'] or '≤ 50'} ms."
    yield f"{kept['changes']} changes of {kept['widget']}:"
    yield f"the page's heap went from {heap:.2f} to {later:.2f} MB,"
    yield f"the engine's memory from {wasm:.1f} to {then:.1f} MB."
