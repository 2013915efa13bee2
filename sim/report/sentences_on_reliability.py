"""Sentences on how far the answers can be trusted: back-test, identification, sources."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.analysis.backtest import LEVELS, OPPONENTS
from sim.analysis.score_rows import best_opponent
from sim.calibration.convergence import failed
from sim.calibration.diagnostics import Width
from sim.calibration.posterior import load_posterior
from sim.settings.priors import Prior
from sim.tables.words import in_words, join_names, quoted, share

MOST_PARAMETERS_NAMED = 5
"""Number of parameters that a sentence names."""

ENOUGH_LAGS = 20
"""Number of lags below which a score is only an indication."""

SAME_COVERAGE = 0.05
"""Difference between two shares that is ignored, as there are few measured lags."""


def posterior_with_scores(scores: pd.DataFrame, posterior: str | None) -> str:
    """The posterior whose scores are reported: the page's own if it has any, or the first."""
    if posterior is not None and posterior in scores.index:
        return posterior
    return str(scores.index[0])


def sentence_sampling(posterior: str | None) -> str:
    """Which criteria of convergence a posterior fails; empty if it meets all, or there is none."""
    if posterior is None:
        return ""
    clauses = failed(load_posterior(posterior).account)
    if not clauses:
        return ""
    return f"The posterior {quoted(posterior)} does not meet every criterion: {'; '.join(clauses)}."


def _row(scores: pd.DataFrame, posterior: str) -> dict[str, Any]:
    """Scores of one posterior, by column."""
    values = scores.loc[[posterior]].to_dict("records")[0]
    return {str(name): value for name, value in values.items()}


def sentence_scores(scores: pd.DataFrame, posterior: str | None) -> str:
    """Whether the model beats its best rival on the lags that were measured later."""
    name = posterior_with_scores(scores, posterior)
    row = _row(scores, name)
    best = best_opponent(row)
    model, rival = float(row["crps_model"]), float(row[f"crps_{best}"])
    beats = "beats" if model < rival else "does not beat"
    alone = "" if name == posterior else "The posterior of this page has no scores. "
    return (
        f"{alone}The posterior {quoted(name)} {beats} its best rival, {quoted(best)}, on "
        f"{row['lags']} lags that were measured after its cut-off: its error (CRPS) is "
        f"{model:z.2f} months against {rival:z.2f}.{_few(row)}"
    )


def sentence_all_scores(scores: pd.DataFrame) -> str:
    """How many of the posteriors that were scored beat every rival."""
    best = scores[[f"crps_{rival}" for rival in OPPONENTS]].min(axis=1)
    won = int((scores["crps_model"] < best).sum())
    return f"Of the {len(scores)} posteriors that were scored, {won} beat all their rivals."


def sentence_coverage(scores: pd.DataFrame, posterior: str | None) -> str:
    """Whether intervals contain as many lags as they should."""
    row = _row(scores, posterior_with_scores(scores, posterior))
    entries = [
        f"{level:.0%} intervals contained {share(inside)} of these lags, "
        f"{_against_level(inside, level)}"
        for level, inside in ((level, float(row[f"in_{100 * level:.0f}"])) for level in LEVELS)
    ]
    return f"Its {'; its '.join(entries)}.{_few(row)}"


def _few(row: Mapping[str, Any]) -> str:
    """A warning if there are few lags."""
    if row["lags"] >= ENOUGH_LAGS:
        return ""
    return f" With {row['lags']} lags, this is only an indication."


def _against_level(inside: float, level: float) -> str:
    if abs(inside - level) < SAME_COVERAGE:
        return "about as many as they should"
    return f"{'fewer' if inside < level else 'more'} than they should"


def sentence_identified(widths: Sequence[Width]) -> str:
    """How many parameters the calibration targets identify."""
    if not widths:
        return "Members are drawn from the priors, so the data identify no parameter."
    known = sorted((w for w in widths if w.is_identified), key=lambda w: w.ratio)
    if not known:
        return f"The calibration targets identify none of the {len(widths)} parameters."
    names = [in_words(width.name) for width in known[:MOST_PARAMETERS_NAMED]]
    most = f", above all of {join_names(names)}" if len(known) > 1 else f", {names[0]}"
    return (
        f"The calibration targets identify {len(known)} of {len(widths)} parameters{most}. For the "
        f"other {len(widths) - len(known)}, results rest on the priors."
    )


def sentence_sources(priors: Mapping[str, Prior]) -> str:
    """What kind of source the priors rest on."""
    counts = Counter(prior.status for prior in priors.values())
    entries = [f"{count} rest on {RESTS_ON[status]}" for status, count in counts.most_common()]
    status, most = counts.most_common(1)[0]
    majority = "most" if 2 * most > len(priors) else "the largest group, but not most, rest"
    return f"Of {len(priors)} parameters, {join_names(entries)}; {majority} on {RESTS_ON[status]}."


RESTS_ON = {
    "article": "the article",
    "record": "the record",
    "literature": "the literature",
    "assumption": "assumptions",
}
"""The kind of source that each status of a prior means."""
