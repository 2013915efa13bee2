"""Names are text: folders, scenarios and actors are shown as they are named."""

import os
from io import StringIO

import pytest
from command_line import command
from matplotlib.text import Text
from scenarios import compose

from sim.analysis.projection import project
from sim.plots.style import add_title, dress, name_rows, new_figure, save_figure
from sim.report.page import as_svg
from sim.tables.run import summary_table
from sim.tables.style import terminal

SMALL = ("ensemble.members=2", "horizon.end=2024-12-31", "calibration=prior")

ODD = ("[/x]", "[draft]", "[/red]", ":smile:", r"$\frac{$", "$a$ and $b$", "<b>", "{{ x }}")


@pytest.fixture(scope="module")
def dataset():
    return project(compose("strict_controls", SMALL))


def printed(*parts):
    """What the console of a command shows."""
    console = terminal()
    console.file = StringIO()
    console.width = 200
    console.print(*parts)
    return console.file.getvalue()


@pytest.mark.parametrize("name", ODD)
def test_a_terminal_shows_a_name_as_it_is(dataset, name):
    assert name in printed(name)
    assert name in printed(summary_table(dataset.assign_attrs(scenario=name)))


@pytest.mark.parametrize("name", ODD)
def test_a_figure_shows_a_name_as_it_is(tmp_path, name):
    figure = new_figure(2.0)
    axes = figure.subplots()
    axes.plot([0, 1], label=name)
    axes.legend()
    dress(axes, title=name, x=name, y=name)
    name_rows(axes, [name, "other"])
    add_title(figure, name)
    save_figure(figure, tmp_path / "figure.png")
    shown = [text for text in figure.findobj(Text) if text.get_text() == name]
    assert len(shown) >= 6
    assert not any(text.get_parse_math() for text in shown)
    assert as_svg(figure)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["[/x]", "[draft]"])
def test_a_run_in_a_folder_with_brackets_says_where_its_results_are(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir(parents=True)
    ended = command(folder, *SMALL)
    assert ended.code == 0, ended.err
    assert ended.out.splitlines()[-1] == f"results in {ended.results}"


def test_a_folder_that_is_not_in_utf_8_is_refused_in_one_line(tmp_path):
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    os.mkdir(folder)
    ended = command(tmp_path, f"hydra.run.dir='{folder}/run'", *SMALL)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"sim: hydra.run.dir: got {tmp_path}/\\udcff/run, takes a path in UTF-8, for netCDF\n"
    )
    assert os.listdir(folder) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [r"$\frac{$", "$a$", "draft copy"])
def test_a_scenario_with_an_odd_name_runs_under_it(tmp_path, name):
    own = tmp_path / "mine" / "scenario" / f"{name}.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("# @package _global_\nsanctions: {capital: 1.0}\n")
    ended = command(tmp_path, "--config-dir", str(tmp_path / "mine"), f"+scenario='{name}'", *SMALL)
    assert ended.code == 0, ended.err
    assert name in ended.out
