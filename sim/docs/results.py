"""Results of long runs, for the documents: patterns and levers, from the tables that ship."""

from typing import TYPE_CHECKING

from sim.docs.markdown import markdown_table
from sim.settings.shipped import SHIPPED
from sim.tables.intervals import with_interval
from sim.tables.words import in_words

if TYPE_CHECKING:
    import pandas as pd

PATTERNS, LEVERS = SHIPPED / "patterns.csv", SHIPPED / "levers.csv"


def shipped_patterns() -> "pd.DataFrame":
    """A row for each calibration and pattern, as `task=patterns` leaves them."""
    return _read(PATTERNS)


def shipped_levers() -> "pd.DataFrame":
    """A row for each date, instrument and number of months, as `task=levers` leaves them."""
    return _read(LEVERS)


def _read(file: object) -> "pd.DataFrame":
    import pandas as pd

    return pd.read_csv(file, keep_default_na=True)  # type: ignore[call-overload, no-any-return]


def pattern_sentences() -> str:
    """How many of the patterns that it did not use each calibration reproduces, in Markdown."""
    return "\n".join(
        f"- `{name}`: {_counted(rows)}."
        for name, rows in shipped_patterns().groupby("calibration", sort=False)
    )


def _counted(rows: "pd.DataFrame") -> str:
    unused = rows[rows["used"] == 0]
    return (
        f"{int(unused['inside'].sum())} of {len(unused)} patterns that the calibration did not "
        "use lie inside its 90% interval"
    )


def pattern_result_table() -> str:
    """Every pattern with its fact and what each calibration says of it, in Markdown."""
    found = shipped_patterns()
    names = list(dict.fromkeys(found["calibration"]))
    head = ("id", "pattern", "fact", *(f"`{name}`" for name in names))
    rows = (
        (str(id_), str(of["label"].iloc[0]), _fact(of.iloc[0]),
         *(_said(of[of["calibration"] == name].iloc[0]) for name in names))
        for id_, of in found.groupby("id", sort=False)
    )  # fmt: skip
    key = (
        "Median [90% interval] of members; **bold** where the fact lies outside; \\* where the "
        "calibration was fitted to it."
    )
    return f"{key}\n\n{markdown_table(head, rows)}"


def _fact(row: "pd.Series") -> str:
    value, low, high = (row[name] for name in ("fact", "fact_low", "fact_high"))
    if high != high:  # no upper end
        return f"over {low:.3g}"
    if low != low:
        return f"up to {high:.3g}"
    return f"{value:.3g}" if low == high else with_interval(value, (low, high), ".3g")


def _said(row: "pd.Series") -> str:
    if row["median"] != row["median"]:
        return "no value"
    said = with_interval(row["median"], (row["low"], row["high"]), ".3g")
    said = said if row["inside"] else f"**{said}**"
    return f"{said}\\*" if row["used"] else said


def lever_result_table() -> str:
    """What each instrument does to its channel and to the lag, in Markdown."""
    found = shipped_levers()
    months = sorted(set(found["months"]))
    head = (
        *("from", "instrument", "channel", "open", "strict", "as meant"),
        *(f"lag after {m} months" for m in months),
        "longer / same / shorter",
    )
    return markdown_table(
        head,
        (
            _lever_row(str(day), str(name), rows)
            for (day, name), rows in found.groupby(["date", "instrument"], sort=False)
        ),
    )


def _lever_row(day: str, name: str, rows: "pd.DataFrame") -> tuple[str, ...]:
    first, last = rows.iloc[0], rows.iloc[-1]
    shares = (100 * last[part] for part in ("longer", "same", "shorter"))
    return (
        day,
        in_words(name),
        f"{first['channel']}, {first['channel_units']}",
        f"{first['channel_open']:.3g}",
        f"{first['channel_strict']:.3g}",
        f"{first['channel_as_meant']:.0%}",
        *(
            with_interval(
                row["lag_change_median"],
                (row["lag_change_low_90"], row["lag_change_high_90"]),
                "+.1f",
            )
            for _, row in rows.iterrows()
        ),
        " / ".join(f"{share:.0f}%" for share in shares),
    )
