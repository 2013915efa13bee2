"""Results of a calibration, as tables for the terminal and as CSV files."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.table import Table

from sim.calibration.check import Ranks
from sim.calibration.diagnostics import TargetFit, Width
from sim.storage.atomic import write_rows_of_text
from sim.tables.intervals import span, with_interval
from sim.tables.style import narrow_table


def target_fit_table(target_fits: Sequence[TargetFit]) -> Table:
    """Targets with their posterior predictive intervals, and whether they are met."""
    met = sum(fit.met for fit in target_fits)
    table = narrow_table(
        title=f"Targets: {met} of {len(target_fits)} met",
        caption="median [90% posterior predictive interval, with the error of the record]",
    )
    for header in ("id", "target"):
        table.add_column(header, overflow="fold")
    for header in ("published", "predicted", "met"):
        table.add_column(header, justify="right")
    for fit in target_fits:
        target = fit.target
        table.add_row(target.id, target.label, target.published, predicted(fit), _mark(fit))
    return table


def predicted(fit: TargetFit) -> str:
    """Median and interval of a prediction; for a fact, the share of members in which it holds."""
    low, middle, high = fit.predicted
    if fit.target.kind == "fact":
        return f"{middle:z.2f} of members"
    return with_interval(middle, (low, high), ".4g")


def _mark(fit: TargetFit) -> str:
    return "yes" if fit.met else "no"


def width_table(widths: Sequence[Width]) -> Table:
    """Prior and posterior of the identified parameters; the caption names the others."""
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
            f"{width.ratio:z.2f}",
            f"{width.shift:+z.2f}",
        )
    return table


def save_tables(folder: Path, target_fits: Sequence[TargetFit], widths: Sequence[Width]) -> None:
    """Write `targets.csv` and `parameters.csv`."""
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
            for m in target_fits
        ),
    )
    _save(
        folder / "parameters.csv",
        "parameter prior_05 prior_50 prior_95 posterior_05 posterior_50 posterior_95 "
        "width shift identified",
        ((w.name, *w.prior, *w.posterior, w.ratio, w.shift, int(w.is_identified)) for w in widths),
    )


def rank_table(ranks: Ranks) -> Table:
    """The least uniform ranks of the check of the inference, and whether it failed."""
    non_uniform = ranks.non_uniform()
    verdict = (
        f"failed: {', '.join(non_uniform)}"
        if non_uniform
        else "none fails, after correction for multiple tests"
    )
    table = narrow_table(
        title=f"Ranks of {len(ranks.shares)} truths: {verdict}",
        caption="the ten least uniform ones; KS test against uniform",
    )
    table.add_column("parameter or target")
    for header in ("mean rank", "in 50%", "in 90%", "p-value"):
        table.add_column(header, justify="right")
    rows = sorted(rank_rows(ranks), key=lambda row: row[-1])
    for name, mean, half, most, p_value in rows[:10]:
        table.add_row(name, f"{mean:z.2f}", f"{half:.0%}", f"{most:.0%}", f"{p_value:z.3f}")
    return table


def rank_rows(ranks: Ranks) -> list[tuple[str, float, float, float, float]]:
    """A row for each name: mean rank, shares in the central 50% and 90%, and p-value."""
    centred = abs(ranks.shares - 0.5)
    columns = (
        ranks.names,
        ranks.shares.mean(axis=0),
        (centred < 0.25).mean(axis=0),
        (centred < 0.45).mean(axis=0),
        ranks.p_values(),
    )
    return [
        (str(name), float(mean), float(half), float(most), float(p_value))
        for name, mean, half, most, p_value in zip(*columns, strict=True)
    ]


def save_rank_summary(file: Path, ranks: Ranks) -> None:
    """Write a row for each parameter or target, with the number of truths."""
    header = "name mean_rank within_50 within_90 p_value truths"
    _save(file, header, ((*row, len(ranks.shares)) for row in rank_rows(ranks)))


def save_ranks(folder: Path, ranks: Ranks) -> None:
    """Write `ranks.csv`, with a row for each truth."""
    _save(folder / "ranks.csv", " ".join(ranks.names), ranks.shares.tolist())


def _save(file: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    write_rows_of_text(file, (header.split(), *rows))
