"""One chunk of members: simulated, written into the store, and counted; in any process."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.calibration.members import draws_of
from sim.ensemble.paired import Pair
from sim.settings.settings import Settings
from sim.settings.variables import PARAMETER_PREFIX
from sim.storage.build import parameters_of, values_of
from sim.storage.files import STORE_FILE
from sim.storage.store import write_rows
from sim.streaming.counts import Counts, read_edges
from sim.streaming.cut import Chunks


@lru_cache(maxsize=2)
def prepared(text: str) -> tuple[Settings, Pair]:
    """Settings and their worlds, made once a process."""
    settings = Settings.from_yaml(text)
    return settings, Pair.of(settings)


def simulated(text: str, rows: slice) -> dict[str, np.ndarray]:
    """All variables of some members, and their parameters.

    Parameters
    ----------
    text : str
        The settings as YAML.
    rows : slice
        Numbers of the members.
    """
    settings, pair = prepared(text)
    draws = draws_of(settings, members=rows.stop - rows.start, first=rows.start)
    # a chunk of the store goes over all threads, block by block
    engine = settings.engine.model_copy(update={"chunk": None})
    results, reference = pair.simulate(draws, engine, detail=settings.ensemble.detail)
    return values_of(results, reference) | parameters_of(draws)


def fill(text: str, folder: Path, chunk: int) -> Counts:
    """Simulate a chunk, write what is kept of it, and count all of it.

    Parameters
    ----------
    text : str
        The settings as YAML.
    folder : Path
        Of the unfinished run, with its store and its edges.
    chunk : int
        Which one.
    """
    settings, _ = prepared(text)
    rows = Chunks.of(settings).rows(chunk)
    values = simulated(text, rows)
    threads = settings.engine.threads
    write_rows(folder / STORE_FILE, rows, kept(values, settings), threads)
    return counted(read_edges(folder), values, threads)


def kept(values: Mapping[str, np.ndarray], settings: Settings) -> dict[str, np.ndarray]:
    """Those variables that the settings keep by member; parameters always are."""
    names = settings.ensemble.keep
    return {
        name: array
        for name, array in values.items()
        if names is None or name in names or name.startswith(PARAMETER_PREFIX)
    }


def counted(counts: Counts, values: Mapping[str, np.ndarray], threads: int | None) -> Counts:
    """Counts with some more members; variables are counted side by side."""
    names = list(counts)
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        found = pool.map(lambda name: counts[name].with_values(values[name]), names)
        return dict(zip(names, found, strict=True))
