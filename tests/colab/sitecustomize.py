"""A kernel as in Colab, for tests/test_colab.py: first on its path.

No network but this machine, and none of what only building the book needs.
"""

import socket
import sys

BUILDING = {"jupyter_book", "myst_nb", "onnx", "onnxscript", "sphinx"}
HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", None)
connect = socket.socket.connect
resolve = socket.getaddrinfo


def connect_here(self, address):
    if isinstance(address, tuple) and address[0] not in HERE:
        raise OSError(f"No network in this test: {address[0]}")
    return connect(self, address)


def resolve_here(host, *args, **kwargs):
    if host not in HERE:
        raise socket.gaierror(f"No network in this test: {host}")
    return resolve(host, *args, **kwargs)


class Missing:
    """Finds nothing where Colab has nothing."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BUILDING:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


socket.socket.connect = connect_here
socket.getaddrinfo = resolve_here
sys.meta_path.insert(0, Missing())
