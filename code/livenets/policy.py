"""A strict Content-Security-Policy in every page, and pages that keep it.

Only files of the book's own host run or style anything; a script or a style
that gets into a page's text does nothing. What the theme and MathJax write
into the text is moved into files when the pages are written: inline scripts
and styles, style attributes, and handlers, which `page.js` takes over.
"""

import hashlib
import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",  # onnxruntime-web is WASM
        "style-src 'self'",
        "img-src 'self' data: blob:",  # the theme's icons; a reader's photo
        "worker-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "object-src 'none'",
        "frame-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
)
META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'
FOLDER = "_static/livenets"

SCRIPTS = re.compile(
    r'(?:<script(?: data-cfasync="false")?>(?:(?!</script>).)*</script>\s*)+',
    re.DOTALL,
)
BODY = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)
STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
VALUE = r'(?:="[^"]*")?'
TAG = re.compile(rf"<[a-zA-Z][\w:-]*(?:\s+[\w:@.-]+{VALUE})*\s*/?>")
STYLED = re.compile(r'\sstyle="([^"]*)"')
CLASS = re.compile(r'\sclass="([^"]*)"')
HANDLER = re.compile(r'\bonclick="(?:window\.)?(print|toggleFullScreen)\(\)"')
INLINE = re.compile(
    r'<style|\sstyle="|\son[a-z]+="|javascript:'
    r"|<script(?![^>]*\s(?:src=|type=\"application/json\"))"
)


class Pages:
    """The written pages of a book, and the files that are made of them."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.rules: dict[str, str] = {}  # class → declarations

    def paths(self) -> list[Path]:
        """All pages; in _static the theme has templates."""
        static = self.out / "_static"
        pages = self.out.rglob("*.html")
        return sorted(p for p in pages if static not in p.parents)

    def file(self, text: str, suffix: str) -> str:
        """Write `text` beside the widgets' files; its path in the book."""
        name = hashlib.sha256(text.encode()).hexdigest()[:16] + suffix
        path = self.out / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return f"{FOLDER}/{name}"

    def unstyled(self, tag: re.Match[str]) -> str:
        """A tag whose style attribute has become a class."""
        text = tag[0]
        style = STYLED.search(text)
        if not style:
            return text
        declarations = style[1].strip()
        name = f"s{hashlib.sha256(declarations.encode()).hexdigest()[:8]}"
        self.rules[name] = declarations
        text = STYLED.sub("", text, count=1)
        if CLASS.search(text):
            return CLASS.sub(rf' class="\1 {name}"', text, count=1)
        return re.sub(r"^<[\w:-]+", rf'\g<0> class="{name}"', text)

    def without_inline(self, text: str, up: str) -> str:
        """The page with files in place of what was inline."""

        def script(run: re.Match[str]) -> str:
            name = self.file(";\n".join(BODY.findall(run[0])), ".js")
            return f'<script src="{up}{name}"></script>\n'

        def style(block: re.Match[str]) -> str:
            name = self.file(block[1], ".css")
            return f'<link rel="stylesheet" href="{up}{name}" />'

        text = SCRIPTS.sub(script, text)
        text = STYLE.sub(style, text)
        text = HANDLER.sub(r'data-do="\1"', text)
        return TAG.sub(self.unstyled, text)

    def styles(self) -> str:
        """One style sheet; a style attribute outranks the others' rules."""
        rules = sorted(self.rules.items())
        return "\n".join(f".{n}.{n}.{n}.{n} {{ {d} }}" for n, d in rules)


def complete(text: str) -> str:
    """A document, of the one line that leads to the first page."""
    if "<html" in text:
        return text
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n'
        f"<title>Kernels to Gates</title>\n{text.strip()}\n</head>\n</html>\n"
    )


def guard(app: Sphinx, error: Exception | None) -> None:
    """Rewrite every new page; fail where something inline is left."""
    if error or app.builder.name != "html":
        return
    pages = Pages(Path(app.outdir))
    texts = {}
    for path in pages.paths():
        up = "../" * (len(path.relative_to(pages.out).parts) - 1)
        text = complete(path.read_text(encoding="utf-8"))
        if META in text:  # of an earlier build
            continue
        texts[path] = up, pages.without_inline(text, up)
    sheet = pages.file(pages.styles(), ".css")
    for path, (up, text) in texts.items():
        left = INLINE.search(text)
        if left:
            raise ExtensionError(f"{path} is not to have {left[0]!r} inline.")
        link = f'<link rel="stylesheet" href="{up}{sheet}" />'
        text = text.replace("<head>", f"<head>\n    {META}", 1)
        text = text.replace("</head>", f"{link}\n</head>", 1)
        path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("build-finished", guard, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
