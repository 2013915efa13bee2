"""Stamp what ships with the hashes of the present sources, after a change that moved no result.

    python -m sim.docs.restamp

Posteriors and Sobol indices carry hashes of what they were made from, and a run warns if these are
others. Contributors who rewrite rules without another result stamp them anew. Nothing is written
unless `tests/test_baseline.py` passes, which compares results of all scenarios with saved ones, to
nine digits. It draws from a posterior, so it says nothing about priors and targets: if these have
changed, the posteriors have to be calibrated again.
"""

import csv
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sim.calibration.fingerprint import fingerprints
from sim.calibration.posterior import Posterior, load_posterior
from sim.calibration.shipped import hash_behind_indices
from sim.calibration.targets import targets_of
from sim.settings.compose import compose
from sim.settings.errors import Failed, SettingsError
from sim.settings.shipped import SHIPPED
from sim.storage.atomic import write_rows_of_text

CALIBRATED_ANEW = {"priors", "targets"}
"""Hashes that the baseline says nothing about."""


def baseline_passes() -> bool:
    """Whether results are those of the baseline."""
    test = [
        *(sys.executable, "-m", "pytest", "-q"),
        *("-m", "", "-W", "ignore::sim.calibration.members.StaleCalibrationWarning"),
        "tests/test_baseline.py::test_results_are_those_of_the_baseline",
    ]
    return subprocess.run(test, cwd=Path(__file__).parents[2], check=False).returncode == 0


def restamp(data: Path = SHIPPED.parent, passes: Callable[[], bool] = baseline_passes) -> list[str]:
    """Write the present hashes into posteriors and Sobol indices.

    Parameters
    ----------
    data : Path
        Folder with `posteriors` and `sensitivity.csv`.
    passes : callable
        Whether results are what they were; asked if there is something to write.

    Returns
    -------
    list of str
        Names of the files that were written.

    Raises
    ------
    SettingsError
        If priors or targets have changed.
    Failed
        If results have changed.
    """
    found = {file: load_posterior(str(file)) for file in sorted(data.glob("posteriors/*.npz"))}
    posteriors = {file: _stamped(file.stem, posterior) for file, posterior in found.items()}
    stale = [file for file in found if posteriors[file] is not found[file]]
    indices = data / "sensitivity.csv"
    with indices.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    now = hash_behind_indices(compose())
    indices_are_stale = {row["made_from"] for row in rows} != {now}
    if (stale or indices_are_stale) and not passes():
        raise Failed("results are not those of the baseline, so nothing was stamped")
    for file in stale:
        posteriors[file].save(file)
    if indices_are_stale:
        stamped = ((row | {"made_from": now}).values() for row in rows)
        write_rows_of_text(indices, [list(rows[0]), *stamped])
    return [file.name for file in stale] + [indices.name] * indices_are_stale


def _stamped(name: str, posterior: Posterior) -> Posterior:
    """A posterior with the present hashes; itself if it has them."""
    calibration = "article" if name == "article" else "current"
    settings = compose(None, [f"calibration={calibration}", f"calibration.until={posterior.until}"])
    now = fingerprints(settings, targets_of(settings.calibration.targets, posterior.until))
    changed = {part for part, made_with in posterior.fingerprints.items() if now[part] != made_with}
    if anew := sorted(changed & CALIBRATED_ANEW):
        takes = "the present ones, by another calibration"
        raise SettingsError(name, f"other {' and '.join(anew)}", takes)
    return replace(posterior, fingerprints=now) if changed else posterior


if __name__ == "__main__":
    try:
        print(*restamp(), sep="\n")
    except (SettingsError, Failed) as error:
        sys.exit(f"restamp: {error}")
