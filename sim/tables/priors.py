"""Priors of parameters in words."""

from collections.abc import Mapping

from sim.settings.priors import Prior
from sim.world.parameters import Parameters

DISTRIBUTIONS = {
    "normal": "normal, sd {spread:g}",
    "lognormal": "lognormal, sd of ln {spread:g}",
    "uniform": "uniform",
    "integer": "uniform over whole numbers",
}


def prior_rows(priors: Mapping[str, Prior]) -> list[tuple[str, ...]]:
    """The head and a row for each parameter in words, in the order of `Parameters`."""
    head = ("parameter", "meaning", "prior", "source", "evidence that would change it")
    rows = (
        (name, meaning_of(prior), prior_in_words(prior), f"{prior.source} ({prior.status})",
         prior.revised_by)
        for name, prior in ((name, priors[name]) for name in Parameters._fields)
    )  # fmt: skip
    return [head, *rows]


def meaning_of(prior: Prior) -> str:
    return f"{prior.meaning} ({'no unit' if prior.unit == '1' else prior.unit})"


def prior_in_words(prior: Prior) -> str:
    around = "" if prior.centre is None else f"around {plain_number(prior.centre)}, "
    return f"{around}{distribution_of(prior)}, from {bounds_of(prior)}"


def distribution_of(prior: Prior) -> str:
    return DISTRIBUTIONS[prior.shape].format(spread=prior.spread or 0.0)


def bounds_of(prior: Prior) -> str:
    return f"{plain_number(prior.low)} to {plain_number(prior.high)}"


def plain_number(value: float) -> str:
    return f"{value:.10g}"
