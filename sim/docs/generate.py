"""Generates the tables in the README and in the documents of `sim/docs`.

`python -m sim.docs.generate` updates them in place.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.origins import OTHER_SEED
from sim.docs.api import api_pages
from sim.docs.attribution import attribution_answer
from sim.docs.backtest import (
    backtest_table,
    error_sentences,
    fact_score_table,
    goal_sentence,
    goal_table,
    horizon_table,
    ladder_sentence,
    ladder_table,
    leave_out_sentence,
    leave_out_table,
    rival_table,
)
from sim.docs.claim import claim_answer
from sim.docs.evidence import evidence_pages, leading_table, parameter_table
from sim.docs.from_today import from_today_answer
from sim.docs.headline import headline_table
from sim.docs.markdown import markdown_table
from sim.docs.results import (
    elasticity_sentences,
    lever_result_table,
    outside_sentences,
    pattern_result_table,
    pattern_sentences,
)
from sim.settings.compose import compose
from sim.settings.configs import reasons_in
from sim.settings.instruments import LEVERS
from sim.settings.variables import CATALOGUE
from sim.tables.intervals import span
from sim.world.parameters import Parameters

if TYPE_CHECKING:
    import pandas as pd

DOCS = Path(__file__).parent
PROTOCOL = DOCS / "ODD.md"
APPENDICES = APPENDIX, METHODS, SUBMODELS, EVALUATION = tuple(
    DOCS / name for name in ("TABLES.md", "METHODS.md", "SUBMODELS.md", "EVALUATION.md")
)
"""Parts of the model's description beside its core."""

EVIDENCE, GUIDE, API = (DOCS / f"{name}.md" for name in ("EVIDENCE", "GUIDE", "API"))
README = DOCS.parents[1] / "README.md"
PAGES = (PROTOCOL, *APPENDICES, EVIDENCE, GUIDE, API, README)


def scenario_table() -> str:
    """All scenarios that ship, with their reasons, in Markdown."""
    reasons = reasons_in("scenario").items()
    return markdown_table(
        ("scenario", "reason"), ((f"`{name}`", reason) for name, reason in reasons)
    )


def lever_table() -> str:
    """Every level that a government sets, with what it takes, in Markdown."""
    return markdown_table(
        ("key", "takes", "units", "meaning"),
        ((f"`{of.key}`", of.kind.takes, of.units, of.meaning) for of in LEVERS.values()),
    )


def variable_table() -> str:
    """All variables of a dataset, in Markdown."""
    return markdown_table(
        ("variable", "dimensions", "units", "meaning"),
        ((f"`{v.name}`", ", ".join(v.dims), v.units, v.long_name) for v in CATALOGUE.values()),
    )


@cache
def target_table() -> str:
    """Targets of the default calibration with the posterior predictive, in Markdown."""
    from sim.calibration.shipped import shipped_target_fits
    from sim.tables.calibration import predicted

    rows = (
        (m.target.id, m.target.label, m.target.published, f"{m.target.tolerance:g}",
         predicted(m), "yes" if m.met else "no")
        for m in shipped_target_fits(compose())
    )  # fmt: skip
    return markdown_table(
        ("id", "target", "published", "tolerance", "posterior predictive", "met"), rows
    )


def identified_table() -> str:
    """Identified parameters with prior and posterior, and the names of the others, in Markdown."""
    from sim.calibration.shipped import shipped_widths

    widths = shipped_widths(compose())
    known = sorted((w for w in widths if w.is_identified), key=lambda w: w.ratio)
    rows = (
        (f"`{w.name}`", span(w.prior, ".3g"), span(w.posterior, ".3g"), f"{w.ratio:.2f}",
         f"{w.shift:+.2f}")
        for w in known
    )  # fmt: skip
    others = ", ".join(f"`{w.name}`" for w in widths if not w.is_identified)
    table = markdown_table(("parameter", "prior, 90%", "posterior, 90%", "width", "shift"), rows)
    return f"{table}\n\nNot identified, prior and posterior alike: {others}."


LEAST_UNIFORM = 6
"""Number of names, those with the least uniform ranks, that are listed one by one."""


def inference_table(name: str) -> str:
    """Ranks of truths in their posteriors, over all quantities and for the least uniform ones."""
    from sim.calibration.check import FORECASTS, TEST_LEVEL, TOGETHER, non_uniform
    from sim.calibration.shipped import shipped_ranks

    ranks = shipped_ranks(name)
    failed = non_uniform(list(ranks.index), ranks["p_value"].to_numpy())
    is_parameter = ranks.index.isin(Parameters._fields)
    is_whole = ranks.index.isin([TOGETHER, *FORECASTS])
    groups = {
        "each parameter": ranks[is_parameter],
        "each target": ranks[~is_parameter & ~is_whole],
    }
    rows = [
        (f"{label} ({len(part)})", *_coverage(part.mean()), "") for label, part in groups.items()
    ]
    rows += [
        (str(name).replace("_", " "), *_coverage(row), f"{row['p_value']:.3f}")
        for name, row in ranks[is_whole].iterrows()
    ]
    least_uniform = ranks[~is_whole].nsmallest(LEAST_UNIFORM, "p_value")
    rows += [
        (f"`{name}`", *_coverage(row), f"{row['p_value']:.3f}")
        for name, row in least_uniform.iterrows()
    ]
    table = markdown_table(("ranks of", "mean", "in 50%", "in 90%", "p-value"), rows)
    verdict = ", ".join(f"`{name}`" for name in failed) or "none"
    truths = int(ranks["truths"].iloc[0])
    return f"{truths} truths; fail at {TEST_LEVEL:.0%} over all names: {verdict}.\n\n{table}"


def _coverage(row: "pd.Series[float]") -> tuple[str, str, str]:
    return f"{row['mean_rank']:.2f}", f"{row['within_50']:.0%}", f"{row['within_90']:.0%}"


def convergence_table() -> str:
    """How well each posterior that ships was sampled, in Markdown."""
    from sim.calibration.criteria import YEARS
    from sim.settings.shipped import shipped_names

    head = (
        "posterior",
        "stored scores",
        "keys",
        "breakthroughs",
        *(f"lag, {year} y" for year in YEARS),
        "worst parameter",
        "seeds apart, 1, 2, 5 y",
        "all met",
    )
    names = (name for name in shipped_names() if not name.endswith(OTHER_SEED))
    return markdown_table(head, map(_convergence_row, names))


def _convergence_row(name: str) -> tuple[str, ...]:
    from sim.calibration.convergence import failed
    from sim.calibration.criteria import rhat_of_parameters
    from sim.calibration.posterior import load_posterior

    posterior = load_posterior(name)
    found = posterior.account["criteria"]
    breakthroughs, seeds = found.get("distinct_breakthroughs"), found.get("seeds")
    of_parameters = rhat_of_parameters(posterior)
    worst = max(of_parameters, key=lambda parameter: of_parameters[parameter])
    met = "no" if failed(posterior.account) else "not known" if seeds is None else "yes"
    return (
        f"`{name}`",
        f"{found['distinct']:.0f}",
        f"{found['distinct_keys']:.0f}",
        f"{breakthroughs:.0f}" if breakthroughs else "–",
        *(f"{value:.2f}" for value in found["rhat"].values()),
        f"{of_parameters[worst]:.2f} (`{worst}`)",
        ", ".join(f"{months:.1f}" for months in seeds.values()) if seeds else "–",
        met,
    )


TABLES: dict[str, Callable[[], str]] = {
    "api": api_pages,
    "attribution": attribution_answer,
    "claim": claim_answer,
    "from_today": from_today_answer,
    "parameters": parameter_table,
    "leading": leading_table,
    "evidence": evidence_pages,
    "levers": lever_table,
    "scenarios": scenario_table,
    "variables": variable_table,
    "targets": target_table,
    "inference_article": partial(inference_table, "article"),
    "inference_update": partial(inference_table, "record-2025-09"),
    "inference_current": partial(inference_table, "current"),
    "identified": identified_table,
    "backtest": backtest_table,
    "backtest_rivals": rival_table,
    "backtest_horizons": horizon_table,
    "backtest_facts": fact_score_table,
    "backtest_goals": goal_table,
    "goal_sentence": goal_sentence,
    "error_sentences": error_sentences,
    "headline": headline_table,
    "ladder": ladder_table,
    "ladder_sentence": ladder_sentence,
    "leave_out": leave_out_table,
    "leave_out_sentence": leave_out_sentence,
    "convergence": convergence_table,
    "pattern_sentences": pattern_sentences,
    "outside_sentences": outside_sentences,
    "pattern_results": pattern_result_table,
    "elasticity_sentences": elasticity_sentences,
    "lever_results": lever_result_table,
}
"""Functions that make the text between `<!-- name -->` and `<!-- /name -->` in a page."""


def refreshed(page: str) -> str:
    """Text of a page with its tables generated again."""
    for name, table in TABLES.items():
        opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
        if opening not in page:
            continue
        before, _, rest = page.partition(opening)
        _, end, after = rest.partition(closing)
        if not end:
            raise ValueError(f"{opening} is not closed by {closing}")
        page = f"{before}{opening}\n\n{table()}\n\n{closing}{after}"
    return page


def tables_of(page: str) -> dict[str, str]:
    """Generated tables that a page contains, by name."""
    tables = re.findall(r"<!-- (\w+) -->\n\n(.*?)\n\n<!-- /\1 -->", page, re.DOTALL)
    return dict(tables)


if __name__ == "__main__":
    for file in PAGES:
        file.write_text(refreshed(file.read_text(encoding="utf-8")), encoding="utf-8")
