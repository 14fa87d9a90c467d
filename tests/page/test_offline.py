"""The book taken along: its zip on another host, a page opened as a file."""

import functools
import http.server
import re
import threading
import zipfile

import nbformat
import pytest
from where import BOOK, CHAPTERS, ROOT

from livenets.address import address
from livenets.offline import INSIDE, NAME, pack

PAGES = sorted(path.stem for path in (BOOK / "chapters").glob("*.html"))
NOTEBOOKS = [p.stem for p in CHAPTERS if p.stem in PAGES]
# in another folder's folder, as on a shared host
ELSEWHERE = "students/of 2026"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A static host, as plain as can be."""

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The folder that the zip unpacks to, below another one."""
    root = tmp_path_factory.mktemp("host")
    with zipfile.ZipFile(BOOK / NAME) as packed:
        packed.extractall(root / ELSEWHERE)
    return root


@pytest.fixture(scope="module")
def other_host(unpacked):
    """Its address there, without a slash at its end."""
    serve = functools.partial(Quiet, directory=str(unpacked))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = ELSEWHERE.replace(" ", "%20")
        yield f"http://127.0.0.1:{server.server_port}/{there}/{INSIDE}"
        server.shutdown()


def test_the_zip_holds_the_whole_book():
    """All but the builder's own notes, whose names begin with a dot."""
    with zipfile.ZipFile(BOOK / NAME) as packed:
        inside = {
            name.removeprefix(f"{INSIDE}/") for name in packed.namelist()
        }
        assert packed.testzip() is None
    there = {
        path.relative_to(BOOK).as_posix()
        for path in BOOK.rglob("*")
        if path.is_file()
        and path.name not in (NAME, "manifest.json")
        and not path.name.startswith(".")
    }
    assert inside == there


def test_the_same_book_makes_the_same_zip(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.html").write_text("x")
    first = pack(tmp_path).read_bytes()
    assert pack(tmp_path).read_bytes() == first


@pytest.mark.parametrize("name", NOTEBOOKS[:2])
def test_it_works_below_another_folder_of_another_host(
    other_host, chromium, drawn, name
):
    page = chromium.new_context().new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("response", lambda r: r.status >= 400 and problems.append(r.url))
    page.on(
        "request",
        lambda r: (
            r.url.startswith((other_host, "data:", "blob:"))
            or problems.append(f"outside of its folder: {r.url}")
        ),
    )
    page.goto(f"{other_host}/chapters/{name}.html")
    page.wait_for_load_state("networkidle")
    figure = page.locator("figure.livenets").first
    widget = figure.get_attribute("data-widget")
    control = figure.locator("select, input[type=range]").first
    control.focus()
    tall = control.evaluate("e => e.tagName") == "SELECT"
    press = "ArrowDown" if tall else "ArrowRight"
    drawn(page, widget, lambda: page.keyboard.press(press))
    assert figure.get_attribute("data-state") == "live"
    assert problems == []
    page.context.close()


@pytest.mark.parametrize("name", NOTEBOOKS[:1])
def test_a_page_opened_as_a_file_says_how_to_make_it_live(
    unpacked, chromium, name
):
    page = chromium.new_page()
    page.goto(
        (unpacked / ELSEWHERE / INSIDE / f"chapters/{name}.html").as_uri()
    )
    for figure in page.locator("figure.livenets").all():
        assert figure.get_attribute("data-state") == "failed"
        assert "python -m http.server" in figure.text_content()
        assert figure.locator("img").get_attribute("alt")
    assert page.locator("figure.livenets").count()
    page.close()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_chapter_can_be_launched_and_taken_along(visit, host, name):
    page = visit(f"chapters/{name}.html")
    at = address().removeprefix("https://github.com/")
    links = page.locator(".article-header-buttons a.dropdown-item")
    found = links.evaluate_all("all => all.map((a) => a.href)")
    assert found == [
        f"https://mybinder.org/v2/gh/{at}/main?urlpath=lab/tree/chapters/{name}.ipynb",
        f"https://colab.research.google.com/github/{at}/blob/main/chapters/{name}.ipynb",
        f"{host}/_sources/chapters/{name}.ipynb",
        f"{host}/{NAME}",
    ]
    given = page.request.get(found[2])
    text = (ROOT / "chapters" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert given.text() == text
    nbformat.validate(nbformat.reads(text, as_version=4))


def test_a_page_that_is_no_notebook_offers_no_launch(visit):
    page = visit("chapters/index.html")
    buttons = page.locator(".article-header-buttons")
    assert "mybinder" not in buttons.inner_html()
    assert NAME in buttons.inner_html()


def test_the_setup_cell_is_not_shown():
    for name in NOTEBOOKS:
        text = (BOOK / "chapters" / f"{name}.html").read_text()
        assert not re.search(r"find_spec|invalidate_caches", text), name
