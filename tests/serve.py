"""The built book at a static host of this machine, and how Chromium starts."""

import functools
import http.server
import threading
from contextlib import contextmanager

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A static host, as plain as can be."""

    def log_message(self, *_args):
        pass


@contextmanager
def serving(folder, handler=Quiet):
    """A server of `folder`; its `address` has no slash at its end."""
    serve = functools.partial(handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.address = f"http://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()
