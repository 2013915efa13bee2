"""Results of the back-test and of leaving out targets, for the documents, in Markdown."""

from sim.analysis.goals import pooled
from sim.analysis.score_rows import shipped_cases, shipped_ladder
from sim.docs.markdown import markdown_table
from sim.tables.backtest import (
    fact_rows,
    goal_rows,
    goal_verdict,
    horizon_rows,
    origin_rows,
    rival_rows,
    sentences_on_errors,
    verdict,
)
from sim.tables.ladder import ladder_rows, ladder_verdict
from sim.tables.leave_out import largest_change, leave_out_rows, shipped_leave_out


def _table(rows: list[tuple[str, ...]]) -> str:
    head, *body = rows
    return markdown_table(head, body)


def backtest_table() -> str:
    """Scores on the measured lags after each cut-off."""
    return _table(origin_rows(shipped_cases(), "`"))


def rival_table() -> str:
    """The model against each opponent, and who is better, worse or not distinguishable."""
    cases = shipped_cases()
    return f"{_table(rival_rows(pooled(cases)))}\n\n{verdict(cases)}"


def horizon_table() -> str:
    """Skill against the random walk by horizon."""
    return _table(horizon_rows(shipped_cases()))


def fact_score_table() -> str:
    """Scores of every series."""
    return _table(fact_rows(shipped_cases()))


def goal_table() -> str:
    """Goals, met or not."""
    return _table(goal_rows(shipped_cases()))


def goal_sentence() -> str:
    """How many goals are met, and which are not."""
    return goal_verdict(shipped_cases())


def error_sentences() -> str:
    """What errors of the lag rest on."""
    return sentences_on_errors(shipped_cases())


def ladder_table() -> str:
    """The ablation ladder."""
    ladder = shipped_ladder()
    return f"{_table(ladder_rows(ladder))}\n\n{ladder_verdict(ladder)}"


def ladder_sentence() -> str:
    """Which parts of the model the forecast of the lag needs, and which harm it."""
    return ladder_verdict(shipped_ladder())


def leave_out_sentence() -> str:
    """How much the lag depends on a single target."""
    return largest_change(shipped_leave_out())


def leave_out_table() -> str:
    """What each target of the default calibration does for the lag."""
    return _table(leave_out_rows(shipped_leave_out()))
