"""What every widget of the book is made of."""

import base64
import gzip
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import anywidget

from livenets import figures

HERE = Path(__file__).parent
# Set while the book is built: the folder of the files that its pages load.
BOOK = "LIVENETS_BOOK"
# not "+json": what keeps notebooks would sort the keys, and a reader meets the
# pictures and kernels of a widget in the order of its author
PAGE_MIME = "application/vnd.livenets.page"
NEEDS = {"pick_picture.js": "picture_file.js"}  # put before it
INLINE = 4096  # bytes; what is larger becomes a file of the book

if BOOK in os.environ:
    figures.tell()  # the plots of the chapter that shows this widget


def script(*names: str) -> str:
    """kit.js, then `names`: the browser gets one text, so it can't import."""
    parts = [p for n in names for p in (NEEDS.get(n), n) if p]
    return "\n".join(
        (HERE / part).read_text(encoding="utf-8")
        for part in ("kit.js", *parts)
    )


def styles() -> str:
    """kit.css, then each widget's own, which reaches no other widget."""
    own = sorted(path for path in HERE.glob("*.css") if path.stem != "kit")
    kit = (HERE / "kit.css").read_text(encoding="utf-8")
    return "\n".join([kit, *map(scoped, own)])


def scoped(path: Path) -> str:
    """NAME.css with `.livenets` narrowed to the widget of that name."""
    name = path.stem.replace("_", "-")
    text = path.read_text(encoding="utf-8")
    return re.sub(
        r"\.livenets(?![\w-])", f'.livenets[data-widget="{name}"]', text
    )


def shipped(data: bytes, suffix: str) -> str:
    """Write `data` into the book being built; the name of its file.

    With `.gz` in its suffix it is packed, whatever the host does; the name is
    the hash of what is in it.
    """
    folder = Path(os.environ[BOOK])
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(data).hexdigest()[:16] + suffix
    packed = gzip.compress(data, 9, mtime=0) if ".gz" in suffix else data
    (folder / name).write_bytes(packed)
    return name


def for_page(value: Any) -> Any:
    """A trait's value as JSON; bytes as {"base64": …} or {"file": …}."""
    if isinstance(value, bytes):
        if len(value) > INLINE:
            return {"file": shipped(value, ".gz.bin")}
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {key: for_page(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [for_page(part) for part in value]
    return value


class Widget(anywidget.AnyWidget):
    """Base class. A subclass sets `_esm = script("its_name.js")`.

    It also says in `alt()` what is seen, and draws the stored picture in
    `picture()`, for where no widget can live.
    """

    _css = styles()
    # ipywidgets 7 (Colab's) would show it without the stored picture
    _ipython_display_ = None

    @classmethod
    def name(cls) -> str:
        """The class's name as the page writes it: SEWeights → se-weights."""
        word = r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"
        return re.sub(word, "-", cls.__name__).lower()

    def alt(self) -> str:
        """One sentence or two: what the stored picture shows."""
        raise NotImplementedError

    def picture(self) -> bytes:
        """The stored picture, as PNG."""
        raise NotImplementedError

    def page(self) -> dict[str, Any]:
        """All that a page needs to mount this widget."""
        traits = {
            key: for_page(value)
            for key, value in self.get_state(self.own_traits()).items()
        }
        return {
            "widget": self.name(),
            "module": shipped(self._esm.encode(), ".js"),
            "alt": self.alt(),
            "picture": shipped(self.picture(), ".png"),
            "traits": traits,
        }

    def own_traits(self) -> list[str]:
        """The synced traits that are this widget's, not ipywidgets'."""
        return [
            key
            for key in self.keys
            if not key.startswith("_") and key not in anywidget_keys()
        ]

    def __repr__(self) -> str:
        """The same in every run, since notebooks are compared."""
        return f"{type(self).__name__}: {self.alt()}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = repr(self)
        if BOOK in os.environ:
            page = json.dumps(self.page())
            data = {"text/plain": repr(self), PAGE_MIME: page}
        else:
            png = base64.b64encode(self.picture()).decode()
            data["image/png"] = png
            metadata = {**metadata, "image/png": {"alt": self.alt()}}
        return data, metadata


def anywidget_keys() -> set[str]:
    """The traits that every ipywidget has."""
    return set(anywidget.AnyWidget.class_trait_names(sync=True))
