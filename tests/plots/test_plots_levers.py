"""The figure of single instruments has a panel a date and an interval an instrument and month."""

import numpy as np
import xarray as xr

from sim.plots.levers import levers_figure, save_levers

DAYS, NAMES, MONTHS = ["2024-04-02", "2026-12-01"], ["chip_exports", "ai_plus"], [24, 60]


def found():
    changes = np.random.default_rng(1).normal(size=(2, 2, 2, 30))
    return xr.Dataset(
        {"lag_change": (("date", "instrument", "months", "member"), changes)},
        {
            "date": DAYS,
            "instrument": NAMES,
            "months": MONTHS,
            "reference": ("date", ["status_quo", "as_enacted"]),
        },
    )


def test_each_date_has_a_panel_with_its_reference():
    titles = [axes.get_title(loc="left") for axes in levers_figure(found()).axes]
    assert titles == [
        "set from 2024-04-02, else status quo", "set from 2026-12-01, else as enacted",
    ]  # fmt: skip


def test_each_instrument_has_a_median_a_month_in_the_order_of_the_dataset():
    data = found()
    axes = levers_figure(data).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["chip exports", "AI plus"]
    points = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    medians = data["lag_change"].isel(date=0).median("member").values.ravel()
    np.testing.assert_allclose(points, medians)


def test_it_is_saved(tmp_path):
    save_levers(found(), tmp_path / "levers.png")
    assert (tmp_path / "levers.png").stat().st_size > 10_000
