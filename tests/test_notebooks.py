"""The normal form of a notebook: what is kept, what goes."""

import nbformat
import pytest
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)

from livenets.address import address
from livenets.notebooks import (
    FOLDS,
    SETUP,
    SOURCE,
    VIEW,
    normal,
    run,
    set_up,
    stored,
    with_setup,
)


def messy():
    """A notebook as JupyterLab saves it after a widget was shown."""
    output = {
        "output_type": "execute_result",
        "execution_count": 17,
        "data": {"text/plain": "W", "image/png": "aa", VIEW: {"model_id": 1}},
        "metadata": {"image/png": {"alt": "w"}, VIEW: {}},
    }
    code = new_code_cell(
        "w", execution_count=17, outputs=[nbformat.from_dict(output)]
    )
    code.metadata.update(tags=["remove-input"], execution={"start": "now"})
    notebook = new_notebook(cells=[new_markdown_cell("# W"), code])
    notebook.metadata.update(widgets={"state": {}}, authors=["me"])
    return notebook


def test_what_changes_from_run_to_run_goes():
    notebook = normal(messy())
    cell = notebook.cells[1]
    assert "id" not in cell and notebook.nbformat_minor == 4
    assert "widgets" not in notebook.metadata
    assert cell.metadata == {"tags": ["remove-input"], **SOURCE}
    assert cell.execution_count == cell.outputs[0].execution_count == 1
    assert VIEW not in cell.outputs[0].data
    assert VIEW not in cell.outputs[0].metadata


def test_what_a_reader_sees_stays():
    output = normal(messy()).cells[1].outputs[0]
    assert output.data == {"text/plain": "W", "image/png": "aa"}
    assert output.metadata == {"image/png": {"alt": "w"}}


@pytest.mark.parametrize(
    ("tag", "source", "outputs"),
    [
        ("hide-cell", True, True),
        ("remove-input", True, False),
        ("remove-cell", True, False),
        ("other", False, False),
    ],
)
def test_what_the_page_folds_is_folded_everywhere(tag, source, outputs):
    cell = new_code_cell("1")
    cell.metadata.update(tags=[tag], collapsed=True, jupyter={"a": 1})
    about = normal(new_notebook(cells=[cell])).cells[0].metadata
    in_lab = about.get("jupyter", {})
    assert in_lab.get("source_hidden", False) is source
    assert in_lab.get("outputs_hidden", False) is outputs
    assert about.get("collapsed", False) is outputs
    assert about.get("cellView") == ("form" if source else None)
    assert "a" not in in_lab and about.tags == [tag]


def test_two_cells_share_no_metadata():
    cells = [new_code_cell("1"), new_code_cell("2")]
    for cell in cells:
        cell.metadata.tags = ["hide-cell"]
    normal(new_notebook(cells=cells)).cells[0].metadata.jupyter.clear()
    assert cells[1].metadata.jupyter and FOLDS["hide-cell"]["jupyter"]


def test_without_running_the_code_in_the_text_is_its_files(tmp_path):
    path = tmp_path / "n.ipynb"
    comment = "<!-- code: code/livenets/nets/vgg.py layer -->\n```python\n"
    cells = [new_markdown_cell(f"{comment}old\n```"), new_code_cell("x = 1")]
    nbformat.write(new_notebook(cells=cells), path)
    set_up(path)
    text = nbformat.read(path, as_version=4).cells[0].source
    assert text.startswith(f"{comment}def layer(") and "old" not in text


def test_exercises_are_counted_as_in_the_page(tmp_path):
    path = tmp_path / "n.ipynb"
    text = "<!-- exercise: {} -->\n**Exercise{} How?"
    heads = [" · By hand.**", " 7 · Open.**", ".** So, **Exercise.**", " 1.**"]
    cells = [new_markdown_cell(text.format("a", head)) for head in heads]
    nbformat.write(new_notebook(cells=[*cells, new_code_cell("1")]), path)
    set_up(path)
    found = [cell.source for cell in nbformat.read(path, as_version=4).cells]
    wanted = [" 1 · By hand.**", " 2 · Open.**", " 3.** So, **Exercise.**"]
    assert found[:4] == [text.format("a", w) for w in (*wanted, " 4.**")]


def test_prints_are_one_output_in_whatever_pieces_they_came():
    cell = new_code_cell("print(1); print(2); w; print(3)")
    cell.outputs = [
        new_output("stream", name=name, text=text)
        for name, text in (("stdout", "1\n"), ("stdout", "2\n"))
    ]
    cell.outputs.append(new_output("display_data", data={"text/plain": "w"}))
    cell.outputs.append(new_output("stream", name="stdout", text="3\n"))
    found = normal(new_notebook(cells=[cell])).cells[0].outputs
    assert [o.get("text") for o in found] == ["1\n2\n", None, "3\n"]


def test_the_normal_form_of_the_normal_form_is_itself():
    once = stored(normal(messy()))
    again = nbformat.reads(once, as_version=4)
    assert stored(normal(again)) == once


def test_running_stores_the_outputs_in_normal_form(tmp_path):
    path = tmp_path / "n.ipynb"
    cells = [new_code_cell("x = 20"), new_code_cell("print(x + 1)")]
    nbformat.write(new_notebook(cells=cells), path)
    run(path)
    found = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in found.cells] == [1, 2, 3]
    assert found.cells[0].source == SETUP.format(address=address()).strip()
    assert found.cells[2].outputs[0].text == "21\n"
    assert path.read_text(encoding="utf-8") == stored(normal(found))


def test_the_first_cell_is_put_once_and_follows_the_address():
    notebook = with_setup(messy(), "https://github.com/a/b")
    again = with_setup(notebook, "https://github.com/c/d")
    assert [cell.cell_type for cell in again.cells] == [
        "markdown",
        "code",
        "code",
    ]
    assert "github.com/c/d" in again.cells[1].source
    assert again.cells[2].source == "w"
