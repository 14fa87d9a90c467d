"""From a reader's change to the last pixel, and what a thousand cost."""

from bench import Table, middle
from bench.browse import pages, visits
from bench.drive import WARM, WATCH, Driven, widgets

PAD = "chapters/lenet.html", "draw-digit"
# keeps the engine's memory where it can be asked for
REMEMBERS = b"""
self.memories = [];
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(...about) { super(...about); memories.push(this); }
};
const make = WebAssembly.instantiate;
WebAssembly.instantiate = async (...about) => {
  const made = await make(...about);
  memories.push(...Object.values((made.instance ?? made).exports)
    .filter((each) => each instanceof WebAssembly.Memory));
  return made;
};
"""
SIZES = "self.memories.map((each) => each.buffer.byteLength)"


def measure(size):
    """Every widget where it comes first; the pad; memory."""
    found, paths = {}, pages(size)
    with visits(before={"worker.js": REMEMBERS}) as visit:
        for path in paths:
            with visit.page(path, WATCH) as page:
                for name in widgets(path):
                    if name not in found:
                        about = Driven(page, name).trials(
                            size.trials, size.seconds
                        )
                        found[name] = {"page": path, **about}
        with visit.page(PAD[0], WATCH) as page:
            drawn = strokes(page, size.strokes)
        with visit.page(PAD[0], WATCH) as page:
            kept = memory(page, size.changes)
    return {"widgets": found, "strokes": drawn, "memory": kept}


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
    """One row a widget; then the pad and the memory in words."""
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
        for name, about in sorted(found["widgets"].items())
    ]
    pad, kept = found["strokes"], found["memory"]
    heap, later = kept["heap, bytes"]
    wasm, then = kept["engine, bytes"]
    note = (
        "ms from the reader's key to the last pixel, the engine being there;"
        " tasks of the main thread above 50 ms meanwhile, and the longest."
        f" Budget: p50 40, p95 80, no such task. {pad['strokes']} strokes on"
        f" LeNet's pad, offline: {pad['trials']} redraws, p50"
        f" {pad['p50']:.1f} ms, p95 {pad['p95']:.1f} ms. {kept['changes']}"
        f" changes of {kept['widget']}: the page's heap went from"
        f" {heap / 1e6:.2f} to {later / 1e6:.2f} MB, the engine's memory from"
        f" {wasm / 1e6:.1f} to {then / 1e6:.1f} MB."
    )
    columns = [
        "widget",
        "engine",
        "trials",
        "p50",
        "p95",
        "> 50 ms",
        "longest",
    ]
    return [Table("Change → drawn, in the page", note, columns, rows)]
