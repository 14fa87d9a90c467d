"""What can go wrong in a reader's page ends in words, and goes on.

Each fault leaves a live or a stored widget, one sentence or two about what
happened, the reader's input where it was, and a way to try again.
"""

import functools
import http.server
import re
import threading

import pytest
from pad import PAGE, figure_of, maps, states_until, stroke
from where import BOOK

ENGINE = "ort-wasm.gz.bin"
KEPT = "What you see is the stored result for the first input; yours is kept."


class Faulty(http.server.SimpleHTTPRequestHandler):
    """A host that sends half of what `faults` names: "cut" or "hang"."""

    faults: dict[str, str] = {}  # noqa: RUF012
    release = threading.Event()

    def log_message(self, *_args):
        pass

    def copyfile(self, source, outputfile):
        fault = self.faults.get(self.path.rsplit("/", 1)[-1])
        data = source.read()
        outputfile.write(data[: len(data) // 2] if fault else data)
        if fault == "hang":
            outputfile.flush()
            self.release.wait(30)
        self.close_connection = True


@pytest.fixture
def faulty():
    """The address of the book at a host with faults, and its faults."""
    serve = functools.partial(Faulty, directory=str(BOOK))
    Faulty.faults.clear()
    Faulty.release.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", Faulty.faults
        Faulty.release.set()
        server.shutdown()


@pytest.fixture
def at(chromium):
    """`at(address)` → a page there, closed at the end."""
    contexts = []

    def go(address):
        contexts.append(chromium.new_context())
        page = contexts[-1].new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        return page

    yield go
    for context in contexts:
        context.close()


def recovers(page, drawn):
    """'Try again' draws what the reader had drawn before the fault."""
    failed = maps(page)
    again = figure_of(page).get_by_role("button", name="Try again")
    assert drawn(page, "draw-digit", again.click)["engine"] == "wasm"
    now = maps(page)
    assert now[0] == failed[0], "the reader's ink is where it was"
    assert now[1:] != failed[1:], "and the network has read it"
    assert figure_of(page).get_attribute("data-state") == "live"


def fails(page, act=None):
    """The sentence after a stroke that meets a fault; the stored maps stay."""
    before = maps(page)
    said = states_until(page, "failed", act or (lambda: stroke(page)))
    after = maps(page)
    assert after[0] != before[0] and after[1:] == before[1:]
    assert figure_of(page).get_attribute("data-engine") == "stored"
    assert KEPT in said and said.count("Try again") == 1
    first = said.split(KEPT)[0].strip()
    assert re.fullmatch(r"[A-Z][^{}<>]{10,120}[.?]", first), first
    return first


def test_a_reader_who_is_offline_is_told_and_goes_on_later(visit, drawn):
    page = visit(PAGE)
    page.context.set_offline(True)
    assert "is there a network?" in fails(page)
    page.context.set_offline(False)
    recovers(page, drawn)
    page.problems.clear()


@pytest.mark.parametrize("file", [ENGINE, "onnx", "parts.json"])
def test_a_download_that_breaks_off_is_not_used(faulty, at, drawn, file):
    address, faults = faulty
    page = at(f"{address}/{PAGE}")
    faults[network_of() if file == "onnx" else file] = "cut"
    assert "broke off on its way" in fails(page)
    faults.clear()
    recovers(page, drawn)


def network_of():
    """The file of the page's first network."""
    return re.search(r'"file": "(\w+\.onnx)"', (BOOK / PAGE).read_text())[1]


def test_a_network_that_goes_away_meanwhile_breaks_it_off(faulty, at, drawn):
    address, faults = faulty
    page = at(f"{address}/{PAGE}")
    faults[ENGINE] = "hang"

    def away():
        stroke(page)
        page.get_by_text(
            re.compile(r"Loading the engine, once: [12]\.")
        ).wait_for()
        page.context.set_offline(True)
        Faulty.release.set()

    assert "is there a network?" in fails(page, away)
    faults.clear()
    page.context.set_offline(False)
    recovers(page, drawn)


def changed(page, file, change):
    """Serve `file` with its text passed through `change`."""

    def serve(route):
        reply = route.fetch()
        route.fulfill(response=reply, body=change(reply.body()))

    page.route(f"**/{file}", serve)


def test_a_download_that_hangs_is_given_up(faulty, at, drawn):
    address, faults = faulty
    page = at(f"{address}/{PAGE}")
    changed(page, "files.js", lambda text: text.replace(b"20_000", b"500"))
    page.reload()
    page.wait_for_load_state("networkidle")
    faults[ENGINE] = "hang"
    assert "broke off on its way" in fails(page)
    faults.clear()
    recovers(page, drawn)


HALF = [
    (ENGINE, lambda data: data[: len(data) // 2]),
    (ENGINE, lambda data: data[:-9] + b"123456789"),
    ("*.onnx", lambda data: data[: len(data) // 2]),
    ("*.onnx", lambda data: data.replace(b"\x00", b"\x01", 1)),
    ("parts.json", lambda data: data[:-9]),
]


@pytest.mark.parametrize(("file", "change"), HALF)
def test_what_came_damaged_is_told_and_not_run(visit, drawn, file, change):
    page = visit(PAGE)
    changed(page, file, change)
    assert "came damaged and is not used." in fails(page)
    page.unroute(f"**/{file}")
    recovers(page, drawn)


@pytest.mark.parametrize("file", ["ort.wasm.bundle.min.mjs", "worker.js"])
def test_a_script_that_does_not_come_is_told(visit, drawn, file):
    page = visit(PAGE)
    page.route(f"**/{file}", lambda route: route.abort())
    assert "The engine could not be loaded: is there" in fails(page)
    page.unroute(f"**/{file}")
    recovers(page, drawn)
    page.problems.clear()


def test_a_policy_that_refuses_wasm_is_named_before_megabytes_come(
    visit, drawn
):
    page = visit(PAGE)
    policy = "script-src 'self'; worker-src 'self'"  # no wasm-unsafe-eval

    def refuse(route):
        reply = route.fetch()
        headers = {**reply.headers, "content-security-policy": policy}
        route.fulfill(response=reply, headers=headers)

    page.route("**/worker.js", refuse)
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


def kill(page):
    """The worker ends, as it does when a browser is short of memory."""
    page.workers[-1].evaluate("self.close()")


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
