"""Typing draws what is new, and what is drawn is as if drawn anew."""

import pytest

PAGE = "chapters/lstm.html"
VIEW = {"width": 1250, "height": 1600}

# all that the maps, the curves and the letters show
SHOWN = """f => {
  const letters = [...f.querySelectorAll(".letters span")];
  return {
    letters: letters.map((s) => [s.textContent, s.className, s.title]),
    maps: [...f.querySelectorAll(".strip canvas")].map((map) => {
      const copy = new OffscreenCanvas(letters.length, map.height);
      const brush = copy.getContext("2d", { willReadFrequently: true });
      brush.drawImage(map, 0, 0);
      return brush.getImageData(0, 0, letters.length, map.height).data.join();
    }),
    curves: [...f.querySelectorAll(".strip polyline")].map((line) =>
      [line.className.baseVal, line.getAttribute("points")]),
    words: [...f.querySelectorAll(".step, .step + .side, .cost")]
      .map((part) => part.textContent),
  };
}"""
# how wide each picture is that is put on a map
WIDTHS = """window.widths = [];
  const brush = CanvasRenderingContext2D.prototype;
  const put = brush.putImageData;
  brush.putImageData = function (image, ...more) {
    widths.push(image.width);
    return put.call(this, image, ...more);
  };
  null;"""


class Reader:
    """The Gates widget on a page of its own, under a reader's hands."""

    def __init__(self, visit, drawn):
        self.page = visit(PAGE, viewport=VIEW)
        self.figure = self.page.locator('figure[data-widget="gates"]')
        self.drawn = drawn

    def does(self, act):
        """Act, and wait for the redraw."""
        return self.drawn(self.page, "gates", act)

    @property
    def field(self):
        return self.figure.locator("textarea:visible")

    def control(self, label, kind="select"):
        return self.figure.locator(
            f'label:has(> span:text-is("{label}")) > {kind}'
        )

    def fills(self, text):
        self.does(lambda: self.field.fill(text))

    def presses(self, *keys):
        """Each key changes the text."""
        self.field.focus()
        for key in keys:
            self.does(lambda key=key: self.page.keyboard.press(key))

    def moves_to(self, place):
        self.field.evaluate(f"f => f.setSelectionRange({place}, {place})")

    def sees(self):
        """What is shown once a free run, to compare with, has ended too."""
        self.page.wait_for_timeout(700)
        return self.figure.evaluate(SHOWN)


@pytest.fixture
def reader(visit, drawn):
    return lambda: Reader(visit, drawn)


def anew(reader, text, *acts):
    """What another page shows of the same text, put in at once."""
    other = reader()
    other.fills(text)
    for act in acts:
        act(other)
    return other.sees()


def typed_all_over(one):
    """Keys at the end, in the middle, deleted and pasted."""
    one.fills("O, what")
    one.field.focus()
    one.page.keyboard.press("Control+End")
    one.presses(" ", "a", "r", "Backspace", "n")
    one.moves_to(3)
    one.presses("Delete", "x", "y", "Backspace")
    one.does(lambda: one.page.keyboard.insert_text("pasted and long "))
    one.page.keyboard.press("Control+End")
    one.presses("Enter", "B")


def test_what_was_typed_all_over_is_drawn_as_if_anew(reader):
    one = reader()
    typed_all_over(one)
    text = one.field.input_value()
    assert text == "O, xpasted and long hat an\nB"
    assert one.sees() == anew(reader, text)


def test_more_letters_than_columns_are_drawn_as_if_anew(reader):
    one = reader()
    one.fills("so " * 20 + "on")  # 62: it grows past 64
    one.field.focus()
    one.page.keyboard.press("Control+End")
    one.presses(*" and", "Backspace")
    assert one.sees() == anew(reader, one.field.input_value())


def force(one):
    """The output gates of all units open at characters 5 to 8."""
    one.control("of").select_option("all units")
    one.control("over the whole text", "input").uncheck()
    one.control("or from character", "input").fill("5")
    one.control("to", "input").fill("8")
    one.does(lambda: one.control("output o").select_option("1"))


def test_knobs_over_a_stretch_are_drawn_as_if_anew_while_one_types(reader):
    one = reader()
    one.fills("O, what")
    force(one)
    one.page.wait_for_timeout(500)
    one.field.focus()
    one.page.keyboard.press("Control+End")
    one.presses(*" a rogue", "Backspace")
    one.moves_to(5)
    one.presses("z")
    seen = one.sees()
    assert any(look == "free" for look, _ in seen["curves"])
    assert seen == anew(reader, one.field.input_value(), force)


def test_an_input_methods_word_is_drawn_as_if_anew(reader):
    one, other = reader(), reader()
    for each in (one, other):
        network = each.control("Network")
        each.does(lambda n=network: n.select_option(index=1))
    one.fills("春眠")
    ended = """(field) => {
      const say = (event) => field.dispatchEvent(event);
      say(new CompositionEvent("compositionstart"));
      field.value = "春xiao眠";
      say(new InputEvent("input", { isComposing: true }));
      field.value = "春曉眠";
      say(new CompositionEvent("compositionend"));
    }"""
    one.does(lambda: one.field.evaluate(ended))
    other.fills("春曉眠")
    assert one.sees() == other.sees()


def test_a_key_draws_one_column_of_each_map(reader):
    one = reader()
    one.fills("To be or no")
    one.does(lambda: one.control("Units in the maps").select_option("all"))
    one.page.evaluate(WIDTHS)
    one.field.focus()
    one.page.keyboard.press("Control+End")
    one.presses("t")
    assert one.page.evaluate("widths") == [1] * 6
    one.presses("Backspace")  # the step before it is asked for again
    assert one.page.evaluate("widths") == [1] * 12


def test_a_key_leaves_the_other_letters_and_the_boards_width_alone(reader):
    one = reader()
    one.fills("To be or no")
    one.field.focus()
    one.page.keyboard.press("Control+End")
    one.figure.evaluate("""f => {
      window.touched = [];
      new MutationObserver((list) => list.forEach(({ target, type }) =>
        touched.push(`${type} ${target.className?.baseVal
          ?? target.className}`)))
        .observe(f.querySelector(".board"), { attributes: true,
          childList: true, subtree: true, characterData: true });
    }""")
    one.presses("t")
    touched = one.page.evaluate("touched")
    assert touched.count("childList ") == 2  # a span, and its letter
    assert "attributes board" not in touched
    assert sum(t.startswith("attributes now") for t in touched) == 6


def test_beyond_the_text_nothing_is_chosen_and_nothing_scrolls(reader):
    one = reader()
    one.fills("abc")
    frame = one.figure.locator(".frame").bounding_box()
    letters = one.figure.locator(".letters span")
    last = letters.nth(2).bounding_box()
    assert frame["x"] + frame["width"] == pytest.approx(
        last["x"] + last["width"], abs=0.6
    )
    one.page.mouse.click(last["x"] + 60, last["y"] + 40)
    assert one.control("Character", "input").input_value() == "3"
    assert one.figure.locator(".gatemaps").evaluate(
        "box => box.scrollWidth <= box.clientWidth"
    )
