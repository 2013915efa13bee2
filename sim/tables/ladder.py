"""The ablation ladder as a table."""

import xarray as xr
from rich.table import Table

from sim.analysis.ladder import ALL_AGENTS
from sim.analysis.origins import rolling
from sim.analysis.skill_tests import compare
from sim.tables.backtest import difference
from sim.tables.style import narrow_table
from sim.tables.words import join_names

HEAD = ("version of the model", "CRPS", "change [90%]", "against all agents")


def ladder_rows(ladder: xr.Dataset) -> list[tuple[str, ...]]:
    """Head, and each rung with the change of its score against all agents, on the same cases."""
    cases = rolling(ladder)
    return [HEAD, *(_row(cases, str(name)) for name in cases["forecaster"].values)]


def _row(cases: xr.Dataset, name: str) -> tuple[str, ...]:
    if name == ALL_AGENTS:
        return name, f"{float(cases['crps'].sel(forecaster=name).mean()):.2f}", "", ""
    each = compare(cases, name, ALL_AGENTS)
    return name, f"{each.score:.2f}", difference(each), each.verdict


def ladder_table(ladder: xr.Dataset) -> Table:
    """What is left of the forecast of the lag without a part of the model."""
    table = narrow_table(
        "Ablation ladder: measured lags, CRPS, months",
        "the same posterior draws, not calibrated again; a positive change is a worse forecast",
    )
    head, *rows = ladder_rows(ladder)
    for place, name in enumerate(head):
        table.add_column(name, justify="right" if place in (1, 2) else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def ladder_verdict(ladder: xr.Dataset) -> str:
    """A sentence on which parts of the model the forecast of the lag needs, and which harm it."""
    cases = rolling(ladder)
    found = {
        str(name): compare(cases, str(name), ALL_AGENTS).verdict
        for name in cases["forecaster"].values
        if name != ALL_AGENTS
    }
    parts = [
        f"{verdict}: {join_names([name for name, of in found.items() if of == verdict]) or 'none'}"
        for verdict in ("worse", "better", "not distinguishable")
    ]
    return f"Against all agents, forecasts of the lag are {'; '.join(parts)}."
