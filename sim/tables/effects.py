"""What a regime does to the lag, in the same numbers for the terminal, reports and the page.

The lag is the mean over twelve months. An effect is the median of members' own changes with its
90% interval, and the shares of members whose lag is longer, the same and shorter.
"""

import numpy as np

from sim.analysis.changes import shares_by_direction
from sim.tables.intervals import ends_of, median_with_interval, span
from sim.tables.words import ROUNDS_TO_ZERO, months, regime_in_words, share

SHARES = "longer/\nsame/\nshorter"
"""Header of a column of shares."""


def effect_header(reference: str) -> str:
    """Header of the column of effects, which says what a regime is compared with."""
    return f"effect compared\nwith {regime_in_words(reference)}"


def effect_cells(changes: np.ndarray) -> tuple[str, str]:
    """Cells of a table: as in +2.4 [-0.1, +7.0], and 65/20/15.

    Parameters
    ----------
    changes : ndarray
        Change of each member's lag, months.
    """
    shares = "/".join(f"{100 * part:.0f}" for part in shares_by_direction(changes))
    return median_with_interval(changes, "+.1f"), shares


def shares_in_words(shares: np.ndarray) -> str:
    """The shares of `shares_by_direction`, to stand after "the lag is"."""
    longer, same, shorter = map(share, shares.tolist())
    return f"longer in {longer} of members, the same in {same} and shorter in {shorter}"


def effect_in_words(changes: np.ndarray) -> str:
    """The effect, to stand after the name of a regime and "the lag".

    As in: 3.6 months longer (median of members' own changes; 90% interval -0.1 to +7.0); it is
    longer in 65% of members, the same in 20% and shorter in 15%.
    """
    median = float(np.median(changes))
    length = f"{months(median)} {'longer' if median > 0 else 'shorter'}"
    middle = "as long" if abs(median) < ROUNDS_TO_ZERO else length
    interval = f"median of members’ own changes; 90% interval {span(ends_of(changes), '+.1f')}"
    return f"{middle} ({interval}); it is {shares_in_words(shares_by_direction(changes))}"
