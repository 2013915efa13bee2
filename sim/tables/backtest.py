"""Results of the back-test as tables and sentences."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
import xarray as xr
from rich.table import Table

from sim.analysis.backtest import LEVELS, MODEL, OPPONENTS, SELVES
from sim.analysis.goals import BASELINE, Goal, comparisons, goals_of, pooled
from sim.analysis.lag_errors import SERIES, means_in_common
from sim.analysis.origins import HORIZONS, rolling, select
from sim.analysis.score_rows import best_opponent, summary
from sim.analysis.skill_tests import FEWEST_ORIGINS, UNCERTAIN, Comparison, compare, p_value_at
from sim.tables.intervals import with_interval
from sim.tables.style import narrow_table
from sim.tables.words import in_words, join_names

LONGEST_WORDS = {"best rival": 8, "the model": 15}
"""Columns whose cells may break between words, with the letters of the longest word."""

NOTHING = "–"
"""Where there is no number."""

MET = {True: "met", False: "not met", None: "cannot be told"}
"""What is said of a goal."""


def number(value: float, form: str = ".2f") -> str:
    """A number, or a dash if there is none."""
    return NOTHING if np.isnan(value) else f"{value:{form.replace('.', 'z.')}}"


def difference(each: Comparison) -> str:
    """The difference of two scores with its interval, or a dash for that if there is none."""
    if np.isnan(each.low):
        return f"{number(each.difference, '+.2f')} [{NOTHING}]"
    return with_interval(each.difference, (each.low, each.high), "+.2f")


def _filled(
    title: str, caption: str, rows: list[tuple[str, ...]], words: int = 1, *, short: bool = True
) -> Table:
    """A table from its head and rows, of which the first columns are words, kept whole if short."""
    head, *body = rows
    table = narrow_table(title, caption)
    for place, name in enumerate(head):
        is_word = place < words or name == "the model"
        header = name if is_word else name.replace(" ", "\n")
        longest = LONGEST_WORDS.get(name)
        side: Literal["left", "right"] = "left" if is_word else "right"
        whole = short and longest is None
        table.add_column(header, justify=side, no_wrap=whole, min_width=longest)
    for row in body:
        table.add_row(*row)
    return table


# by origin ----------------------------------------------------------------------------------------


def origin_rows(cases: xr.Dataset, code: str = "") -> list[tuple[str, ...]]:
    """Head, and for each origin the model's CRPS beside that of its twins, the prior and others.

    Parameters
    ----------
    cases : xarray.Dataset
        Of a back-test.
    code : str
        What stands around the name of a posterior, as in Markdown.
    """
    twins = ("other noise", "other draws", "prior", "best rival", "its CRPS")
    head = ("posterior", "lags", "model", *twins, "% in 50, 80, 90%")
    return [head, *(_origin_row(name, row, code) for name, row in summary(cases).iterrows())]


def _origin_row(name: object, row: pd.Series, code: str) -> tuple[str, ...]:
    crps = {key: float(row[f"crps_{key}"]) for key in (MODEL, *SELVES, *OPPONENTS)}
    best = best_opponent(row)
    return (
        f"{code}{name}{code}",
        f"{row['lags']}",
        *(number(crps[key]) for key in (MODEL, *SELVES, "prior")),
        in_words(best),
        f"{crps[best]:z.2f}",
        " ".join(f"{100 * row[f'in_{100 * level:.0f}']:z.0f}" for level in LEVELS),
    )


def origin_table(cases: xr.Dataset) -> Table:
    """Scores on the measured lags after each origin."""
    title = "Past forecast accuracy: measured lags after each cut-off, CRPS in months"
    caption = "other noise: after the cut-off; other draws: a posterior of another seed"
    return _filled(title, caption, origin_rows(cases))


# against opponents --------------------------------------------------------------------------------


def rival_rows(cases: xr.Dataset) -> list[tuple[str, ...]]:
    """Head, and the model against each opponent on the lags that both forecast."""
    head = ("opponent", "cases", "model’s", "theirs", "difference [90%]", "the model")
    return [head, *(_rival_row(name, each) for name, each in comparisons(cases).items())]


def _rival_row(name: str, each: Comparison) -> tuple[str, ...]:
    crps = (number(each.score), number(each.other))
    return (in_words(name), f"{each.cases}", *crps, difference(each), each.verdict)


def rival_table(cases: xr.Dataset) -> Table:
    """The model against each opponent, over the cases for which goals are set."""
    cases = pooled(cases)
    caption = f"negative differences favour the model; – with under {FEWEST_ORIGINS} origins"
    origins = len(set(cases["cut_off"].values))
    title = f"CRPS of lags, months, from {origins} origins of 2024 on, to 18 months ahead"
    return _filled(title, caption, rival_rows(cases))


def horizon_rows(cases: xr.Dataset) -> list[tuple[str, ...]]:
    """Head, and skill and tests at each horizon, over all rolling origins."""
    lags = select(rolling(cases), channel="lag")
    head = (
        "months",
        "cases",
        "origins",
        "model",
        in_words(BASELINE),
        "skill",
        "p (DM)",
        "the model",
    )
    return [head, *(_horizon_row(lags, h) for h in HORIZONS if h in lags["horizon"].values)]


def _horizon_row(lags: xr.Dataset, horizon: int) -> tuple[str, ...]:
    each = compare(select(lags, horizon=horizon), MODEL, BASELINE)
    p_value = p_value_at(lags, MODEL, BASELINE, horizon)
    counts = (f"{horizon}", f"{each.cases}", f"{each.origins}")
    crps = (number(each.score), number(each.other), number(each.skill, "+.2f"))
    return (*counts, *crps, number(p_value), each.verdict)


def horizon_table(cases: xr.Dataset) -> Table:
    """Skill against the random walk by horizon."""
    caption = "DM: test of Diebold and Mariano for small samples; – with too few origins"
    title = f"Lags by horizon, all origins, against the {in_words(BASELINE)}"
    return _filled(title, caption, horizon_rows(cases))


# other facts, goals, sentences --------------------------------------------------------------------


def fact_rows(cases: xr.Dataset) -> list[tuple[str, ...]]:
    """Head, and scores of every series over all origins and horizons."""
    head = (
        "fact",
        "unit",
        "cases",
        "model",
        "prior",
        in_words(BASELINE),
        "trend",
        "bias",
        "in 90%",
    )
    cases = rolling(cases)
    return [head, *(_fact_row(select(cases, fact=n)) for n in dict.fromkeys(cases["fact"].values))]


def _fact_row(of_fact: xr.Dataset) -> tuple[str, ...]:
    model = of_fact.sel(forecaster=MODEL)
    return (
        str(of_fact["fact"].values[0]),
        str(of_fact["units"].values[0]),
        f"{of_fact.sizes['case']}",
        number(float(model["crps"].mean())),
        *(_score_beside(of_fact, rival) for rival in ("prior", BASELINE, "trend")),
        f"{float(model['bias'].mean()):+z.2f}",
        f"{float(model['within'].sel(level=0.9).mean()):.0%}",
    )


def _score_beside(of_fact: xr.Dataset, rival: str) -> str:
    """Score of a rival, and that of the model where the rival does not forecast all cases."""
    each = compare(of_fact, MODEL, rival)
    if each.cases in (0, of_fact.sizes["case"]):
        return number(each.other)
    return f"{number(each.other)} (model {number(each.score)} in these {each.cases})"


def fact_table(cases: xr.Dataset) -> Table:
    """Scores of chips, money, runs and open weights beside the lag."""
    title = "Every series: CRPS in its unit"
    return _filled(title, "ln: natural logarithm", fact_rows(cases), 2, short=False)


def goal_rows(cases: xr.Dataset) -> list[tuple[str, ...]]:
    """Head, and each goal with what was reached."""
    return [("goal", "reached", "met"), *(_goal_row(goal) for goal in goals_of(cases))]


def _goal_row(goal: Goal) -> tuple[str, ...]:
    verdict = f", {goal.verdict}" if goal.met is not None and goal.verdict == UNCERTAIN else ""
    return in_words(goal.words), number(goal.value), MET[goal.met] + verdict


def goal_verdict(cases: xr.Dataset) -> str:
    """A sentence on how many goals are met, and which are not."""
    goals = goals_of(cases)
    names = {met: [in_words(goal.words) for goal in goals if goal.met is met] for met in MET}
    others = (f"{MET[met]}: {join_names(names[met]) or 'none'}" for met in (False, None))
    return f"Of {len(goals)} goals, {len(names[True])} are met; {'; '.join(others)}."


def goal_table(cases: xr.Dataset) -> Table:
    """Goals, met or not."""
    caption = "beside opponents: the difference of the CRPS, months"
    title = "Goals: lags from origins of 2024 on, to 18 months"
    return _filled(title, caption, goal_rows(cases), short=False)


def verdict(cases: xr.Dataset) -> str:
    """A sentence on whom the model beats, and by whom it is beaten."""
    found = comparisons(pooled(cases))
    parts = []
    for verdict_of in ("better", "worse", UNCERTAIN):
        names = [in_words(name) for name, each in found.items() if each.verdict == verdict_of]
        if names:
            preposition = "from" if verdict_of.startswith("not") else "than"
            parts.append(f"{verdict_of} {preposition} {join_names(names)}")
    return f"Over these lags, the model is {'; '.join(parts)}."


def sentences_on_errors(cases: xr.Dataset) -> str:
    """Sentences on what errors of the lag rest on; empty if that cannot be told."""
    means = means_in_common(cases)
    if not means:
        return ""
    lag, gap, growth, leaders, followers = (means[name] for name in SERIES)
    lead = leaders - followers
    return (
        f"In the {lag.cases} cases in which all of these are scored, the mean lag on ECI is "
        f"forecast as {lag.forecast:.1f} months where {lag.observed:.1f} were measured "
        f"({lag.ratio:.1f} times), the gap as {gap.forecast:.2f} dex for {gap.observed:.2f} "
        f"({gap.ratio:.1f} times), the leader's growth in a year as {growth.forecast:.2f} dex "
        f"for {growth.observed:.2f} ({growth.ratio:.1f} times), and its lead in the largest run "
        f"as {lead.forecast:.2f} dex for {lead.observed:.2f} ({lead.ratio:.1f} times). The "
        f"part of the gap that this lead does not explain is {(gap - lead).forecast:+z.2f} dex in "
        f"forecasts and {(gap - lead).observed:+z.2f} on record."
    )


def sentence_on_shifts(origin: str, shifts: Mapping[str, float]) -> str:
    """A sentence on what the members that came close have in common."""
    first, second, *_ = shifts.items()
    return (
        f"The members of {origin} that came closest to what was measured differ from the rest most "
        f"in: {first[0]} ({first[1]:+z.1f} sd), {second[0]} ({second[1]:+z.1f} sd)."
    )
