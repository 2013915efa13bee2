"""The tables of `EVIDENCE.md`: evidence on each parameter, and the sensitivity of the lag to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from math import isnan, nan
from typing import TYPE_CHECKING

import yaml

from sim.docs.markdown import markdown_table
from sim.settings.compose import compose
from sim.settings.configs import config_folder
from sim.settings.priors import Calibration, Prior
from sim.tables.intervals import span, with_interval
from sim.tables.priors import bounds_of, distribution_of, meaning_of, plain_number, prior_in_words
from sim.world.parameters import Parameters

if TYPE_CHECKING:
    import pandas as pd

    from sim.calibration.diagnostics import Width

LEADING_PARAMETERS = 10
"""Number of parameters in the summary."""

SENSITIVITY_METHOD = "METHODS.md#sensitivity"
"""Section on the computation of the indices and the criteria of convergence."""

LAG, CHANGE = "capability_lag", "capability_lag_change"


@dataclass(frozen=True)
class VarianceShare:
    """Total order of an input: its share of a variance, and the 90% interval."""

    total: float
    low: float
    high: float

    def __str__(self) -> str:
        if isnan(self.total):
            return "not yet computed"
        return with_interval(self.total, (self.low, self.high), ".2f")


@dataclass(frozen=True)
class Evidence:
    """One parameter: its group, prior and posterior, and the sensitivity of the lag to it."""

    name: str
    group: str
    prior: Prior
    width: "Width"
    share_of_lag: VarianceShare
    share_of_change: VarianceShare


def evidence() -> tuple[Evidence, ...]:
    """Evidence on all parameters, in the order of `Parameters`."""
    from sim.calibration.shipped import shipped_indices, shipped_widths

    priors, groups, indices = shipped_priors(), groups_of_parameters(), shipped_indices()
    return tuple(
        Evidence(
            name=width.name,
            group=groups[width.name],
            prior=priors[width.name],
            width=width,
            share_of_lag=_share_of(indices, LAG, width.name),
            share_of_change=_share_of(indices, CHANGE, width.name),
        )
        for width in shipped_widths(compose())
    )


def _share_of(indices: "pd.DataFrame", outcome: str, name: str) -> VarianceShare:
    """The share of an input; NaN for a parameter that is newer than the shipped indices."""
    if (outcome, name) not in indices.index:
        return VarianceShare(nan, nan, nan)
    columns = ["total_order", "total_order_low", "total_order_high"]
    total, low, high = indices.loc[[(outcome, name)]][columns].to_numpy(dtype=float)[0]
    return VarianceShare(total, low, high)


def shipped_priors() -> Mapping[str, Prior]:
    """The priors in `configs/calibration/prior.yaml`, by parameter."""
    return Calibration.model_validate(yaml.safe_load(_text_of_priors())).parameters


def groups_of_parameters() -> dict[str, str]:
    """Group of each parameter: the comment above it in `configs/calibration/prior.yaml`."""
    group, groups = "", {}
    for comment, name in re.findall(r"^  (?:# (.*)|(\w+):)$", _text_of_priors(), re.MULTILINE):
        if name:
            groups[name] = group
        else:
            group = comment
    return groups


def _text_of_priors() -> str:
    return (config_folder() / "calibration" / "prior.yaml").read_text(encoding="utf-8")


def parameter_table() -> str:
    """Every parameter with its prior, in Markdown.

    Returns
    -------
    str
        A row for each parameter, in the order of `Parameters`.
    """
    head = ("parameter", "default", "distribution", "range", "unit", "meaning", "source", "status")
    priors = shipped_priors()
    return markdown_table(head, (_parameter_row(name, priors[name]) for name in Parameters._fields))


def _parameter_row(name: str, prior: Prior) -> tuple[str, ...]:
    default = bounds_of(prior) if prior.centre is None else plain_number(prior.centre)
    described = (prior.unit, prior.meaning, prior.source, prior.status)
    return (f"`{name}`", default, distribution_of(prior), bounds_of(prior), *described)


def leading_table() -> str:
    """The parameters to which the lag is most sensitive, and a note on the sample, in Markdown."""
    known = [each for each in evidence() if not isnan(each.share_of_lag.total)]
    leading = sorted(known, key=lambda each: -each.share_of_lag.total)[:LEADING_PARAMETERS]
    rows = (
        (f"[`{each.name}`](#{each.name})", str(each.share_of_lag), str(each.share_of_change),
         span(each.width.prior, ".3g"), span(each.width.posterior, ".3g"), each.prior.status)
        for each in leading
    )  # fmt: skip
    head = (
        "parameter",
        "share of the lag's variance",
        "share of its change's variance",
        "prior, 90%",
        "posterior, 90%",
        "status",
    )
    return f"{_sample_in_words()}\n\n{markdown_table(head, rows)}"


def _sample_in_words() -> str:
    """The sample of the indices, whether they have converged, and the shares of input groups."""
    from sim.calibration.shipped import shipped_indices

    indices = shipped_indices()
    sample, rows = indices.iloc[0], indices["members"]
    few = sorted(set(rows) - {rows.max()})
    first_look = f" (of most parameters from {few[0]} of them)" if few else ""
    not_yet = "" if indices["converged"].all() else " **not**"
    groups = ("noise", "all parameters", "all instruments")
    shares = ", ".join(f"{name} {_share_of(indices, LAG, name)}" for name in groups)
    return (
        f"Indices are those at the end of {sample['month']} under `{sample['scenario']}`, from "
        f"{rows.max()} rows under {sample['regimes']} regimes{first_look}, and have{not_yet} "
        f"converged by the criteria in [METHODS.md]({SENSITIVITY_METHOD}). Other shares of the "
        f"lag's variance: {shares}."
    )


def evidence_pages() -> str:
    """A page for each parameter, by group, in Markdown."""
    pages = [
        f"## {group[0].upper()}{group[1:]}\n\n" + "\n\n".join(map(_page, members))
        for group, members in groupby(evidence(), key=lambda each: each.group)
    ]
    return "\n\n".join(pages)


def _page(parameter: Evidence) -> str:
    prior = parameter.prior
    return "\n".join(
        (
            f"### `{parameter.name}`",
            "",
            f"{meaning_of(prior)}.",
            "",
            f"- **Prior:** {prior_in_words(prior)}",
            f"- **Posterior:** {_posterior_in_words(parameter.width)}",
            f"- **Source:** {prior.source} (*{prior.status}*)",
            f"- **What would change one's mind:** {prior.revised_by}",
            f"- **Sensitivity:** {parameter.share_of_lag} of the variance of the lag, "
            f"{parameter.share_of_change} of the "
            "variance of its change",
        )
    )


def _posterior_in_words(width: "Width") -> str:
    """The 90% intervals of posterior and prior, and whether the parameter is identified."""
    verdict = "identified" if width.is_identified else "not identified"
    return (
        f"90% in {span(width.posterior, '.3g')} (prior: {span(width.prior, '.3g')}), {verdict} "
        f"(width {width.ratio:.2f}, shift {width.shift:+.2f})"
    )
