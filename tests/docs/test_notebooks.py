"""The notebooks run from their first cell to their last."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import sim.docs

NOTEBOOKS = sorted((Path(sim.docs.__file__).parent / "notebooks").glob("*.ipynb"))


def test_there_is_a_notebook_for_an_analyst_and_one_for_a_modeller():
    assert [notebook.stem for notebook in NOTEBOOKS] == ["analyst", "modeller"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_notebooks_are_stored_without_results(notebook):
    cells = nbformat.read(notebook, as_version=4).cells
    assert not any(cell.get("outputs") for cell in cells)


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_a_notebook_runs(notebook, tmp_path):
    cells = nbformat.read(notebook, as_version=4)
    NotebookClient(cells, timeout=600, resources={"metadata": {"path": tmp_path}}).execute()
