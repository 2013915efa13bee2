"""Finished pieces of a long analysis: a stopped task goes on from them when it is run again."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.analysis.regimes import with_scenario
from sim.ensemble.progress import Progress
from sim.settings.settings import Settings
from sim.storage.atomic import UNREADABLE, read_arrays, write_arrays
from sim.streaming.work_folder import WorkFolder

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Pieces:
    """Results of the finished pieces of an analysis.

    Attributes
    ----------
    folder : Path, optional
        Where they are stored; nothing is stored by default.
    """

    folder: Path | None = None

    def under(self, name: str) -> "Pieces":
        """The pieces of one of several analyses."""
        return self if self.folder is None else Pieces(self.folder / name)

    def result(
        self,
        name: str,
        compute: Callable[[], Arrays],
        progress: Progress | None = None,
        members: int = 0,
    ) -> Arrays:
        """The result of a piece: as it was stored, or else computed and stored.

        Parameters
        ----------
        name : str
            Name of the piece, which says what it is computed from within this analysis.
        compute : callable
            Computes it.
        progress : callable, optional
            Called with the number of members if the piece is not computed again.
        members : int
            Number of members that the piece simulates.
        """
        if self.folder is None:
            return compute()
        file = self.folder / f"{name}.npz"
        stored = _stored(file)
        if stored is None:
            stored = compute()
            write_arrays(file, stored)
        elif progress is not None:
            progress(members)
        return stored


NOTHING_KEPT = Pieces()


def _stored(file: Path) -> Arrays | None:
    """Read a piece; None if it is missing or damaged."""
    try:
        return read_arrays(file)
    except UNREADABLE:
        return None


@contextmanager
def kept_pieces(settings: Settings, scenarios: Iterable[str] = ()) -> Iterator[Pieces]:
    """Keep the pieces of a task until the block has ended without an error.

    Parameters
    ----------
    settings : Settings
        Settings of the run, with its task.
    scenarios : iterable of str
        Other scenarios that the task runs.

    Raises
    ------
    SettingsError
        If another process is running the same task.
    """
    others = [with_scenario(settings, name) for name in scenarios]
    with WorkFolder.of_task(settings, others).locked() as folder:
        yield Pieces(folder)
        shutil.rmtree(folder)
