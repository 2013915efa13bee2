"""Sentences about how far the answers can be trusted: back-test, identification, sources."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from sim.analysis.backtest import RIVALS
from sim.calibration.diagnostics import Width
from sim.settings.priors import Prior
from sim.tables.words import listed, quoted, said, share

NAMED = 5
"""Parameters that a sentence names."""

ENOUGH = 20
"""Releases from which on a score is more than an indication."""

CLOSE = 0.05
"""Difference of two parts that is none, of as few lags as there are."""


def scored_one(scores: pd.DataFrame, posterior: str | None) -> str:
    """The posterior whose scores are told: the page's own, if it was scored, or the first."""
    if posterior is not None and posterior in scores.index:
        return posterior
    return str(scores.index[0])


def _row(scores: pd.DataFrame, posterior: str) -> dict[str, float]:
    """Scores of one posterior."""
    values = scores.loc[[posterior]].to_numpy(dtype=float)[0]
    return dict(zip(map(str, scores.columns), map(float, values), strict=True))


def sentence_scores(scores: pd.DataFrame, posterior: str | None) -> str:
    """Whether the model beats its best rival on what was measured later."""
    name = scored_one(scores, posterior)
    row = _row(scores, name)
    model = row["crps_model"]
    rivals = {rival: row[f"crps_{rival}"] for rival in RIVALS}
    best = min(rivals, key=lambda rival: rivals[rival])
    beats = "beats" if model < rivals[best] else "does not beat"
    alone = "" if name == posterior else "The members of this page were not scored themselves. "
    return (
        f"{alone}The posterior {quoted(name)} {beats} its best rival, {quoted(best)}, on "
        f"{row['rows']:.0f} lags of {row['releases']:.0f} releases that were measured after its "
        f"cut-off: its error (CRPS) is {model:.2f} months against {rivals[best]:.2f}.{_few(row)}"
    )


def sentence_all_scores(scores: pd.DataFrame) -> str:
    """How many of the posteriors that were scored beat every rival."""
    best = scores[[f"crps_{rival}" for rival in RIVALS]].min(axis=1)
    won = int((scores["crps_model"] < best).sum())
    return f"Of the {len(scores)} posteriors that were scored, {won} beat all their rivals."


def sentence_coverage(scores: pd.DataFrame, posterior: str | None) -> str:
    """Whether intervals hold as much as they claim."""
    row = _row(scores, scored_one(scores, posterior))
    told = [
        f"{level:.0%} intervals held {share(held)} of these lags, {_as_claimed(held, level)}"
        for level, held in ((0.5, row["in_50"]), (0.9, row["in_90"]))
    ]
    return f"Its {', and its '.join(told)}.{_few(row)}"


def _few(row: Mapping[str, float]) -> str:
    """A warning where the releases are few."""
    if row["releases"] >= ENOUGH:
        return ""
    return f" On {row['releases']:.0f} releases that is an indication, no more."


def _as_claimed(held: float, level: float) -> str:
    if abs(held - level) < CLOSE:
        return "as they claim"
    return f"{'fewer' if held < level else 'more'} than they claim"


def sentence_identified(widths: Sequence[Width]) -> str:
    """How many parameters the figures say anything of."""
    if not widths:
        return "Members are drawn from the priors: no figure was used, and none is identified."
    known = sorted((w for w in widths if w.is_identified), key=lambda w: w.ratio)
    if not known:
        return f"The figures say nothing of any of the {len(widths)} parameters."
    names = [said(width.name) for width in known[:NAMED]]
    most = f", above all of {listed(names)}" if len(known) > 1 else f", {names[0]}"
    return (
        f"The figures say something of {len(known)} of {len(widths)} parameters{most}. Of the "
        f"other {len(widths) - len(known)} the answers say what the priors say."
    )


def sentence_sources(priors: Mapping[str, Prior]) -> str:
    """What the priors rest on."""
    counts = Counter(prior.status for prior in priors.values())
    told = [f"{count} rest on {RESTS_ON[status]}" for status, count in counts.most_common()]
    status, most = counts.most_common(1)[0]
    part = "most" if 2 * most > len(priors) else "the largest part, but not most,"
    return f"Of {len(priors)} parameters, {listed(told)}; {part} on {RESTS_ON[status]}."


RESTS_ON = {
    "article": "the article",
    "record": "the record",
    "literature": "the literature",
    "assumption": "assumptions",
}
"""Of each status of a prior."""
