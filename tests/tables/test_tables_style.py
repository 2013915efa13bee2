"""Tables are printed without columns that are zero in every row."""

from io import StringIO

import pytest
from rich.console import Console

from sim.report.elements import page_table_of
from sim.tables.style import narrow_table


def a_table(*rows):
    table = narrow_table("title", "caption")
    for name in ("name", "one", "other"):
        table.add_column(name)
    for row in rows:
        table.add_row(*row)
    return table


def printed(table):
    console = Console(file=StringIO(), width=80, color_system=None)
    console.print(table)
    return " ".join(console.file.getvalue().split())


@pytest.mark.parametrize("zero", ["0", "0%", "+0.0", "0.0 [0.0, 0.0]", "0/100/0"])
def test_a_column_that_is_zero_in_every_row_is_dropped_and_named(zero):
    text = printed(a_table(("a", zero, "1"), ("b", zero, "2")))
    assert zero not in text
    assert "zero everywhere: one" in text


@pytest.mark.parametrize("cell", ["10", "0.1", "under 1%", "–"])
def test_a_column_with_anything_else_stays(cell):
    text = printed(a_table(("a", "0", "1"), ("b", cell, "2")))
    assert cell in text
    assert "zero everywhere" not in text


def test_a_single_row_keeps_its_zeros():
    assert "zero everywhere" not in printed(a_table(("a", "0", "1")))


def test_the_first_column_names_the_rows_and_stays():
    assert "name" in printed(a_table(("0", "1", "1"), ("0", "2", "2")))


def test_a_report_drops_the_same_columns():
    table = page_table_of(a_table(("a", "0", "1"), ("b", "0", "2")))
    assert list(table.head) == ["name", "other"]
    assert "zero everywhere: one" in table.caption
