"""Make the posteriors that ship again, for contributors who change rules, priors or targets.

    python -m sim.docs.posteriors                  all of them
    python -m sim.docs.posteriors article record   those of the article, and those of the record
    python -m sim.docs.posteriors record-seed2     those of the record with another seed
    python -m sim.docs.posteriors current          one, from the one before as it stands

Posteriors of the record are one for each quarter's end, as `record-2024-06`, and `current`. The
first is inferred from the priors, and each later one from the file of the one before by what became
known in the quarter; with another seed too, or from that with the first seed if there is no other.
An earlier bank and a finished tempering of the first are not simulated again. Where both seeds of a
posterior are there, their accounts say how far apart they forecast.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sim.analysis.origins import OTHER_SEED
from sim.calibration.calibrate import WORK, calibrate, calibrate_further, slopes_of
from sim.calibration.criteria import differences_between_seeds
from sim.calibration.options import Calibrate
from sim.calibration.posterior import Posterior, load_posterior
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

SIZES = {"draws": 256, "kept": 256, "last_sweeps": 2400}
"""Sizes of the inference from the record. Its many facts make a draw's history hard to change, so
that fewer draws that are moved more often agree better than more draws that are moved less.
"""

BEFORE_SWEEPS = 1000
"""Moves of the draws before those of `current`, in whose quarter so much became known that few of
them agree with it.
"""

OF_CURRENT = {"last_sweeps": 1800, "states": 8}
"""Sizes that differ for `current`, so that its moves and those before take 15 minutes together."""


def quarters() -> dict[str, date]:
    """Cut-offs of the posteriors of the record but the current one, by name."""
    ends = [months_after(FIRST_QUARTER, 3 * n + 1) - timedelta(days=1) for n in range(QUARTERS)]
    return {f"{RECORD}-{end:%Y-%m}": end for end in ends}


def record_until(until: date) -> Settings:
    """Settings of a calibration to the record up to a day."""
    return compose(None, [f"calibration={CURRENT}", f"calibration.until={until}"])


def make(
    names: Sequence[str] = (ARTICLE, RECORD),
    folder: Path = SHIPPED,
    work: Path = WORK,
    bars: Bars = without_bars,
) -> Iterator[Path]:
    """Infer posteriors and write each into a folder when it is finished.

    Parameters
    ----------
    names : sequence of str
        Names of posteriors, or `record` for all but that of the article; with `-seed2` at the end
        for another seed.
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
    of_record = [*quarters(), CURRENT]
    wanted = []
    for name in names:
        stem, end = name.removesuffix(OTHER_SEED), OTHER_SEED if name.endswith(OTHER_SEED) else ""
        if stem not in (ARTICLE, RECORD, *of_record):
            takes = (
                f"{ARTICLE}, {RECORD}, {', '.join(of_record)}, or one of these with {OTHER_SEED}"
            )
            raise SettingsError("name", name, takes)
        wanted += [(made, end) for made in (of_record if stem == RECORD else [stem])]
    for stem, end in wanted:
        file = folder / f"{stem}{end}.npz"
        _infer(stem, end, folder, work, bars).save(file)
        compare_seeds(stem, folder)
        yield file


def _infer(name: str, end: str, folder: Path, work: Path, bars: Bars) -> Posterior:
    """Infer one posterior: from the priors, or from the one before in the folder."""
    seed = 2 if end else 1
    if name == ARTICLE:
        settings = compose(None, [f"calibration={ARTICLE}"])
        return calibrate(settings, Calibrate(seed=seed), work, bars).posterior
    current, task = compose(None, [f"calibration={CURRENT}"]), Calibrate(seed=seed, **SIZES)
    cut_offs = quarters() | {CURRENT: current.calibration.until}
    names, settings = list(cut_offs), record_until(cut_offs[name])
    if name == names[0]:
        return calibrate(settings, task, work, bars).posterior
    of_quarter = names[names.index(name) - 1]
    twin = folder / f"{of_quarter}{end}.npz"
    before = load_posterior(str(twin if twin.is_file() else folder / f"{of_quarter}.npz"))
    slopes = slopes_of(current, task, work, bars)
    before_sweeps = 0
    if name == CURRENT:
        before_sweeps, task = BEFORE_SWEEPS, task.model_copy(update=OF_CURRENT)
    return calibrate_further(before, settings, task, slopes, bars, before_sweeps).posterior


def compare_seeds(name: str, folder: Path) -> None:
    """Write into a posterior and that of the other seed how far apart they forecast, if both are.

    Parameters
    ----------
    name : str
        Of the posterior with the first seed.
    folder : Path
        Of both.
    """
    files = [folder / f"{name}{end}.npz" for end in ("", OTHER_SEED)]
    if not all(file.is_file() for file in files):
        return
    load_posterior.cache_clear()  # a file may have been written since it was read
    one, other = (load_posterior(str(file)) for file in files)
    settings = compose(None, [f"calibration={CURRENT}"])
    differences = differences_between_seeds(one, other, settings)
    for posterior, file in zip((one, other), files, strict=True):
        criteria = posterior.account["criteria"] | {"seeds": differences}
        replace(posterior, account=posterior.account | {"criteria": criteria}).save(file)


def main(arguments: Sequence[str]) -> int:
    """Make the posteriors that the arguments name; the exit code is 2 for bad input."""
    from sim.tasks.progress import bar

    return exit_code("posteriors", lambda: make(arguments or (ARTICLE, RECORD), bars=bar))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
