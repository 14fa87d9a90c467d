"""A chapter's length, citation and card, made of texts that are known."""

from docutils import nodes

from livenets import around


def text(*parts):
    document = nodes.section()
    document.extend(parts)
    return document


def test_words_are_prose_and_lines_are_code_that_is_shown():
    printed = nodes.literal_block(text="61 706\n")
    printed["classes"] = ["output", "stream"]
    document = text(
        nodes.paragraph(text="A kernel slides, and slides."),
        nodes.literal_block(text="a = 1\n\nb = 2\n"),
        printed,
        nodes.math_block(text="x y z"),
    )
    assert around.counted(document) == (5, 3)


def test_minutes_are_rounded_up_to_five():
    assert around.minutes(1000, 0) == 5
    assert around.minutes(1001, 0) == 10
    assert around.minutes(1000, 100) == 10


def test_a_cards_text_ends_with_a_sentence_or_says_that_it_goes_on():
    first, second = "One sentence. ", "word " * 60
    assert around.hook(text(nodes.paragraph(text=first + second))) == (
        "One sentence."
    )
    cut = around.hook(text(nodes.paragraph(text=second)))
    assert cut.endswith("word…") and len(cut) <= around.SHORT
    assert around.hook(text(nodes.paragraph(text="Short."))) == "Short."


def test_a_title_with_signs_of_html_stays_text(tmp_path):
    (tmp_path / "CITATION.cff").write_text(
        "title: B\nauthors: [{name: A}]\nversion: 1.2\n"
        'date-released: "2026-11-24"\n'
    )
    cited = around.citation(tmp_path, "1 < 2 & 3", "chapters/x", "")
    assert cited.count("1 &lt; 2 &amp; 3") == 2 and "&amp;lt;" not in cited
    assert "@incollection{x2026," in cited and "version 1.2, 2026." in cited
    tags = around.card('"Q"', "t", "", "", "")
    assert "&quot;Q&quot;" in tags and "og:image" not in tags
