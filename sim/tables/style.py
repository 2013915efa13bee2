"""Common style of tables in the terminal."""

import re
from dataclasses import replace

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Column, Table

UNCHANGED = "0/100/0"
"""A cell of shares whose lag is longer, the same and shorter, if no lag changes."""


def terminal() -> Console:
    """The console of a command, which shows names with brackets or colons as they are."""
    return Console(markup=False, emoji=False)


class NarrowTable(Table):
    """A table that is printed without the columns that are zero in every row."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Print the table."""
        yield from Table.__rich_console__(without_zero_columns(self), console, options)


def narrow_table(title: str, caption: str) -> Table:
    """A table that fits eighty columns."""
    return NarrowTable(
        title=title, caption=caption, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False
    )


def without_zero_columns(table: Table) -> Table:
    """A table without the columns that are zero in every row; its caption names them.

    The first column, which names the rows, stays, and so does every column of a single row.
    """
    dropped = [column for column in table.columns[1:] if table.row_count > 1 and _is_zero(column)]
    if not dropped:
        return table
    smaller = Table(title=table.title, box=table.box, padding=table.padding, show_edge=False)
    names = ", ".join(" ".join(str(column.header).split()) for column in dropped)
    smaller.caption = "\n".join(
        filter(None, (str(table.caption or ""), f"zero everywhere: {names}"))
    )
    kept = [column for column in table.columns if not any(column is each for each in dropped)]
    smaller.columns = [replace(column, _index=place) for place, column in enumerate(kept)]
    smaller.rows = table.rows
    return smaller


def _is_zero(column: Column) -> bool:
    """Whether all cells of a column that are not empty hold only zeros."""
    cells = [str(cell) for cell in column.cells if str(cell)]
    return bool(cells) and all(
        cell == UNCHANGED or ("0" in cell and re.search("[1-9A-Za-z]", cell) is None)
        for cell in cells
    )
