"""Common style of tables in the terminal."""

from rich.box import SIMPLE_HEAD
from rich.table import Table


def narrow_table(title: str, caption: str) -> Table:
    """A table that fits eighty columns."""
    return Table(
        title=title, caption=caption, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False
    )
