"""Tables in Markdown."""

from collections.abc import Iterable


def markdown_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table with a head and a line for each row."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(_cells(line)) + " |" for line in lines)


def _cells(line: tuple[str, ...]) -> list[str]:
    return [cell.replace("|", r"\|") for cell in line]
