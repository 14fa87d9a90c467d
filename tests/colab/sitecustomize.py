"""A kernel as in Colab, for tests/test_colab.py: first on its path.

No network but this machine, and none of what only building the book needs.
"""

import socket
from importlib.machinery import PathFinder

BUILDING = {"jupyter_book", "myst_nb", "onnx", "onnxscript", "sphinx"}
HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", None)
connect = socket.socket.connect
resolve = socket.getaddrinfo
find = PathFinder.find_spec


def connect_here(self, address):
    if isinstance(address, tuple) and address[0] not in HERE:
        raise OSError(f"No network in this test: {address[0]}")
    return connect(self, address)


def resolve_here(host, *args, **kwargs):
    if host not in HERE:
        raise socket.gaierror(f"No network in this test: {host}")
    return resolve(host, *args, **kwargs)


def find_others(cls, name, path=None, target=None):
    """As if what only the building needs were not installed."""
    if name.partition(".")[0] in BUILDING:
        return None
    return find(name, path, target)


socket.socket.connect = connect_here
socket.getaddrinfo = resolve_here
PathFinder.find_spec = classmethod(find_others)
