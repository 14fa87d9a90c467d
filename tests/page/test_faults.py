"""What can go wrong in a reader's page ends in words, and goes on.

Each fault leaves a live or a stored widget, one sentence or two about what
happened, the reader's input where it was, and a way to try again.
"""

import functools
import gzip
import http.server
import json
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
    (ENGINE, lambda data: gzip.compress(gzip.decompress(data)[:-1], 1)),
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


LSTM = "chapters/lstm.html"
MOUNT = re.compile(r'<div class="livenets-mount">.*?</script></div>', re.S)


@pytest.fixture
def crowd(visit):
    """LeNet's page with its widget twice, and the gates besides."""
    page = visit(PAGE)
    text = (BOOK / PAGE).read_text()
    one, other = (
        MOUNT.search((BOOK / path).read_text())[0] for path in (PAGE, LSTM)
    )
    body = text.replace(one, one + one + other)
    page.route(
        f"**/{PAGE}",
        lambda route: route.fulfill(body=body, content_type="text/html"),
    )
    page.reload()
    page.wait_for_function(
        """() => document.querySelectorAll("figure.livenets figcaption")
          .length === 3"""
    )
    page.requests.clear()
    return page


def test_widgets_share_one_engine_and_each_gets_its_own(crowd):
    page = crowd
    figures = page.locator("figure.livenets")
    digits, gates = (figures.nth(i) for i in (1, 2))
    for key in ("1", "7"):  # both ask, again and again, before any answer
        page.evaluate(
            """(value) => {
              const digits = [...document.querySelectorAll("figure.livenets")];
              for (const figure of digits.slice(0, 2)) {
                const pick = figure.querySelector(".padbox ~ * select");
                pick.value = figure === digits[0] ? value : "3";
                pick.dispatchEvent(new Event("change"));
              }
              const field = digits[2].querySelector("textarea");
              field.value += value;
              field.dispatchEvent(new Event("input"));
            }""",
            key,
        )
        for figure in (digits, gates):
            said = figure.locator(".status").text_content()
            assert re.match("Loading|Starting|Computed", said), said
    page.wait_for_function(
        """() => [...document.querySelectorAll("figure.livenets")]
          .every((figure) => figure.dataset.state === "live")""",
        timeout=60_000,
    )
    page.wait_for_timeout(1500)
    said = figures.locator("figcaption").all_text_contents()
    for i in range(2):  # each read its own digit, the last that was picked
        picked = figures.nth(i).locator(".padbox ~ * select option:checked")
        assert f"reads a {picked.text_content()} " in said[i]
    assert said[0] != said[1]
    text = figures.nth(2).locator("textarea:visible").input_value()
    shown = figures.nth(2).locator(".letters span")
    # of figures the network has never seen any
    assert text.endswith("17") and shown.count() == len(text) - 2
    names = [url.rsplit("/", 1)[-1] for url in page.requests]
    assert len(page.workers) == 1
    assert [names.count(name) for name in (ENGINE, "worker.js")] == [1, 1]


def test_when_the_engine_ends_every_widget_is_told(crowd):
    page = crowd
    page.route("**/*.onnx", lambda route: None)
    figures = page.locator("figure.livenets")
    with page.expect_request("**/*.onnx"):
        for i in range(2):
            figures.nth(i).get_by_role("button", name="Clear").click()
    kill(page)
    page.wait_for_function(
        """() => [...document.querySelectorAll("figure.livenets")].slice(0, 2)
          .every((figure) => figure.dataset.state === "failed")"""
    )
    page.unroute("**/*.onnx")
    for i in range(2):
        figures.nth(i).get_by_role("button", name="Try again").click()
    page.wait_for_function(
        """() => [...document.querySelectorAll("figure.livenets")].slice(0, 2)
          .every((figure) => figure.dataset.state === "live")"""
    )
    assert len(page.workers) == 1


COUNTED = """() => {
  window.asked = 0;
  const send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...more) {
    if (message?.inputs) asked += 1;
    return send.call(this, message, ...more);
  };
}"""
MOVES = """(values) => {
  const range = document.querySelector('figure input[type="range"]');
  for (const value of values) {
    range.value = value;
    range.dispatchEvent(new Event("input"));
  }
}"""


def test_of_a_hundred_changes_the_latest_is_drawn(visit, drawn):
    page = visit(PAGE)
    drawn(page, "draw-digit", lambda: page.evaluate(MOVES, [3]))
    wanted = maps(page)
    page.evaluate(COUNTED)
    page.evaluate(MOVES, [*[i % 13 - 6 for i in range(100)], -6, 3])
    page.wait_for_timeout(1500)
    assert page.evaluate("asked") <= 3, "what was out of date was not run"
    assert maps(page) == wanted


def test_a_page_that_was_frozen_and_hidden_goes_on(visit, drawn):
    page = visit(PAGE)
    session = page.context.new_cdp_session(page)
    page.evaluate(MOVES, [2])  # asked, and the engine begins to load
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    other = page.context.new_page()
    other.goto("about:blank")
    other.bring_to_front()
    other.wait_for_timeout(3000)
    other.close()
    session.send("Page.setWebLifecycleState", {"state": "active"})
    page.wait_for_function(
        """() => document.querySelector("figure.livenets").dataset.state
          === "live" """
    )
    before = maps(page)
    drawn(page, "draw-digit", lambda: page.evaluate(MOVES, [-4]))
    assert maps(page)[1:] != before[1:]


def test_a_page_that_is_come_back_to_has_what_was_drawn(visit, drawn):
    page = visit(PAGE)
    drawn(page, "draw-digit", lambda: stroke(page))
    page.goto("about:blank")
    page.go_back()
    page.wait_for_load_state("networkidle")
    detail = drawn(page, "draw-digit", lambda: stroke(page, 0.3))
    assert detail["engine"] == "wasm"


def test_the_network_that_a_reader_chose_comes_back(visit, drawn):
    page = visit(LSTM, viewport={"width": 1250, "height": 1600})
    figure = page.locator('figure[data-widget="gates"]')
    pick, field = figure.locator("select").first, figure.locator("textarea")
    drawn(page, "gates", lambda: pick.select_option("Tang 唐詩"))
    page.workers[0].evaluate("() => { onmessage = () => self.close(); }")
    figure.locator("textarea:visible").fill("白日依山盡")
    figure.get_by_role("button", name="Try again").wait_for()
    assert figure.get_attribute("data-state") == "failed"
    again = figure.get_by_role("button", name="Try again")
    drawn(page, "gates", again.click)
    assert pick.input_value() == "Tang 唐詩"
    assert figure.locator("textarea:visible").input_value() == "白日依山盡"
    assert figure.locator(".letters span").count() == 5
    assert field.count() == 2


@pytest.mark.parametrize("fault", ["damaged", "broken", "gone"])
@pytest.mark.parametrize("kind", ["js", "bin"])
def test_a_widget_that_does_not_come_leaves_its_picture(visit, fault, kind):
    page = visit(LSTM)
    text = (BOOK / PAGE).read_text()
    name = re.search(rf'"(\w+\.{kind})"', MOUNT.search(text)[0])[1]

    def serve(route):
        if fault == "gone":
            route.abort()
            return
        body = route.fetch().body()
        cut = body[: len(body) // 2]
        route.fulfill(body=cut if fault == "broken" else b"?" + body[1:])

    page.route(f"**/{name}*", serve)
    page.goto(page.requests[0].replace(LSTM, PAGE))
    figure = figure_of(page)
    status = figure.locator(".status")
    status.wait_for()
    said = status.text_content()
    assert said.startswith("This widget could not be loaded. ")
    assert "What you see is its stored picture." in said
    assert figure.get_attribute("data-state") == "failed"
    assert figure.locator("img").bounding_box()["height"] > 50
    page.unroute(f"**/{name}*")
    figure.get_by_role("button", name="Try again").click()
    figure.locator("canvas.pad").wait_for()
    assert figure_of(page).get_attribute("data-state") == "stored"
    page.problems.clear()


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
        sizes = "memories.map((each) => each.buffer.byteLength)"
        return heap, page.workers[0].evaluate(sizes)

    page.evaluate(THOUSAND, [card, 100])
    heap, wasm = used()
    page.evaluate(THOUSAND, [card, 1000])
    later, then = used()
    assert wasm and then == wasm
    assert later - heap < 1_000_000
