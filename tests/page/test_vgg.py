"""The VGG chapter's widgets under a reader's hands."""

import pytest
from page.acts import figure, said

PAGE = "chapters/vgg.html"


def test_without_its_last_stage_the_network_is_three_times_as_large(
    page, drawn
):
    widget = figure(page, "cost-explorer")
    box = widget.locator("textarea")
    before = box.input_value()
    shorter = before.removesuffix(", 512, 512, 512, M")
    assert shorter != before
    drawn(page, "cost-explorer", lambda: box.fill(shorter))
    text = said(page, widget)
    assert text.startswith("by hand: 439,559,464 parameters")
    widget.get_by_role("button", name="15: linear, 4096").click()
    assert "100,352 inputs · 4,096 outputs" in widget.text_content()
    assert widget.locator('button[aria-pressed="true"]').count() == 1


@pytest.mark.parametrize(
    ("label", "value", "sentence"),
    [
        ("Convolutions and pools", "64, Z", 'Layer 2, "Z", is none'),
        ("Convolutions and pools", "64, 0", "1 to 65536 channels, not 0"),
        ("Convolutions and pools", "M " * 9, "Use fewer pools"),
        ("Convolutions and pools", "64 " * 81, "84 layers are more than"),
        ("Convolutions and pools", "", "The list is empty"),
        ("Linear layers", "10, ten", 'Linear layer 2, "ten"'),
        ("Picture, pixels a side", "16", "Layer 18"),
        ("Picture, pixels a side", "", "1 to 1024 pixels a side"),
    ],
)
def test_a_mistake_is_explained_and_the_last_good_result_stays(
    page, label, value, sentence
):
    widget = figure(page, "cost-explorer")
    numbers = widget.locator("table.bars").text_content()
    box = widget.get_by_label(label)
    good = box.input_value()
    box.fill(value)
    status = widget.locator(".status").text_content()
    assert sentence in status and "the last list that worked" in status
    assert box.get_attribute("aria-invalid") == "true"
    assert box.input_value() == value  # it is the reader's, so it stays
    assert widget.locator("table.bars").text_content() == numbers
    box.fill(good)
    assert widget.locator(".status").text_content() == ""
    assert box.get_attribute("aria-invalid") is None


def test_a_list_made_by_hand_can_be_had_again(page):
    widget = figure(page, "cost-explorer")
    menu, box = widget.locator("select"), widget.locator("textarea")
    box.fill("8, 8, M, A1")
    menu.select_option("vgg19")
    assert box.input_value().startswith("64, 64, M, 128")
    assert said(page, widget).startswith("vgg19: 143,667,240 parameters")
    menu.select_option("by hand")
    assert box.input_value() == "8, 8, M, A1"


def test_the_notes_list_is_known_again(page):
    widget = figure(page, "cost-explorer")
    widget.locator("textarea").fill(
        "[64,'M',128,'M',256,256,'M',512,512,'M',512,512,'M']"
    )
    assert widget.locator("select").input_value() == "vgg11"
    widget.get_by_label("batch norm").check()
    assert said(page, widget).startswith("vgg11: 132,868,840 parameters")


def test_the_keyboard_keeps_its_place_in_the_table(page):
    widget = figure(page, "cost-explorer")
    layer = widget.get_by_role("button", name="5: 3 × 3, 128", exact=True)
    layer.focus()
    page.keyboard.press("Enter")
    assert "Layer 5, 3 × 3, 128." in widget.text_content()
    widget.get_by_label("batch norm").press("Space")
    assert "two numbers of the batch norm" in widget.text_content()


def test_three_small_kernels_are_dearer_where_three_channels_come_in(page):
    widget = figure(page, "stacked-kernels")
    widget.get_by_label("channels in").select_option("3")
    assert "75,456 weights against 9,408, 8 times" in said(page, widget)
    widget.get_by_label("Large kernel").select_option("11 × 11")
    widget.get_by_label("channels in").select_option("64")
    assert "5 layers of 3 × 3 see what one of 11 × 11" in said(page, widget)


def test_a_silenced_stage_changes_the_scores(page, drawn):
    widget = figure(page, "feature-maps")
    scores = widget.locator(".scores")
    before = scores.text_content()
    box = widget.get_by_label("Silence this map")
    detail = drawn(page, "feature-maps", box.check)
    assert detail["engine"] == "wasm"
    assert scores.text_content() != before
