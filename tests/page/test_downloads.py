"""A download that breaks ends in words, and goes on."""

import functools
import gzip
import http.server
import re
import threading

import pytest
from pad import PAGE, figure_of, stroke
from page.faults import ENGINE, LSTM, MOUNT, changed, fails, recovers
from where import BOOK


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


@pytest.mark.parametrize("fault", ["damaged", "broken", "gone"])
@pytest.mark.parametrize("kind", ["js", "bin"])
def test_a_widget_that_does_not_come_leaves_its_picture(visit, fault, kind):
    page = visit(LSTM)
    text = (BOOK / PAGE).read_text()
    name = re.search(rf'"([\w.]+\.{kind})"', MOUNT.search(text)[0])[1]

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
