"""What a parameter can mean: limits that no prior may cross, whatever is believed."""

import math

from sim.settings.errors import SettingsError
from sim.settings.priors import Calibration

EITHER_SIGN = frozenset(
    (
        *("run_share_midpoint", "data_gap", "compute_elasticity"),
        *("fdi_growth", "fdi_risk_sensitivity", "repatriation_sensitivity"),
        *("conditions_effect", "conditions_easing"),
        *("plant_return_effect", "plant_subsidy_effect", "plant_risk_effect"),
    )
)
"""Trends, effects on a logarithm, and a date; times, prices, rates and the rest are never negative.

Shares lie from 0 to 1, as `sim.world.draws.check_priors` sees to.
"""

ABOVE_ZERO = frozenset(
    (
        *("chip_growth", "chip_price_growth", "normal_markup", "order_sensitivity"),
        *("friction_scale", "variant_share"),
    )
)
"""Factors and scales that the rules divide by, or take the logarithm of."""

AT_MOST = {
    "research_elasticity": 0.9,
    "compute_elasticity": 1.0,
    "expectation_sensitivity": 4.0,
    "pool_spread": 2.0,
}
"""Sizes beyond which growth feeds on itself until no number can hold it."""


def check_limits(calibration: Calibration) -> None:
    """Check that no prior reaches what its parameter cannot mean.

    Raises
    ------
    SettingsError
        That names the first bound that does.
    """
    for name, prior in calibration.parameters.items():
        low, high = limits_of(name)
        for end in ("low", "high"):
            bound = getattr(prior, end)
            if not low <= bound <= high or (bound == 0.0 and name in ABOVE_ZERO):
                key = f"calibration.parameters.{name}.{end}"
                raise SettingsError(key, bound, _takes(name, low, high))


def limits_of(name: str) -> tuple[float, float]:
    """The least and the largest value that a parameter can have."""
    high = AT_MOST.get(name, math.inf)
    return (-high if name in EITHER_SIGN else 0.0), high


def _takes(name: str, low: float, high: float) -> str:
    if math.isfinite(high):
        return f"a number from {low:g} to {high:g}"
    return "a number above 0" if name in ABOVE_ZERO else "a number from 0"
