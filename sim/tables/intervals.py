"""Numbers with their 90% intervals, formatted for tables, figures and sentences."""

from collections.abc import Sequence

import numpy as np

from sim.settings.variables import INTERVAL_90


def ends_of(values: np.ndarray) -> tuple[float, float]:
    """Ends of the 90% interval of members."""
    low, high = np.quantile(values, INTERVAL_90)
    return float(low), float(high)


def median_with_interval(values: np.ndarray, form: str) -> str:
    """Median and 90% interval of members, as in 9.4 [2.1, 17.0]."""
    return with_interval(float(np.median(values)), ends_of(values), form)


def mean_with_interval(values: np.ndarray, form: str) -> str:
    """Mean and 90% interval of members, as in +2.4 [-0.1, +7.0]."""
    return with_interval(float(values.mean()), ends_of(values), form)


def with_interval(centre: float, ends: Sequence[float] | np.ndarray, form: str) -> str:
    """A number with its interval in brackets.

    Parameters
    ----------
    centre : float
        The number.
    ends : sequence of float, or ndarray
        The lower end first, the upper end last.
    form : str
        How a number is formatted, as `.1f`.
    """
    return f"{_number(centre, form)} [{span(ends, form, ', ')}]"


def span(ends: Sequence[float] | np.ndarray, form: str, between: str = " to ") -> str:
    """Both ends of an interval, as in 2.1 to 17.0.

    Parameters
    ----------
    ends : sequence of float, or ndarray
        The lower end first, the upper end last.
    form : str
        How a number is formatted, as `.1f`.
    between : str
        Text between the two.
    """
    return f"{_number(ends[0], form)}{between}{_number(ends[-1], form)}"


def _number(value: float, form: str) -> str:
    """A formatted number: 1,000 with a comma, and no minus sign if it rounds to zero."""
    sign, rest = form[: form.index(".")], form[form.index(".") :]
    return f"{value:{sign}z,{rest}}"
