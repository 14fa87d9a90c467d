"""The same widgets in a running JupyterLab, served by the kernel."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from bench.kernel import needed
from keyboard import BY_KEYBOARD
from where import CHAPTERS, ROOT

ARGUMENTS = [
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=0",
    "--IdentityProvider.token=",
    "--LabApp.expose_app_in_browser=True",
    "--LabApp.news_url=",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab on copies of the chapters."""
    folder = tmp_path_factory.mktemp("lab")
    for chapter in CHAPTERS:
        shutil.copy(chapter, folder)
    # its widgets obey whatever their networks have learnt: 11 s, not 55
    quick = folder / "your_own.ipynb"
    text = quick.read_text(encoding="utf-8")
    assert "Recipe(5, " in text
    quick.write_text(text.replace("Recipe(5, ", "Recipe(1, "), "utf-8")
    log = tmp_path_factory.mktemp("log") / "lab"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *ARGUMENTS],
            cwd=folder,
            stderr=said,
            env={**os.environ, "JUPYTER_CONFIG_DIR": str(log.parent)},
            start_new_session=True,
        )
    try:
        yield address(process, log)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def address(process, log, patience=60):
    """Where it serves, once it says so."""
    for _ in range(patience * 10):
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
        if found:
            return found[0]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


READY = """async () => {
  const { sessionContext } = window.jupyterapp.shell.currentWidget;
  await sessionContext.ready;
  await sessionContext.session.kernel.info;
}"""
RUN_CELL = """async (index) => {
  const { shell, commands } = window.jupyterapp;
  const { content } = shell.currentWidget;
  content.activeCellIndex = index;
  await commands.execute("notebook:run-cell");
  return content.activeCell.model.outputs.toJSON()
    .filter((output) => output.output_type === "error");
}"""


@pytest.fixture
def notebook(lab, chromium):
    """`notebook(name)` → the page, its kernel ready, no cell run."""
    contexts = []

    def go(name):
        context = chromium.new_context(
            viewport={"width": 1250, "height": 2500}
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{lab}/lab/tree/{name}.ipynb")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        page.evaluate(READY)
        return page

    yield go
    for context in contexts:
        context.close()


def makers(name):
    """Cell that makes a widget → the cells that it needs, then itself."""
    text = (ROOT / "chapters" / f"{name}.ipynb").read_text(encoding="utf-8")
    cells = json.loads(text)["cells"]
    code = {
        i: "".join(cell["source"])
        for i, cell in enumerate(cells)
        if cell["cell_type"] == "code"
    }
    sources, at = list(code.values()), list(code)
    return {
        at[last]: [at[k] for k in needed(sources, last)]
        for last, i in enumerate(code)
        if any(
            output["output_type"] == "execute_result"
            and "image/png" in output["data"]
            for output in cells[i]["outputs"]
        )
    }


def made(page, name):
    """Each widget of a notebook, when the cells that it needs have run."""
    ran = set()
    for cells in makers(name).values():
        for cell in cells:
            if cell not in ran:
                assert page.evaluate(RUN_CELL, cell) == []
        ran |= {*cells}
        figure = page.locator(".jp-Cell.jp-mod-active figure.livenets")
        figure.wait_for(timeout=60_000)
        yield figure


def test_a_drawn_digit_is_computed_by_the_kernel(notebook, drawn):
    page = notebook("lenet")
    figure = next(made(page, "lenet"))
    figure.scroll_into_view_if_needed()
    before = figure.locator("figcaption").text_content()
    box = figure.locator("canvas.pad").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"]

    def stroke():
        page.mouse.move(x, y + 40)
        page.mouse.down()
        page.mouse.move(x, y + 200, steps=3)
        page.mouse.up()

    detail = drawn(page, "draw-digit", stroke)
    assert detail["engine"] == "kernel"
    assert figure.get_attribute("data-engine") == "kernel"
    assert figure.get_attribute("data-device") in ("cpu", "cuda:0", "mps:0")
    page.wait_for_timeout(700)
    assert figure.locator("figcaption").text_content() != before


def test_arithmetic_is_done_by_each_widgets_own_script(notebook, drawn):
    page = notebook("convolution")
    for figure in made(page, "convolution"):
        choice = figure.locator("select").first
        others = choice.locator("option:enabled:not(:checked)")
        values = others.evaluate_all("all => all.map((o) => o.value)")
        act = partial(choice.select_option, next(filter(None, values)))
        assert drawn(page, figure, act)["engine"] == "js"
        assert figure.get_attribute("data-state") == "live"


@pytest.mark.parametrize("name", [path.stem for path in CHAPTERS])
def test_every_widget_obeys_a_key(notebook, drawn, name):
    """One session a notebook, in which only what the widgets need is run."""
    page, tried = notebook(name), []
    for figure in made(page, name):
        tried.append(figure.get_attribute("data-widget"))
        selector, key = BY_KEYBOARD[tried[-1]]
        figure.locator(selector).first.focus()
        press = partial(page.keyboard.press, key)
        assert drawn(page, figure, press)["engine"] in ("kernel", "js")
        assert figure.get_attribute("data-state") == "live"
    assert tried


DIE = """async () => {
  const { sessionContext } = window.jupyterapp.shell.currentWidget;
  const { kernel } = sessionContext.session;
  const code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)";
  kernel.requestExecute({ code }).done.catch(() => null);
}"""
ALIVE = """() => window.jupyterapp.shell.currentWidget
  .sessionContext.session.kernel.status === "idle" """


def test_a_kernel_killed_in_use_is_told_and_the_cell_makes_it_live(
    notebook, drawn
):
    page = notebook("lenet")
    figure = next(made(page, "lenet"))
    clear = figure.get_by_role("button", name="Clear")
    assert drawn(page, "draw-digit", clear.click)["engine"] == "kernel"
    page.evaluate(DIE)
    accept = page.locator(".jp-Dialog button.jp-mod-accept")
    accept.click(timeout=60_000)  # JupyterLab says that it restarts it
    page.wait_for_function(ALIVE, timeout=60_000)
    figure.get_by_label("Centre it as MNIST did").press("Space")
    again = figure.get_by_role("button", name="Try again")
    again.wait_for(timeout=30_000)
    said = figure.locator(".status").text_content()
    assert "run this cell again" in said and "yours is kept" in said
    assert figure.get_attribute("data-state") == "failed"
    assert figure.get_attribute("data-engine") == "stored"
    again.click()
    again.wait_for(timeout=30_000)
    assert "run this cell again" in figure.locator(".status").text_content()
    page.evaluate(RUN_CELL, next(iter(makers("lenet"))))
    page.wait_for_function(
        """() => document.querySelector("figure.livenets")
          ?.dataset.state === "stored" """,
        timeout=60_000,
    )
    assert drawn(page, "draw-digit", clear.click)["engine"] == "kernel"
