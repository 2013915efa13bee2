"""Results of a calibration, as tables for the terminal and as CSV files."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.table import Table

from sim.calibration.check import Ranks
from sim.calibration.diagnostics import Meeting, Width
from sim.storage.atomic import write_rows_of_text
from sim.tables.intervals import span, with_interval
from sim.tables.style import narrow_table


def meeting_table(meetings: Sequence[Meeting]) -> Table:
    """Which targets are met, with the posterior predictive interval against each."""
    met = sum(meeting.met for meeting in meetings)
    table = narrow_table(
        title=f"Targets: {met} of {len(meetings)} met",
        caption="median [90% posterior predictive interval, with the error of the record]",
    )
    for header in ("id", "target"):
        table.add_column(header, overflow="fold")
    for header in ("published", "predicted", "met"):
        table.add_column(header, justify="right")
    for meeting in meetings:
        target = meeting.target
        table.add_row(target.id, target.label, target.published, predicted(meeting), _mark(meeting))
    return table


def predicted(meeting: Meeting) -> str:
    """Median and interval of a prediction; of a fact, how often it holds."""
    low, middle, high = meeting.predicted
    if meeting.target.kind == "fact":
        return f"{middle:.2f} of members"
    return with_interval(middle, (low, high), ".4g")


def _mark(meeting: Meeting) -> str:
    return "yes" if meeting.met else "no"


def width_table(widths: Sequence[Width]) -> Table:
    """Prior and posterior of the identified parameters; the others are named."""
    known = sorted((w for w in widths if w.is_identified), key=lambda w: w.ratio)
    unknown = [w.name for w in widths if not w.is_identified]
    table = narrow_table(
        title=f"Prior and posterior of {len(widths)} parameters",
        caption="not identified, prior and posterior alike: " + ", ".join(unknown),
    )
    table.add_column("parameter")
    for header in ("prior, 90%", "posterior, 90%", "width", "shift"):
        table.add_column(header, justify="right")
    for width in known:
        table.add_row(
            width.name,
            span(width.prior, ".3g"),
            span(width.posterior, ".3g"),
            f"{width.ratio:.2f}",
            f"{width.shift:+.2f}",
        )
    return table


def save_tables(folder: Path, meetings: Sequence[Meeting], widths: Sequence[Width]) -> None:
    """Leave both tables as `targets.csv` and `parameters.csv`."""
    _save(
        folder / "targets.csv",
        "id label published simulated_05 simulated_50 simulated_95 "
        "predicted_05 predicted_50 predicted_95 met",
        (
            (
                m.target.id,
                m.target.label,
                m.target.published,
                *m.simulated,
                *m.predicted,
                int(m.met),
            )
            for m in meetings
        ),
    )
    _save(
        folder / "parameters.csv",
        "parameter prior_05 prior_50 prior_95 posterior_05 posterior_50 posterior_95 "
        "width shift identified",
        ((w.name, *w.prior, *w.posterior, w.ratio, w.shift, int(w.is_identified)) for w in widths),
    )


def rank_table(ranks: Ranks) -> Table:
    """The most uneven ranks of the check of the inference, and whether it failed."""
    failing = ranks.failed()
    verdict = (
        f"failed: {', '.join(failing)}" if failing else "none fails, with all tests allowed for"
    )
    table = narrow_table(
        title=f"Ranks of {len(ranks.shares)} truths: {verdict}",
        caption="the least even ten; KS test against uniform",
    )
    table.add_column("parameter or target")
    for header in ("mean rank", "in 50%", "in 90%", "chance"):
        table.add_column(header, justify="right")
    rows = sorted(rank_rows(ranks), key=lambda row: row[-1])
    for name, mean, half, most, chance in rows[:10]:
        table.add_row(name, f"{mean:.2f}", f"{half:.0%}", f"{most:.0%}", f"{chance:.3f}")
    return table


def rank_rows(ranks: Ranks) -> list[tuple[str, float, float, float, float]]:
    """Name, mean rank, parts in the central 50% and 90%, and chance, one row a name."""
    centred = abs(ranks.shares - 0.5)
    columns = (
        ranks.names,
        ranks.shares.mean(axis=0),
        (centred < 0.25).mean(axis=0),
        (centred < 0.45).mean(axis=0),
        ranks.chances(),
    )
    return [
        (str(name), float(mean), float(half), float(most), float(chance))
        for name, mean, half, most, chance in zip(*columns, strict=True)
    ]


def save_rank_summary(file: Path, ranks: Ranks) -> None:
    """Leave one row a parameter or target, with the number of truths."""
    header = "name mean_rank within_50 within_90 chance truths"
    _save(file, header, ((*row, len(ranks.shares)) for row in rank_rows(ranks)))


def save_ranks(folder: Path, ranks: Ranks) -> None:
    """Leave the ranks as `ranks.csv`, one row a truth."""
    _save(folder / "ranks.csv", " ".join(ranks.names), ranks.shares.tolist())


def _save(file: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    write_rows_of_text(file, (header.split(), *rows))
