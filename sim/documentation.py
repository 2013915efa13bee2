"""The tables of the ODD protocol that are generated.

`python -m sim.documentation` refreshes them in place.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from sim.config.priors import Prior, Priors
from sim.scenarios import config_folder, scenario_reasons
from sim.variables import CATALOGUE
from sim.world.parameters import Parameters

PROTOCOL = Path(__file__).parent / "ODD.md"

DISTRIBUTIONS = {
    "normal": "normal, sd {spread:g}",
    "lognormal": "lognormal, sd of ln {spread:g}",
    "uniform": "uniform",
    "integer": "whole number, each as likely",
}


def parameter_table() -> str:
    """Every parameter with its prior in `configs/calibration/article.yaml`, in Markdown.

    Returns
    -------
    str
        One row a parameter, in the order of `Parameters`.
    """
    text = (config_folder() / "calibration" / "article.yaml").read_text(encoding="utf-8")
    priors = Priors.model_validate(yaml.safe_load(text)).parameters
    return _table(
        ("parameter", "default", "distribution", "range", "unit", "meaning", "source", "status"),
        (_parameter_row(name, priors[name]) for name in Parameters._fields),
    )


def _parameter_row(name: str, prior: Prior) -> tuple[str, ...]:
    bounds = f"{_number(prior.low)} to {_number(prior.high)}"
    default = bounds if prior.centre is None else _number(prior.centre)
    distribution = DISTRIBUTIONS[prior.shape].format(spread=prior.spread or 0.0)
    described = (prior.unit, prior.meaning, prior.source, prior.status)
    return (f"`{name}`", default, distribution, bounds, *described)


def _number(value: float) -> str:
    return f"{value:.10g}"


def scenario_table() -> str:
    """Every scenario that ships, with its reason, in Markdown."""
    reasons = scenario_reasons().items()
    return _table(("scenario", "reason"), ((f"`{name}`", reason) for name, reason in reasons))


def variable_table() -> str:
    """Every variable of a dataset, in Markdown."""
    return _table(
        ("variable", "dimensions", "units", "meaning"),
        ((f"`{v.name}`", ", ".join(v.dims), v.units, v.long_name) for v in CATALOGUE.values()),
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(_cells(line)) + " |" for line in lines)


def _cells(line: tuple[str, ...]) -> list[str]:
    return [cell.replace("|", r"\|") for cell in line]


TABLES = {
    "parameters": parameter_table,
    "scenarios": scenario_table,
    "variables": variable_table,
}
"""What stands between `<!-- name -->` and `<!-- /name -->` in the protocol."""


def refreshed(protocol: str) -> str:
    """The protocol's text with every table as it should be now."""
    for name, table in TABLES.items():
        opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = protocol.partition(opening)
        _, _, after = rest.partition(closing)
        protocol = f"{before}{opening}\n\n{table()}\n\n{closing}{after}"
    return protocol


def tables_of(protocol: str) -> dict[str, str]:
    """The generated tables as they stand in the protocol, by name."""
    found = re.findall(r"<!-- (\w+) -->\n\n(.*?)\n\n<!-- /\1 -->", protocol, re.DOTALL)
    return dict(found)


if __name__ == "__main__":
    PROTOCOL.write_text(refreshed(PROTOCOL.read_text(encoding="utf-8")), encoding="utf-8")
