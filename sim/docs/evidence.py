"""What is known of each parameter, and how sensitive the lag is to it: `EVIDENCE.md`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import yaml

from sim.docs.markdown import markdown_table
from sim.settings.compose import compose
from sim.settings.configs import config_folder
from sim.settings.priors import Calibration, Prior
from sim.tables.intervals import span, with_interval
from sim.tables.priors import belief_in, bounds_of, distribution_of, meaning_of, plain_number
from sim.world.parameters import Parameters

if TYPE_CHECKING:
    import pandas as pd

    from sim.calibration.diagnostics import Width

LEADING = 10
"""Parameters in the summary."""

METHOD = "METHODS.md#sensitivity"
"""Where the computation of the indices and the criteria of convergence are described."""

LAG, CHANGE = "capability_lag", "capability_lag_change"


@dataclass(frozen=True)
class Part:
    """The part of a variance that an input has, with others, and its 90% interval."""

    total: float
    low: float
    high: float

    def __str__(self) -> str:
        return with_interval(self.total, (self.low, self.high), ".2f")


@dataclass(frozen=True)
class Evidence:
    """One parameter: its group, prior and posterior, and the sensitivity of the lag to it."""

    name: str
    group: str
    prior: Prior
    width: "Width"
    of_lag: Part
    of_change: Part


def evidence() -> tuple[Evidence, ...]:
    """The table behind every page of evidence, a row a parameter, in the order of `Parameters`."""
    from sim.calibration.shipped import shipped_indices, shipped_widths

    priors, groups, indices = priors_that_ship(), groups_of_parameters(), shipped_indices()
    return tuple(
        Evidence(
            name=width.name,
            group=groups[width.name],
            prior=priors[width.name],
            width=width,
            of_lag=_part(indices, LAG, width.name),
            of_change=_part(indices, CHANGE, width.name),
        )
        for width in shipped_widths(compose())
    )


def _part(indices: "pd.DataFrame", outcome: str, name: str) -> Part:
    columns = ["total_order", "total_order_low", "total_order_high"]
    total, low, high = indices.loc[[(outcome, name)]][columns].to_numpy(dtype=float)[0]
    return Part(total, low, high)


def priors_that_ship() -> Mapping[str, Prior]:
    """The priors in `configs/calibration/prior.yaml`, by parameter."""
    return Calibration.model_validate(yaml.safe_load(_written_priors())).parameters


def groups_of_parameters() -> dict[str, str]:
    """The comment in `configs/calibration/prior.yaml` under which each parameter stands."""
    group, found = "", {}
    for comment, name in re.findall(r"^  (?:# (.*)|(\w+):)$", _written_priors(), re.MULTILINE):
        if name:
            found[name] = group
        else:
            group = comment
    return found


def _written_priors() -> str:
    return (config_folder() / "calibration" / "prior.yaml").read_text(encoding="utf-8")


def parameter_table() -> str:
    """Every parameter with its prior, in Markdown.

    Returns
    -------
    str
        One row a parameter, in the order of `Parameters`.
    """
    head = ("parameter", "default", "distribution", "range", "unit", "meaning", "source", "status")
    priors = priors_that_ship()
    return markdown_table(head, (_parameter_row(name, priors[name]) for name in Parameters._fields))


def _parameter_row(name: str, prior: Prior) -> tuple[str, ...]:
    default = bounds_of(prior) if prior.centre is None else plain_number(prior.centre)
    described = (prior.unit, prior.meaning, prior.source, prior.status)
    return (f"`{name}`", default, distribution_of(prior), bounds_of(prior), *described)


def leading_table() -> str:
    """The parameters to which the lag is most sensitive, and the sample behind, in Markdown."""
    leading = sorted(evidence(), key=lambda of: -of.of_lag.total)[:LEADING]
    rows = (
        (f"[`{of.name}`](#{of.name})", str(of.of_lag), str(of.of_change),
         span(of.width.prior, ".3g"), span(of.width.posterior, ".3g"), of.prior.status)
        for of in leading
    )  # fmt: skip
    head = (
        "parameter",
        "share of the lag's variance",
        "share of its change's variance",
        "prior, 90%",
        "posterior, 90%",
        "status",
    )
    return f"{_said_of_sample()}\n\n{markdown_table(head, rows)}"


def _said_of_sample() -> str:
    """What the indices are of, whether more rows would move them, and what else has a part."""
    from sim.calibration.shipped import shipped_indices

    indices = shipped_indices()
    sample = indices.iloc[0]
    not_yet = "" if indices["converged"].all() else " **not**"
    groups = ("luck", "all parameters", "all instruments")
    besides = ", ".join(f"{name} {_part(indices, LAG, name)}" for name in groups)
    return (
        f"Indices are of the end of {sample['month']} under `{sample['scenario']}`, from "
        f"{sample['members']} rows under {sample['regimes']} regimes, and have{not_yet} converged "
        f"by the criteria in [METHODS.md]({METHOD}). Other parts of the lag: {besides}."
    )


def evidence_pages() -> str:
    """A page for each parameter, by group, in Markdown."""
    pages = [
        f"## {group[0].upper()}{group[1:]}\n\n" + "\n\n".join(map(_page, members))
        for group, members in groupby(evidence(), key=lambda of: of.group)
    ]
    return "\n\n".join(pages)


def _page(of: Evidence) -> str:
    prior = of.prior
    return "\n".join(
        (
            f"### `{of.name}`",
            "",
            f"{meaning_of(prior)}.",
            "",
            f"- **Prior:** {belief_in(prior)}",
            f"- **Posterior:** {_said_of_posterior(of.width)}",
            f"- **Source:** {prior.source} (*{prior.status}*)",
            f"- **What would change one's mind:** {prior.revised_by}",
            f"- **Sensitivity:** {of.of_lag} of the variance of the lag, {of.of_change} of the "
            "variance of its change",
        )
    )


def _said_of_posterior(width: "Width") -> str:
    """The 90% interval before and after the article's figures, and whether they say anything."""
    verdict = "identified" if width.is_identified else "not identified"
    return (
        f"90% in {span(width.posterior, '.3g')} (prior: {span(width.prior, '.3g')}), {verdict} "
        f"(width {width.ratio:.2f}, shift {width.shift:+.2f})"
    )
