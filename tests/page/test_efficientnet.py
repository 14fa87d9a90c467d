"""The EfficientNet chapter's widgets under a reader's hands."""

import io
import re

import numpy as np
import pytest
from page.acts import control, figure, said
from PIL import Image

from livenets import data
from livenets.probe import probe
from livenets.weights import imagenet
from livenets.widgets.photo_reader import middle, resized

PAGE = "chapters/efficientnet.html"


@pytest.fixture
def reader(page):
    return figure(page, "photo-reader")


@pytest.fixture
def scaling(page):
    return figure(page, "compound-scaling")


def shares(text):
    """Class → % of what the summary lists."""
    return {
        name.strip(): float(share)
        for name, share in re.findall(
            r"[:,] ([^:,(]+) \(([\d.]+) %\)", text.split(" At ")[0]
        )
    }


def torchs(photo, side):
    """The five likeliest classes of PyTorch, in %."""
    import torch

    x = resized(middle(data.read(f"photos/{photo}.jpg")), side)
    share = 100 * probe(imagenet.load(), torch.from_numpy(x)).output.softmax(1)
    best = share[0].topk(5)
    names = imagenet.classes()
    return {
        names[i]: v.item()
        for i, v in zip(best.indices, best.values, strict=True)
    }


def test_the_network_is_announced_and_comes_only_when_it_is_needed(
    page, reader, drawn
):
    status = reader.locator(".status")
    assert "loads the network, 9.6 MB" in status.text_content()
    assert not [url for url in page.requests if url.endswith(".onnx")]
    page.evaluate("""() => {
      window.said = [];
      const status = document.querySelector(".livenets .status");
      new MutationObserver(() => window.said.push(status.textContent))
        .observe(status, { childList: true, subtree: true });
    }""")
    photo = control(reader, "Photo")
    drawn(page, "photo-reader", lambda: photo.select_option("cat"))
    files = {url for url in page.requests if url.endswith(".onnx")}
    assert len(files) == 1
    told = " ".join(page.evaluate("window.said"))
    assert "Loading the network, once:" in told and "of 9.6 MB" in told
    size = control(reader, "Resolution", "input")
    drawn(page, "photo-reader", lambda: size.fill("96"))
    again = {url for url in page.requests if url.endswith(".onnx")}
    assert again == files, "one network for all sizes"


@pytest.mark.parametrize(("photo", "side"), [("cat", 224), ("camera", 320)])
def test_a_photograph_is_read_as_torch_reads_it(
    page, reader, drawn, photo, side
):
    select = control(reader, "Photo")
    drawn(page, "photo-reader", lambda: select.select_option(photo))
    size = control(reader, "Resolution", "input")
    if side != 224:
        drawn(page, "photo-reader", lambda: size.fill(str(side)))
    words = reader.locator("figcaption").get_by_text(f"{photo} at {side} ×")
    words.wait_for()
    found = shares(words.text_content())
    wanted = torchs(photo, side)
    best = max(wanted, key=wanted.get)
    # decoders of JPEG differ by a grey or two
    assert found[best] == pytest.approx(wanted[best], abs=4)
    assert next(iter(found)) == best


def test_all_sizes_are_run_and_the_curve_has_every_one(page, reader, drawn):
    select = control(reader, "Photo")
    drawn(page, "photo-reader", lambda: select.select_option("rocket"))
    assert reader.locator("svg.shares circle.c0").count() == 1
    reader.get_by_role("button", name="Run all nine sizes").click()
    reader.locator("svg.shares circle.c0").nth(8).wait_for(state="attached")
    reader.get_by_role("button", name="Run all nine sizes").wait_for()
    notes = reader.locator("svg.shares .note").all_text_contents()
    assert sum(note.endswith("ms") for note in notes) == 9
    text = said(page, reader)
    assert "rocket at 224 × 224" in text
    assert "At 64:" in text and "At 320:" in text


def test_a_stage_is_opened_and_a_map_chosen(page, reader, drawn):
    stage = control(reader, "Stage")
    drawn(page, "photo-reader", lambda: stage.select_option("head"))
    slider = control(reader, "Map", "input")
    assert slider.get_attribute("max") == "1279"
    slider.focus()
    page.keyboard.press("End")
    assert "Map 1279" in reader.locator(".over p").text_content()
    box = reader.locator(".sheet").bounding_box()
    reader.locator(".sheet").click(position={"x": 2, "y": 2})
    assert "Map 0" in reader.locator(".over p").text_content()
    assert box["width"] > 300
    inked = """c => c.getContext("2d")
      .getImageData(0, 0, c.width, c.height).data.some((v) => v)"""
    assert reader.locator("canvas.sheet").evaluate(inked)


def test_a_readers_own_photograph_is_read(page, reader, drawn):
    square = middle(data.read("photos/coffee.jpg"))
    wide = np.pad(square, ((0, 0), (90, 90), (0, 0)), mode="edge")
    file = io.BytesIO()
    Image.fromarray(wide).save(file, "PNG")
    picture = {
        "name": "mine.png",
        "mimeType": "image/png",
        "buffer": file.getvalue(),
    }
    upload = control(reader, "or your own file", "input")
    drawn(page, "photo-reader", lambda: upload.set_input_files(picture))
    text = said(page, reader)
    assert text.startswith("own at 224") and "espresso" in text
    assert "does not leave" in reader.locator(".told").text_content()
    size = control(reader, "Resolution", "input")
    drawn(page, "photo-reader", lambda: size.fill("64"))
    assert next(iter(shares(said(page, reader)))) != "espresso"


def test_a_file_that_is_no_picture_is_told(page, reader):
    upload = control(reader, "or your own file", "input")
    text = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"no"}
    upload.set_input_files(text)
    told = reader.locator(".told")
    told.get_by_text("is not a picture that is read here").wait_for()
    assert "a.txt" in told.text_content()
    assert reader.get_attribute("data-state") == "stored"


def test_a_network_is_chosen_and_its_cost_told(page, scaling, drawn):
    choose = control(scaling, "Network")
    drawn(page, "compound-scaling", lambda: choose.select_option("B7"))
    text = said(page, scaling)
    assert "66.3 M parameters" in text and "37.7 G multiply-adds" in text
    assert "84.3 % right" in text


def test_with_the_cost_held_the_point_slides_along(page, scaling, drawn):
    choose = control(scaling, "Network")
    drawn(page, "compound-scaling", lambda: choose.select_option("B4"))
    scaling.get_by_label("hold the cost").check()
    law = "text=/says × 10.2/"
    depth = control(scaling, "Depth", "input")
    depth.focus()
    for _ in range(3):
        drawn(page, "compound-scaling", lambda: page.keyboard.press("PageUp"))
    assert scaling.locator(f".sums >> {law}").count() == 1
    assert choose.input_value() == ""
    width = control(scaling, "Width", "output")
    assert width.text_content() != "× 1.4"
    drawn(page, "compound-scaling", lambda: page.keyboard.press("End"))
    assert "at its end" not in (scaling.locator(".status").text_content())


def test_a_point_of_the_family_can_be_clicked(page, scaling, drawn):
    point = scaling.locator("svg.panel").first.locator("circle.family").nth(7)
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drawn(page, "compound-scaling", lambda: page.mouse.click(x, y))
    assert control(scaling, "Network").input_value() == "B7"
