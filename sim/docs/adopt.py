"""Copy the results of a run into the package, for contributors who update the shipped files.

    python -m sim.docs.adopt outputs/latest               scores, patterns, levers or indices
    python -m sim.docs.adopt outputs/latest record-2024   a posterior and the name that it gets, or
                                                          ranks and the posterior that they check

A run itself never writes into the package.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.docs.written import exit_code
from sim.settings.errors import SettingsError
from sim.settings.shipped import SHIPPED, is_name
from sim.storage.atomic import replacing

NAMED = {"posterior.npz": "{}.npz", "inference.csv": "inference-{}.csv"}
"""File in the folder of posteriors for what gets the name of one."""

TABLES = {
    "scores.csv": SHIPPED / "backtest.csv",
    "ladder.csv": SHIPPED / "ladder.csv",
    "leave_out.csv": SHIPPED / "leave_out.csv",
    "indices.csv": SHIPPED.parent / "sensitivity.csv",
    "patterns.csv": SHIPPED / "patterns.csv",
    "levers.csv": SHIPPED / "levers.csv",
}
"""File in the package for each table that a task writes."""


def adopt(run: Path, name: str | None = None) -> list[Path]:
    """Copy a run's posterior, its ranks or tables into the package.

    Parameters
    ----------
    run : Path
        Folder of the run.
    name : str, optional
        Name of a posterior, required if the run wrote one, or ranks that check one.

    Returns
    -------
    list of Path
        The files that were replaced or added.

    Raises
    ------
    SettingsError
        If the run wrote nothing that ships, or what it wrote needs the name of a posterior.
    """
    copies = {run / table: target for table, target in TABLES.items() if (run / table).is_file()}
    for file, pattern in NAMED.items():
        if (run / file).is_file():
            if name is None or not is_name(name):
                raise SettingsError("name", name, "letters, digits, - and _, to name a posterior")
            copies[run / file] = SHIPPED / pattern.format(name)
    if not copies:
        takes = f"the folder of a run with one of {', '.join([*NAMED, *TABLES])}"
        raise SettingsError("run", run, takes)
    for source, target in copies.items():
        with replacing(target) as unfinished:
            shutil.copyfile(source, unfinished)
    return list(copies.values())


def main(arguments: Sequence[str]) -> int:
    """Adopt the run that the arguments name; the exit code is 2 for bad input."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    return exit_code("adopt", lambda: adopt(Path(arguments[0]), *arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
