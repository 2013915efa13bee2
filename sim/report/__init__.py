"""What a run says, in the terminal and as a page."""

from sim.report.terminal import (
    article_table,
    as_measured,
    differences_table,
    median_of,
    quantile_table,
    reported_months,
    summary_table,
    with_interval,
)

__all__ = [
    "article_table",
    "as_measured",
    "differences_table",
    "median_of",
    "quantile_table",
    "reported_months",
    "summary_table",
    "with_interval",
]
