"""What a page is built of: sections, tables and figures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from matplotlib.figure import Figure
from rich.table import Table

LONG_CELL = 60
"""Characters beyond which a cell is text."""


@dataclass(frozen=True)
class Sheet:
    """A table as the page has it: the first cell of a row is its name."""

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
    """A figure, what it shows in words, and the line below it."""

    draw: Callable[[], Figure]
    alternative: str
    caption: str


@dataclass(frozen=True)
class Part:
    """A section of the page.

    Attributes
    ----------
    key, title : str
        Its anchor, and its heading.
    sentences : tuple of str
        Computed; those that are empty are left out.
    about : str
        What is asked and how to read it; says nothing of the answer.
    pictures, sheets
        Figures and tables.
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    about: str = ""
    pictures: tuple[Picture, ...] = ()
    sheets: tuple[Sheet, ...] = field(default=())

    @property
    def said(self) -> list[str]:
        """The sentences that say something."""
        return [sentence for sentence in self.sentences if sentence]


def sheet_of(table: Table) -> Sheet:
    """A table of the terminal, with the same numbers."""
    columns = table.columns
    return Sheet(
        str(table.title or ""),
        [" ".join(str(column.header).split()) for column in columns],
        list(zip(*(map(str, column.cells) for column in columns), strict=True)),
        str(table.caption or ""),
        [column.justify == "right" for column in columns],
    )


def plain(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str]], numeric: bool = False
) -> Sheet:
    """A table of words, or of numbers that are written already."""
    cells = [[cell.replace("`", "") for cell in row] for row in rows]
    return Sheet(title, head, cells, numeric=[False, *[True] * (len(head) - 1)] if numeric else ())
