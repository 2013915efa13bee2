"""The answer to the article's claim, computed from the default run, for the README."""

from functools import cache
from typing import TYPE_CHECKING

from sim.docs.markdown import markdown_table

if TYPE_CHECKING:
    import xarray as xr

ENDS = ("2024-03", "2026-12", "2028-12", "2032-12")
"""The last month before the article, and some of the years after it."""


@cache
def claim_answer() -> str:
    """Sentences and a table on the article's claim, in Markdown.

    Runs the task `claim` with the default settings, which takes seconds.
    """
    from sim.analysis.claim import claim
    from sim.analysis.options import Claim
    from sim.settings.compose import compose

    return claim_in_markdown(claim(compose(), Claim()))


def claim_in_markdown(found: "xr.Dataset") -> str:
    """Sentences and a table, in Markdown.

    Parameters
    ----------
    found : xarray.Dataset
        Of `sim.analysis.claim.claim`.
    """
    from sim.settings.history import REFERENCE
    from sim.tables.claim import CHANCES, chance_row, change_sentence, later_sentence

    said = f"{change_sentence(found)} {later_sentence(found, REFERENCE)}"
    rows = (chance_row(found, REFERENCE, end) for end in ENDS if end in found["end"])
    return f"{said}\n\n{markdown_table(CHANCES, rows)}"
