"""Make the posteriors that ship again, for contributors who change rules, priors or targets.

    python -m sim.docs.posteriors                  all of them
    python -m sim.docs.posteriors article record   those of the article, and those of the record
    python -m sim.docs.posteriors record-seed2     those of the record with another seed

Posteriors of the record are one for each quarter's end, as `record-2024-06`, and `current`. The
first is inferred from the priors, and each later one from the one before by what became known in
the quarter. An earlier bank and a finished tempering of the first are not simulated again.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from sim.analysis.origins import OTHER_SEED
from sim.calibration.calibrate import WORK, Calibrated, calibrate, calibrate_further, slopes_of
from sim.calibration.options import Calibrate
from sim.docs.written import exit_code
from sim.ensemble.progress import Bars, without_bars
from sim.settings.compose import compose
from sim.settings.errors import SettingsError
from sim.settings.history import months_after
from sim.settings.settings import Settings
from sim.settings.shipped import SHIPPED

ARTICLE, RECORD, CURRENT = "article", "record", "current"

FIRST_QUARTER, QUARTERS = date(2023, 6, 1), 10
"""Last month of the first of the quarters with a posterior of its own, and how many there are."""

LAST_SWEEPS = 72
"""Sweeps after the tempering of posteriors that are inferred from an earlier one."""


def quarters() -> dict[str, date]:
    """Cut-offs of the posteriors of the record but the current one, by name."""
    ends = [months_after(FIRST_QUARTER, 3 * n + 1) - timedelta(days=1) for n in range(QUARTERS)]
    return {f"{RECORD}-{end:%Y-%m}": end for end in ends}


def record_until(until: date) -> Settings:
    """Settings of a calibration to the record up to a day."""
    return compose(None, [f"calibration={CURRENT}", f"calibration.until={until}"])


def of_article(seed: int, work: Path, bars: Bars) -> Iterator[tuple[str, Calibrated]]:
    """The posterior of the article, by its name."""
    settings = compose(None, [f"calibration={ARTICLE}"])
    yield ARTICLE, calibrate(settings, Calibrate(seed=seed), work, bars)


def of_record(seed: int, work: Path, bars: Bars) -> Iterator[tuple[str, Calibrated]]:
    """The posteriors of the record by name, each from the one before."""
    first, further = Calibrate(seed=seed), Calibrate(seed=seed, last_sweeps=LAST_SWEEPS)
    current = compose(None, [f"calibration={CURRENT}"])
    slopes = slopes_of(current, first, work, bars)
    (name, until), *later = (quarters() | {CURRENT: current.calibration.until}).items()
    calibrated = calibrate(record_until(until), first, work, bars)
    yield name, calibrated
    for name, until in later:
        calibrated = calibrate_further(calibrated, record_until(until), further, slopes, bars)
        yield name, calibrated


MAKERS = {ARTICLE: of_article, RECORD: of_record}


def make(
    names: Sequence[str] = tuple(MAKERS),
    folder: Path = SHIPPED,
    work: Path = WORK,
    bars: Bars = without_bars,
) -> Iterator[Path]:
    """Infer posteriors and write each into a folder when it is finished.

    Parameters
    ----------
    names : sequence of str
        `article`, `record`; with `-seed2` at the end for another seed.
    folder : Path
        Where the posteriors go.
    work : Path
        Folder of banks and checkpoints.
    bars : callable
        Makes a progress bar of a number of members and a description.

    Yields
    ------
    Path
        Files that were written.

    Raises
    ------
    SettingsError
        If there is no posterior of a name.
    """
    for name in names:
        if name.removesuffix(OTHER_SEED) not in MAKERS:
            takes = f"{', '.join(MAKERS)}, or one of these with {OTHER_SEED}"
            raise SettingsError("name", name, takes)
    for name in names:
        stem = name.removesuffix(OTHER_SEED)
        end = name.removeprefix(stem)
        for made, calibrated in MAKERS[stem](2 if end else 1, work, bars):
            file = folder / f"{made}{end}.npz"
            calibrated.posterior.save(file)
            yield file


def main(arguments: Sequence[str]) -> int:
    """Make the posteriors that the arguments name; the exit code is 2 for bad input."""
    from sim.tasks.progress import bar

    return exit_code("posteriors", lambda: make(arguments or tuple(MAKERS), bars=bar))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
