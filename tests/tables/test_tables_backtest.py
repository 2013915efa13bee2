"""Tables and sentences of the back-test and of the ablation ladder."""

from io import StringIO

import numpy as np
import pytest
import xarray as xr
from rich.console import Console

from sim.analysis.backtest import FORECASTERS, LEVELS, MODEL, OPPONENTS
from sim.analysis.ladder import ALL_AGENTS
from sim.tables import backtest as tables
from sim.tables.ladder import ladder_rows, ladder_verdict

CUT_OFFS = ("2024-03", "2024-06", "2024-09", "2024-12", "2025-03")


def cases(crps, origins=5):
    """A lag three months after each cut-off, everyone's scores given by name, or else 2."""
    scores = np.array([[crps.get(name, 2.0) for name in FORECASTERS]] * origins)
    shape = (origins, len(FORECASTERS))
    labels = {"origin": CUT_OFFS, "cut_off": CUT_OFFS, "fact": ["lag on ECI"] * 5,
              "channel": ["lag"] * 5, "units": ["months"] * 5, "horizon": [3] * 5}  # fmt: skip
    return xr.Dataset(
        {
            "crps": (("case", "forecaster"), scores),
            "bias": (("case", "forecaster"), np.full(shape, 1.5)),
            "rank": (("case", "forecaster"), np.full(shape, 0.5)),
            "within": (("case", "forecaster", "level"), np.ones((*shape, 3))),
        },
        {
            "forecaster": list(FORECASTERS),
            "level": list(LEVELS),
            **{name: ("case", list(values[:origins])) for name, values in labels.items()},
        },
    )


def printed(table):
    console = Console(file=StringIO(), width=80)
    console.print(table)
    return console.file.getvalue()


def test_a_row_of_an_origin_has_the_twin_the_prior_and_the_best_rival():
    found = cases({MODEL: 1.0, "another_ensemble_seed": 1.25, "prior": 3.0, "trend": 0.5})
    head, *rows = tables.origin_rows(found)
    row = dict(zip(head, rows[0], strict=True))
    assert (row["model"], row["other noise"], row["prior"]) == ("1.00", "1.25", "3.00")
    assert (row["best rival"], row["its CRPS"]) == ("trend", "0.50")
    assert row["% in 50, 80, 90%"] == "100 100 100"
    assert len(rows) == 5


def test_it_is_said_whom_the_model_beats_and_who_cannot_be_told_apart():
    better = tables.verdict(cases({MODEL: 1.0, "trend": 1.0, "prior": 0.5}))
    assert "better than random walk, it stays" in better
    assert "worse than prior; not distinguishable from trend." in better
    few = tables.verdict(cases({MODEL: 1.0}, origins=3))
    assert "better" not in few
    assert few.count("not distinguishable") == 1


def test_a_rival_has_its_difference_with_an_interval_or_none():
    (row,) = (r for r in tables.rival_rows(cases({MODEL: 1.0})) if r[0] == "trend")
    assert row[-2:] == ("-1.00 [-1.00, -1.00]", "better")
    (row,) = (r for r in tables.rival_rows(cases({MODEL: 1.0}, origins=3)) if r[0] == "trend")
    assert row[-2:] == ("-1.00 [–]", "not distinguishable")


def test_goals_are_said_to_be_met_or_not():
    met = {row[0]: row[2] for row in tables.goal_rows(cases({MODEL: 1.0, "prior": 0.5}))}
    assert met["CRPS below that of random walk"] == "met"
    assert met["CRPS below that of prior"] == "not met"
    assert met["CRPS from 2025-06 below 1.3 months"] == "cannot be told"


def test_goals_are_counted_and_those_that_are_not_met_are_named():
    said = tables.goal_verdict(cases({MODEL: 1.0, "prior": 0.5}))
    rows = tables.goal_rows(cases({MODEL: 1.0, "prior": 0.5}))[1:]
    met = sum(row[2] == "met" for row in rows)
    assert said.startswith(
        f"Of {len(rows)} goals, {met} are met; not met: CRPS below that of prior"
    )
    assert "cannot be told: CRPS from 2025-06 below 1.3 months" in said


@pytest.mark.parametrize(
    "table",
    [tables.origin_table, tables.rival_table, tables.horizon_table, tables.fact_table,
     tables.goal_table],
)  # fmt: skip
def test_every_number_of_a_table_fits_eighty_columns(table):
    found = cases({name: 12.34 for name in FORECASTERS} | {"gap_over_pace": 10.0})
    text = printed(table(found.assign_coords(origin=("case", ["record-2024-06"] * 5))))
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_every_opponent_has_a_row():
    assert len(tables.rival_rows(cases({}))) == 1 + len(OPPONENTS)


def test_a_rung_of_the_ladder_is_better_worse_or_not_distinguishable():
    crps = [[1.0, 2.0, 3.0]] * 5
    ladder = xr.Dataset(
        {"crps": (("case", "forecaster"), crps)},
        {"forecaster": ["without a", ALL_AGENTS, "without b"],
         "origin": ("case", list(CUT_OFFS)), "cut_off": ("case", list(CUT_OFFS))},
    )  # fmt: skip
    _, first, _, last = ladder_rows(ladder)
    assert first == ("without a", "1.00", "-1.00 [-1.00, -1.00]", "better")
    assert last[-1] == "worse"
    assert "worse: without b; better: without a; not distinguishable: none" in ladder_verdict(
        ladder
    )


def test_the_members_that_came_close_are_described():
    sentence = tables.sentence_on_shifts("mine", {"a channel": -1.26, "another": 0.5, "third": 0.1})
    assert "a channel (-1.3 sd), another (+0.5 sd)." in sentence
