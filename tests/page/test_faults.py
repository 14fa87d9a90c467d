"""What can go wrong in a reader's page ends in words, and goes on.

Each fault leaves a live or a stored widget, one sentence or two about what
happened, the reader's input where it was, and a way to try again.
"""

import functools
import json

import pytest
from memories import REMEMBERS, SIZES
from pad import PAGE, figure_of, maps, states_until, stroke
from page.acts import refuse_wasm
from page.faults import ENGINE, KEPT, changed, fails, kill, recovers


def test_a_policy_that_refuses_wasm_is_named_before_megabytes_come(
    visit, drawn
):
    page = visit(PAGE)
    refuse_wasm(page)
    said = fails(page)
    assert said == "This browser does not let the page run WebAssembly."
    assert not [url for url in page.requests if url.endswith(ENGINE)]
    page.unroute("**/worker.js")
    recovers(page, drawn)
    page.problems.clear()


def silence(page, then):
    """A change, one alone, that the worker answers with `then` only."""
    page.workers[0].evaluate(f"() => {{ onmessage = () => {then}; }}")
    figure_of(page).get_by_role("button", name="Clear").click()


def test_a_worker_killed_at_rest_is_replaced_unnoticed(visit, drawn):
    page = visit(PAGE)
    drawn(page, "draw-digit", lambda: stroke(page))
    kill(page)
    page.wait_for_timeout(300)
    detail = drawn(page, "draw-digit", lambda: stroke(page, 0.3))
    assert detail["engine"] == "wasm" and len(page.workers) == 1


def test_a_worker_killed_at_work_is_told(visit, drawn):
    page = visit(PAGE)
    drawn(page, "draw-digit", lambda: stroke(page))
    before = maps(page)
    act = functools.partial(silence, page, "self.close()")
    said = states_until(page, "failed", act)
    assert said.startswith(f"The engine stopped. {KEPT}")
    assert maps(page)[1:] != before[1:], "nothing of the last run is left"
    recovers(page, drawn)


def test_a_worker_killed_while_it_loads_is_told(visit, drawn):
    page = visit(PAGE)
    page.route("**/*.onnx", lambda route: None)  # never answered

    def act():
        with page.expect_request("**/*.onnx"):
            figure_of(page).get_by_role("button", name="Clear").click()
        kill(page)

    assert fails(page, act) == "The engine stopped."
    page.unroute("**/*.onnx")
    recovers(page, drawn)


def test_a_worker_that_says_nothing_is_given_up(visit, drawn):
    page = visit(PAGE)
    changed(page, "engine.js", lambda text: text.replace(b"60_000", b"9000"))
    page.reload()
    page.wait_for_load_state("networkidle")
    drawn(page, "draw-digit", lambda: stroke(page))
    said = states_until(page, "failed", lambda: silence(page, "null"))
    assert "has not answered" in said and KEPT in said
    recovers(page, drawn)


def test_a_gpu_that_is_lost_hands_over_to_webassembly(
    host, chromium_with_gpu, drawn
):
    page = chromium_with_gpu.new_page()
    changed(page, "worker.js", lambda text: KEEPS_DEVICES + text)
    page.goto(f"{host}/{PAGE}")
    page.wait_for_load_state("networkidle")
    if not page.evaluate("navigator.gpu?.requestAdapter().then(Boolean)"):
        pytest.skip("this Chromium has no WebGPU adapter")
    drawn(page, "draw-digit", lambda: stroke(page))
    figure_of(page).get_by_role("button", name="Use the GPU").click()
    page.locator('figure[data-engine="webgpu"]').first.wait_for(timeout=90_000)
    page.wait_for_timeout(500)
    before = maps(page)
    page.workers[0].evaluate("devices.forEach((d) => d.destroy())")
    clear = figure_of(page).get_by_role("button", name="Clear")
    detail = drawn(page, "draw-digit", clear.click)
    assert detail["engine"] == "wasm"
    said = figure_of(page).locator(".status").text_content()
    assert "The GPU is not used" in said and "WebAssembly goes on." in said
    assert maps(page)[1:] != before[1:]
    page.close()


KEEPS_DEVICES = b"""
self.devices = [];
const ask = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (...about) {
  const device = await ask.apply(this, about);
  devices.push(device);
  return device;
};
"""
THOUSAND = """async ([card, times]) => {
  const base = new URL("../_static/livenets/", location.href);
  const page = await import(new URL("engine.js", base));
  for (let i = 0; i < times; i++) {
    await page.engine.run({ card, provider: "wasm", knobs: {},
      inputs: { input: new Float32Array(1024).fill(i / 1000) },
      watch: Object.keys(card.outputs) }, () => {});
  }
}"""


def test_a_thousand_runs_take_no_more_memory_than_a_hundred(visit):
    page = visit(PAGE)
    changed(page, "worker.js", lambda text: REMEMBERS + text)
    page.reload()
    page.wait_for_load_state("networkidle")
    mount = page.locator(".livenets-mount script").first.text_content()
    card = next(iter(json.loads(mount)["traits"]["networks"].values()))
    session = page.context.new_cdp_session(page)

    def used():
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")["usedSize"]
        return heap, page.workers[0].evaluate(SIZES)

    page.evaluate(THOUSAND, [card, 100])
    heap, wasm = used()
    page.evaluate(THOUSAND, [card, 1000])
    later, then = used()
    assert wasm and then == wasm
    assert later - heap < 1_000_000
