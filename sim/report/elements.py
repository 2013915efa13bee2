"""Elements of a page: sections, tables and figures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from rich.table import Table

from sim.tables.style import without_zero_columns
from sim.tables.words import join_names

LONG_CELL = 60
"""Number of characters above which a cell counts as text that has to wrap."""


@dataclass(frozen=True)
class PageTable:
    """A table on the page; the first cell of each row is the row's name."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    numeric: Sequence[bool] = ()

    @property
    def is_wordy(self) -> bool:
        """Whether cells hold text that has to wrap."""
        return any(len(cell) > LONG_CELL for row in self.rows for cell in row)


@dataclass(frozen=True)
class Picture:
    """A figure with its text alternative and its caption; it is drawn in a width in inches."""

    draw: Callable[[float], Figure]
    width: float
    alt_text: str
    caption: str


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes
    ----------
    key, title : str
        Its anchor, and its heading.
    sentences : tuple of str
        Sentences computed from the results; empty ones are skipped.
    about : str
        How to read the section; does not depend on the results.
    pictures : tuple of Picture
        Figures that are always shown.
    more, tables
        Figures and tables that are folded until a reader opens them.
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    about: str = ""
    pictures: tuple[Picture, ...] = ()
    more: tuple[Picture, ...] = ()
    tables: tuple[PageTable, ...] = ()

    @property
    def statements(self) -> list[str]:
        """The sentences that are not empty."""
        return [sentence for sentence in self.sentences if sentence]

    @property
    def folded(self) -> str:
        """What is folded, as the label of its switch; empty if nothing is."""
        counted = ((len(self.more), "figure"), (len(self.tables), "table"))
        parts = [f"{count} {what}{'s' * (count > 1)}" for count, what in counted if count]
        return f"Show {join_names(parts)}" if parts else ""


def page_table_of(table: Table) -> PageTable:
    """Convert a table of the terminal, with the same numbers."""
    table = without_zero_columns(table)
    columns = table.columns
    return PageTable(
        str(table.title or ""),
        [" ".join(str(column.header).split()) for column in columns],
        list(zip(*(map(str, column.cells) for column in columns), strict=True)),
        str(table.caption or ""),
        [column.justify == "right" for column in columns],
    )


def text_table(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str]], numeric: bool = False
) -> PageTable:
    """Make a table from cells that are formatted already."""
    cells = [[cell.replace("`", "") for cell in row] for row in rows]
    return PageTable(
        title, head, cells, numeric=[False, *[True] * (len(head) - 1)] if numeric else ()
    )
