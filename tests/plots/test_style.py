"""All figures share one look, which stands in one place."""

import re
from pathlib import Path

import numpy as np
import pytest

from sim.plots import style
from sim.plots.palette import INK

OTHERS = sorted(set(Path(style.__file__).parent.glob("*.py")) - {Path(style.__file__)})


@pytest.mark.parametrize("file", OTHERS, ids=lambda file: file.stem)
def test_no_figure_sets_its_own_sizes_spines_grid_or_resolution(file):
    own = re.compile(r"fontsize=\d|labelsize|dpi|figsize|spines|\.grid\(|savefig|frameon")
    assert own.findall(file.read_text(encoding="utf-8")) == []


def test_the_text_of_a_cell_is_white_on_dark_and_dark_on_light():
    axes = style.new_figure(2.0).subplots()
    values = np.array([[0.0, 1.0]])
    style.draw_heat_map(
        axes, values, np.array([["dark", "light"]]), colours="gray", ends=(0.0, 1.0), label="all"
    )
    colours = {text.get_text(): text.get_color() for text in axes.texts}
    assert colours == {"dark": "white", "light": INK}


def test_a_cell_without_a_text_stays_empty():
    axes = style.new_figure(2.0).subplots()
    texts = np.array([["", "1"]])
    style.draw_heat_map(axes, np.eye(1, 2), texts, colours="gray", ends=(0.0, 1.0), label="all")
    assert [text.get_text() for text in axes.texts] == ["1"]


def test_an_interval_has_its_ends_and_middle_where_the_quantiles_are():
    axes = style.new_figure(2.0).subplots()
    style.draw_interval(axes, 3, np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 3.5, INK)
    ends = [tuple(line.get_xdata()) for line in axes.lines]
    assert ends == [(1.0, 5.0), (2.0, 4.0), (3.5,)]
    assert {y for line in axes.lines for y in line.get_ydata()} == {3}


def test_a_file_has_the_one_resolution(tmp_path):
    from PIL import Image

    style.save_figure(style.new_figure(2.0, 3.0), tmp_path / "figure.png")
    with Image.open(tmp_path / "figure.png") as image:
        assert image.size == (3 * style.DPI, 2 * style.DPI)
