"""The convolution chapter's widgets under a reader's hands."""

import io
import re

import pytest
from page.acts import control, figure, number, quick, said, slide
from PIL import Image, ImageDraw

from livenets.widgets.sliding_kernel import PRESETS

PAGE = "chapters/convolution.html"


def numbers(widget, cells):
    """What a grid of numbers shows, with a true minus."""
    texts = widget.locator(cells).all_text_contents()
    return [number(text) for text in texts]


def test_the_kernels_stand_in_the_order_of_their_author(page):
    preset = control(figure(page, "sliding-kernel"), "Kernel")
    names = preset.locator("option").all_text_contents()
    assert names[1 : 1 + len(PRESETS)] == [*PRESETS]


def test_the_products_are_what_is_seen_times_the_kernel(page):
    widget = figure(page, "sliding-kernel")
    control(widget, "Kernel").select_option("sharpen")
    widget.get_by_label("weight in row 1, column 1").fill("9")
    seen = numbers(widget, ".tight > div:first-child .cells span")
    kernel = [0, -1, 0, -1, 9, -1, 0, -1, 0]
    products = numbers(widget, ".tight > div:last-child .cells span")
    assert products == pytest.approx(
        [a * b for a, b in zip(seen, kernel, strict=True)], abs=0.05
    )
    total = re.search(
        r"sum of the 9 products = (.+?)\.( |$)", said(page, widget)
    )
    value = number(total[1])
    assert value == pytest.approx(sum(products), abs=0.02)


def test_arrow_keys_and_dragging_move_the_kernel(page, drawn):
    widget = figure(page, "sliding-kernel")
    row, column = (control(widget, at, "input") for at in ("row", "column"))
    output = widget.locator(".mapview").nth(1)
    output.focus()
    before = int(column.input_value())
    drawn(page, "sliding-kernel", lambda: page.keyboard.press("ArrowRight"))
    assert int(column.input_value()) == before + 1
    output.scroll_into_view_if_needed()
    box = output.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    page.mouse.up()
    assert int(column.input_value()) == 61
    assert 29 <= int(row.input_value()) <= 32


def test_a_kernel_that_does_not_fit_is_explained_and_can_be_undone(page):
    widget = figure(page, "sliding-kernel")
    control(widget, "Resolution").select_option("8")
    control(widget, "size k").select_option("7")
    slide(widget, "dilation d", 2)
    assert "spans 2 · (7 − 1) + 1 = 13 pixels" in said(page, widget)
    assert "= −4" in widget.locator(".formula").text_content()
    assert widget.get_by_role("button", name="Play").is_disabled()
    slide(widget, "dilation d", 1)
    assert "a map of 2 × 2" in said(page, widget)


def test_the_law_holds_for_whole_steps_only(page):
    widget = figure(page, "sliding-kernel")
    slide(widget, "move the picture right by", 3)
    assert "the largest difference is 0." in said(page, widget)
    slide(widget, "stride s", 2)
    text = said(page, widget)
    assert "which is no whole step of the map (stride 2)" in text


def turned_photo():
    """Black left of white, stored on its side: EXIF says how to turn it."""
    upright = Image.new("RGB", (120, 120), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, 59, 119), fill="black")
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise to see it
    stored = io.BytesIO()
    turned = upright.transpose(Image.Transpose.ROTATE_90)
    turned.save(stored, "JPEG", quality=95, exif=exif)
    return stored.getvalue()


def test_the_readers_own_file_is_turned_as_it_says(page):
    widget = figure(page, "sliding-kernel")
    file = {
        "name": "me.jpg", "mimeType": "image/jpeg", "buffer": turned_photo()
    }  # fmt: skip
    widget.locator('input[type="file"]').set_input_files(file)
    page.wait_for_function(
        "() => document.querySelector('figure select').value === 'own'"
    )
    control(widget, "column", "input").fill("31")
    seen = numbers(widget, ".tight > div:first-child .cells span")
    assert seen == pytest.approx([0, 1, 1] * 3, abs=0.06)


@pytest.mark.parametrize(
    ("name", "kind", "data", "sentence"),
    [
        ("notes.txt", "text/plain", b"hello", "is not a picture"),
        ("odd.png", "image/png", b"hello", "is not a picture"),
        ("huge.png", "image/png", bytes(20_000_001), "larger than 20 MB"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(
    page, name, kind, data, sentence
):
    widget = figure(page, "sliding-kernel")
    file = {"name": name, "mimeType": kind, "buffer": data}
    widget.locator('input[type="file"]').set_input_files(file)
    status = widget.locator(".told")
    status.get_by_text(sentence).wait_for()
    assert name in status.text_content()
    assert widget.locator("select").first.input_value() == "camera"


def test_a_sweep_ends_and_is_not_played_where_motion_is_unwanted(visit):
    page = visit(PAGE, reduced_motion="reduce")
    widget = figure(page, "sliding-kernel")
    widget.get_by_role("button", name="Play").click()
    assert "less motion" in widget.locator(".status").text_content()
    page = visit(PAGE)
    widget = figure(page, "sliding-kernel")
    control(widget, "Resolution").select_option("8")
    widget.get_by_role("button", name="Play").click()
    widget.get_by_role("button", name="Pause").wait_for()
    widget.get_by_role("button", name="Play").wait_for(timeout=10_000)
    assert control(widget, "row", "input").input_value() == "5"


def test_eight_mixtures_of_three_are_worth_three(page):
    widget = figure(page, "channels")
    control(widget, "kernel size k").select_option("1")
    slide(widget, "output channels", 8)
    assert "8 maps at most 3 are new" in said(page, widget)
    assert "8 · (3 · 1² + 1) = 32" in widget.locator(".formula").text_content()
    sums = widget.locator(".beside p").last.text_content().replace("−", "-")
    parts = [
        float(v) for v in re.findall(r"-?[\d.]+", sums.replace("- ", "-"))
    ]
    assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=2e-3)


def test_the_field_is_what_the_stack_can_see(page):
    widget = figure(page, "receptive-field")
    control(widget, "Stack").select_option("dilations 1, 2, 4, 8")
    assert "can see 31 × 31 pixels" in said(page, widget)
    widget.get_by_role("button", name="Add a layer").click()
    assert "can see 33 × 33 pixels" in said(page, widget)
    widget.locator("svg.wires").focus()
    page.keyboard.press("ArrowLeft")
    assert "column 31" in said(page, widget)


def test_a_redraw_is_quick(page, drawn):
    widget = figure(page, "sliding-kernel")
    control(widget, "size k").select_option("7")
    widget.locator(".mapview").nth(1).focus()
    assert quick(drawn, page, "sliding-kernel", "ArrowDown", 20) < 200
