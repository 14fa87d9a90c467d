"""Every page for every reader: axe-core, keyboard, touch, zoom, no motion."""

import re

import pytest
from keyboard import BY_KEYBOARD
from page.test_book import CHAPTERS, PAGES
from where import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# every rule, best practice too; and targets of 24 pixels (WCAG 2.2, 2.5.8).
# Of the words of code the contrast of one a class is measured: a theme colours
# classes, and a thousand words take half of the time.
RUN = """async (only) => {
  const seen = new Set();
  for (const word of document.querySelectorAll(".highlight span")) {
    const kind = `${word.parentElement.className}>${word.className}`;
    word.toggleAttribute("data-again", seen.has(kind));
    if (word.checkVisibility()) seen.add(kind);
  }
  axe.configure({ rules: [
    { id: "color-contrast", selector: "*:not([data-again])" }] });
  const rules = { "target-size": { enabled: true } };
  for (const { ruleId, tags } of axe.getRules()) {
    const colour = tags.includes("cat.color");
    if (only === (colour ? "the rest" : "colours")) {
      rules[ruleId] = { enabled: false };
    }
  }
  const { violations } = await axe.run(document,
    { preload: false, resultTypes: ["violations"], rules });
  return violations.flatMap(({ id, impact, nodes }) => nodes.map((n) => {
    const why = [...n.any, ...n.all, ...n.none].map((c) => c.message);
    return `${id} (${impact}): ${n.target}: ${why[0]}`;
  }));
}"""
# Chromium keeps finished transitions for as long as they are asked for
STILL = """() => document.getAnimations().every(
  (animation) => animation.playState !== "running")"""
WIDE = """() => [...document.querySelectorAll("main *")]
  .filter((el) => el.getBoundingClientRect().right > innerWidth + 1)
  .map((el) => el.cloneNode().outerHTML.slice(0, 90))"""
# too small to touch, and need not be: the sliders below do the same (2.5.8,
# "Equivalent")
EQUIVALENT = re.compile(r"target-size.*(branch|shortcut), times")
# under a task that stays in sight while its widget is driven; it scrolls free
COVERED = re.compile(r"target-size.*partially obscured")


def audited(page, only="all"):
    """What axe-core finds; `only`: "colours" or "the rest" of the rules."""
    return [
        v
        for v in page.evaluate(RUN, only)
        if not EQUIVALENT.search(v) and not COVERED.search(v)
    ]


def dress(page, theme, width):
    """In this theme, in a window so wide; back when nothing moves."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(
        "t => { document.documentElement.dataset.theme = t; }", theme
    )
    page.wait_for_function(STILL)


def figures(page):
    """The page's widgets."""
    return page.locator("figure.livenets[data-widget]").all()


def use(page, figure):
    """A reader's change by keyboard; back when it has been drawn."""
    control, key = BY_KEYBOARD[figure.get_attribute("data-widget")]
    figure.locator(control).first.focus()
    page.keyboard.press(key)
    page.wait_for_function(
        "f => f.dataset.state === 'live'",
        arg=figure.element_handle(),
        timeout=60_000,
    )


def use_all(page):
    """Change every widget, open every table and every solution."""
    for figure in figures(page):
        use(page, figure)
        figure.locator("details > summary").last.click()
    for button in page.locator(".toggle-button:visible").all():
        button.click()
    page.wait_for_timeout(600)  # a summary is told once a reader pauses


# One visit. Colours are those of the theme at any width, and all but colours
# are the same in both: each width and each theme is audited once, whole.
AFTER_USE = [("light", 1250), ("dark", 390)]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_before_or_after_use(visit, path):
    size = {"width": 390, "height": 900}
    page = visit(path, viewport=size, color_scheme="light")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert audited(page, "the rest") == [], "before use, 390 pixels"
    dress(page, "light", 1250)
    assert audited(page, "colours") == [], "before use, 1250 pixels"
    if path in CHAPTERS:
        use_all(page)
    for theme, width in AFTER_USE:
        dress(page, theme, width)
        assert audited(page) == [], f"{theme}, {width} pixels"


@pytest.mark.parametrize("path", PAGES)
def test_at_400_percent_a_page_reflows_and_nothing_moves(visit, path):
    """For a reader with large print who asked for less motion, too."""
    size = {"width": 312, "height": 225}
    page = visit(path, viewport=size, reduced_motion="reduce")
    use_all(page)
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - innerWidth") <= 0, (
        page.evaluate(WIDE)
    )
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_widget_says_what_to_do_what_changed_and_its_numbers(visit, path):
    page = visit(path)
    for figure in figures(page):
        name = figure.get_attribute("data-widget")
        title = figure.locator("p.title")
        bold = title.locator("strong").text_content()
        hint = title.text_content().removeprefix(bold).strip()
        assert len(hint) >= 20 and hint.endswith("."), (name, hint)
        told = figure.locator("> figcaption")
        assert told.get_attribute("aria-live") == "polite", name
        assert len(told.text_content()) >= 20, name
        assert figure.locator("[role=status]").count() >= 1, name
        figure.locator("> details > summary").click()
        rows = figure.locator("> details tbody tr")
        rows.first.wait_for(state="attached")  # made when it is opened
        heads = figure.locator("> details thead tr > *").all_text_contents()
        assert rows.count() >= 1 and len(heads) >= 2, (name, heads)
        cells = rows.first.locator("td").all_text_contents()
        assert len(cells) == len(heads), (name, heads, cells)
        assert any(re.search(r"\d", c) for c in cells), (name, cells)


BY_TOUCH = ", ".join(
    f"{control}:visible:enabled"
    for control in ("input[type=range]", "input[type=checkbox]", "button")
)


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_widget_answers_a_finger(visit, path):
    size = {"width": 390, "height": 844}
    page = visit(path, viewport=size, has_touch=True, is_mobile=True)
    for figure in figures(page):
        figure.evaluate("""f => f.addEventListener("livenets:drawn",
          () => { f.touched = true; })""")
        handle = figure.element_handle()
        for control in figure.locator(BY_TOUCH).all()[:6]:
            box = control.bounding_box()
            control.tap(position={"x": box["width"] / 5, "y": 8})
            page.wait_for_timeout(300)
            if figure.get_attribute("data-state") != "stored":
                break
        else:  # then it is a native list that changes what is computed
            lists = figure.locator("select:visible:enabled").all()
            lists[0].tap()
            page.keyboard.press("Escape")
            other = lists[0].evaluate("""s => [...s.options].findIndex(
              (o, i) => i !== s.selectedIndex && !o.disabled)""")
            lists[0].select_option(index=other)
        page.wait_for_function("f => f.touched", arg=handle, timeout=60_000)
