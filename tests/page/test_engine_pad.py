"""The page's engine under LeNet's pad: when it loads, fails, is a GPU."""

import pytest
from pad import PAGE, figure_of, states_until, stroke
from page.acts import refuse_wasm


def test_a_drawn_stroke_is_a_one(visit, drawn):
    page = visit(PAGE)
    figure = figure_of(page)
    figure.locator("select").nth(1).select_option("tanh, saw moved digits")
    figure.get_by_role("button", name="Clear").click()
    drawn(page, "draw-digit", lambda: stroke(page))
    page.wait_for_timeout(700)
    assert "reads a 1" in figure.locator("figcaption").text_content()


def test_drawing_goes_on_when_the_network_is_gone(visit, drawn):
    page = visit(PAGE)
    drawn(page, "draw-digit", lambda: stroke(page))
    page.context.set_offline(True)
    detail = drawn(page, "draw-digit", lambda: stroke(page, 0.3))
    assert detail["engine"] == "wasm"


@pytest.mark.parametrize("file", ["ort-wasm.gz.bin", "*.onnx", "worker.js"])
def test_a_blocked_file_is_told_and_try_again_works(visit, drawn, file):
    page = visit(PAGE)
    figure = figure_of(page)
    before = figure.locator("canvas").nth(2).evaluate("c => c.toDataURL()")
    page.route(f"**/{file}", lambda route: route.abort())
    said = states_until(page, "failed", lambda: stroke(page))
    assert "stored result" in said and "yours is kept" in said
    assert figure.get_attribute("data-engine") == "stored"
    now = figure.locator("canvas").nth(2).evaluate("c => c.toDataURL()")
    assert now == before, "the maps are the stored ones"
    page.unroute(f"**/{file}")
    again = figure.get_by_role("button", name="Try again")
    detail = drawn(page, "draw-digit", again.click)
    assert detail["engine"] == "wasm"
    now = figure.locator("canvas").nth(2).evaluate("c => c.toDataURL()")
    assert now != before, "the reader's stroke was kept"
    page.problems.clear()


def test_a_damaged_network_is_told_and_not_run(visit):
    page = visit(PAGE)
    page.route("**/*.onnx", lambda route: route.fulfill(body=b"x" * 250_000))
    said = states_until(page, "failed", lambda: stroke(page))
    assert "damaged" in said


def test_a_browser_that_refuses_wasm_is_told(visit):
    page = visit(PAGE)
    refuse_wasm(page)
    said = states_until(page, "failed", lambda: stroke(page))
    assert "stored result" in said
    page.problems.clear()


def test_loading_is_told_in_megabytes(visit):
    page = visit(PAGE)
    page.evaluate("""() => {
      window.said = [];
      new MutationObserver(() => window.said.push(
        document.querySelector(".livenets .status").textContent))
        .observe(document.querySelector(".livenets .status"),
          { childList: true, subtree: true, characterData: true });
    }""")
    states_until(page, "live", lambda: stroke(page))
    said = " ".join(page.evaluate("window.said"))
    assert "of 3." in said and "MB" in said


def test_the_gpu_is_used_when_asked_and_agrees(host, chromium_with_gpu, drawn):
    page = chromium_with_gpu.new_page()
    page.goto(f"{host}/{PAGE}")
    page.wait_for_load_state("networkidle")
    if not page.evaluate("navigator.gpu?.requestAdapter().then(Boolean)"):
        pytest.skip("this Chromium has no WebGPU adapter")
    drawn(page, "draw-digit", lambda: stroke(page))
    button = figure_of(page).get_by_role("button", name="Use the GPU")
    button.click()
    # what was still being drawn by WebAssembly may come first
    page.wait_for_function(
        """() => document.querySelector("figure.livenets")
             .dataset.engine === "webgpu" """,
        timeout=90_000,
    )
    detail = drawn(page, "draw-digit", lambda: stroke(page, 0.3))
    assert detail["engine"] == "webgpu"
    page.close()
