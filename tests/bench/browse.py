"""A host that compresses and counts, and a Chromium that looks at it."""

import functools
import gzip
import shutil
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright
from serve import FLAGS, Quiet, serving
from where import BOOK

TEXT = (".html", ".css", ".js", ".mjs", ".svg", ".json", ".txt")
VIEW = {"width": 1250, "height": 900}
# what a page asked for, by the browser's own word for it, and ours
TYPES = {
    "document": "document",
    "script": "script",
    "worker": "script",
    "style": "style",
    "font": "font",
    "image": "image",
}
# Lighthouse's slow 4G, and a processor a quarter as fast
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
SLOWER = 4


@functools.cache
def packed(path):
    """A file as it goes over the wire; the type of its compression."""
    data = path.read_bytes()
    if path.suffix in TEXT:
        return gzip.compress(data, 6), "gzip"
    return data, None


class Counting(Quiet):
    """Compresses text, once, and notes (type, bytes) of what it sent.

    `server.before` may name a file and what is put before it.
    """

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body, coding = packed(path)
        if path.name in self.server.before:
            body = self.server.before[path.name] + path.read_bytes()
            coding = None
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if coding:
            self.send_header("Content-Encoding", coding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        kind = TYPES.get(self.headers.get("Sec-Fetch-Dest"), kind_of(path))
        self.server.sent.append((kind, len(body)))


def kind_of(path):
    """Of what a script fetched: a network or the engine, or a page's data."""
    ours = path.suffix == ".onnx" or path.name.startswith("ort-")
    return "wasm/model" if ours else "other"


def by_type(sent):
    """Type → bytes and requests, with their total."""
    found = {"total": {"KB": 0.0, "requests": 0}}
    for kind, size in sent:
        for name in (kind, "total"):
            row = found.setdefault(name, {"KB": 0.0, "requests": 0})
            row["KB"] += size / 1000
            row["requests"] += 1
    for row in found.values():
        row["KB"] = round(row["KB"], 1)
    return found


class Visits:
    """Opens pages, each as a new reader."""

    def __init__(self, server, browser):
        self.server, self.browser = server, browser
        self.version = browser.version

    @contextmanager
    def page(self, path, script="", slow=False):
        """The page once it is quiet; `script` runs before its own."""
        context = self.browser.new_context(viewport=VIEW)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        page.hosts = set()
        page.on("request", lambda r: page.hosts.add(r.url.split("/")[2]))
        if slow:
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", SLOW)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.server.sent.clear()
        page.goto(f"{self.server.address}/{path}", timeout=120_000)
        page.wait_for_load_state("networkidle", timeout=120_000)
        yield page
        context.close()


@contextmanager
def visits(book=BOOK, before=(), flags=FLAGS):
    """A host and a browser for as long as they are needed."""
    if not (book / "index.html").exists():
        raise FileNotFoundError(f"No book in {book}: run 'make book' first.")
    with serving(book, Counting) as server, sync_playwright() as playwright:
        server.sent, server.before = [], dict(before)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=flags
        )
        yield Visits(server, browser)
        browser.close()


def pages(size):
    """The chapters' pages, as many as wanted."""
    found = sorted(BOOK.glob("chapters/*.html"))
    return [p.relative_to(BOOK).as_posix() for p in found][: size.pages]
