"""The figure of patterns: panels in columns of about the same height, and every pattern in one."""

import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure

from sim.plots.patterns import COLUMNS, balanced, panels_of, save_patterns


def compared(keys, calibrations=("prior",)):
    """Made-up patterns of channels and units, alternately inside and outside."""
    count, both = len(keys), ("calibration", "pattern")
    shape = (len(calibrations), count)
    fact = np.linspace(1.0, 1000.0, count)
    return xr.Dataset(
        {
            "channel": ("pattern", [channel for channel, _ in keys]),
            "unit": ("pattern", [unit for _, unit in keys]),
            "label": ("pattern", [f"pattern {row}" for row in range(count)]),
            "fact": ("pattern", fact),
            "fact_low": ("pattern", np.where(np.arange(count) % 3 == 0, -np.inf, 0.9 * fact)),
            "fact_high": ("pattern", np.where(np.arange(count) % 3 == 1, np.inf, 1.1 * fact)),
            "low": (both, np.broadcast_to(np.where(np.arange(count) == 1, 0.0, 0.5 * fact), shape)),
            "median": (both, np.broadcast_to(fact, shape)),
            "high": (both, np.broadcast_to(2.0 * fact, shape)),
            "inside": (both, np.broadcast_to(np.arange(count) % 2 == 0, shape)),
            "used": (both, np.broadcast_to(np.arange(count) % 4 == 0, shape)),
        },
        {"pattern": [f"P{row}" for row in range(count)], "calibration": list(calibrations)},
    )


KEYS = [("lag", "months")] * 5 + [("lag", "index points")] + [("chips", "H100e")] * 3


def test_each_channel_and_unit_is_a_panel():
    panels = panels_of(compared(KEYS))
    assert [panel.sizes["pattern"] for panel in panels] == [5, 1, 3]
    assert [id_ for panel in panels for id_ in panel["pattern"].values] == [
        f"P{row}" for row in range(len(KEYS))
    ]


@pytest.mark.parametrize(
    ("heights", "columns"),
    [
        ([1.0], [[0]]),
        ([1.0, 1.0], [[0], [1]]),
        ([1.0, 1.0, 1.0], [[0], [1], [2]]),
        ([3.0, 1.0, 2.0, 1.0, 2.0], [[0], [1, 2], [3, 4]]),
        ([1.0, 1.0, 9.0], [[0], [1], [2]]),
    ],
)
def test_columns_keep_the_order_and_the_tallest_is_as_short_as_can_be(heights, columns):
    assert balanced(heights) == columns
    assert len(columns) <= COLUMNS


@pytest.mark.parametrize("calibrations", [("prior",), ("article", "current", "prior")])
def test_the_figure_shows_every_pattern_once_a_calibration(tmp_path, monkeypatch, calibrations):
    kept = []
    savefig = Figure.savefig
    monkeypatch.setattr(Figure, "savefig", lambda f, *a, **k: (kept.append(f), savefig(f, *a, **k)))
    save_patterns(compared(KEYS, calibrations), tmp_path / "patterns.png")
    assert (tmp_path / "patterns.png").read_bytes().startswith(b"\x89PNG")
    (figure,) = kept
    assert figure.legends[0].get_title().get_text().startswith("Source: AI gap simulator")
    axes = [of for part in figure.subfigs for of in part.axes]
    labels = [text.get_text() for of in axes for text in of.get_yticklabels()]
    assert labels == [f"pattern {row}" for row in range(len(KEYS))]
    marks = [line for of in axes for line in of.lines if line.get_marker() == "D"]
    assert len(marks) == len(KEYS) * len(calibrations)
    hollow = sum(line.get_markerfacecolor() == "white" for line in marks)
    assert hollow == 3 * len(calibrations)  # the facts that were used
