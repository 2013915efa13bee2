"""What ships is changed by a command of its own, never by a run."""

import pytest

from sim.docs import adopt


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package to copy into that is not the real one."""
    home = tmp_path / "package"
    monkeypatch.setattr(adopt, "SHIPPED", home)
    monkeypatch.setattr(adopt, "TABLES", {"scores.csv": home / "backtest.csv"})
    return home


@pytest.fixture
def run(tmp_path):
    """The folder of a run that left a posterior and a table."""
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "posterior.npz").write_bytes(b"draws")
    (folder / "inference.csv").write_text("ranks")
    (folder / "scores.csv").write_text("scores")
    return folder


def test_a_posterior_and_its_ranks_are_copied_under_the_name_that_is_given(package, run, capsys):
    assert adopt.main([str(run), "article"]) == 0
    assert (package / "article.npz").read_bytes() == b"draws"
    assert (package / "inference-article.csv").read_text() == "ranks"
    assert (package / "backtest.csv").read_text() == "scores"
    assert capsys.readouterr().out.count(str(package)) == 3


@pytest.mark.parametrize("name", [[], ["../../mine"], ["mine.npz"], ["."]])
def test_a_posterior_without_a_plain_name_is_not_copied(package, run, name, capsys):
    assert adopt.main([str(run), *name]) == 2
    assert not package.exists()
    assert capsys.readouterr().err.startswith("adopt: name: got")


def test_a_folder_with_nothing_that_ships_is_refused(package, tmp_path, capsys):
    assert adopt.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"adopt: run: got {tmp_path}, takes the folder")
