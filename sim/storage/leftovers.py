"""What killed runs have left."""

from contextlib import suppress
from itertools import chain
from pathlib import Path

from sim.settings.errors import SettingsError
from sim.storage.atomic import UNFINISHED
from sim.storage.lock import locked

RESULTS = ("*/*/.*", "*/*/*/.*")
"""Hidden files in the folders of runs and of jobs of sweeps; stores below have many files."""


def clear_leftovers(outputs: Path) -> None:
    """Remove the unfinished files of runs that were killed, in a folder of results.

    Folders that another run is writing to stay as they are.
    """
    for file in chain.from_iterable(map(outputs.glob, RESULTS)):
        if UNFINISHED.fullmatch(file.name) and file.is_file():
            busy = SettingsError("folder", file.parent, "one that nobody writes to")
            with suppress(SettingsError), locked(file.parent, busy):
                file.unlink(missing_ok=True)
