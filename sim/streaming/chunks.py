"""Simulates one chunk of members, writes it to the store and counts it; runs in any process."""

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.calibration.members import draws_of
from sim.ensemble.paired import Pair
from sim.settings.settings import Settings
from sim.storage.build import parameters_of, values_of
from sim.storage.files import STORE_FILE
from sim.storage.store import write_rows
from sim.streaming.checkpoint import Counts, read_edges
from sim.streaming.chunking import Chunks


@lru_cache(maxsize=2)
def settings_and_pair(text: str) -> tuple[Settings, Pair]:
    """Settings and their pair of worlds, built once in each process."""
    settings = Settings.from_yaml(text)
    return settings, Pair.of(settings)


def simulate_members(text: str, rows: slice) -> dict[str, np.ndarray]:
    """All variables of some members, and their parameters.

    Parameters
    ----------
    text : str
        The settings as YAML.
    rows : slice
        Range of the members.
    """
    settings, pair = settings_and_pair(text)
    draws = draws_of(settings, members=rows.stop - rows.start, first=rows.start)
    # the engine must not divide a chunk of the store again: its blocks use all threads
    engine = settings.engine.model_copy(update={"chunk": None})
    results, reference = pair.simulate(draws, engine, detail=settings.ensemble.detail)
    return values_of(results, reference) | parameters_of(draws)


def simulate_chunk(text: str, folder: Path, chunk: int) -> Counts:
    """Simulate a chunk, write the variables that are kept, and count all of them.

    Parameters
    ----------
    text : str
        The settings as YAML.
    folder : Path
        Work folder of the run, with its store and the edges of its histograms.
    chunk : int
        Number of the chunk.
    """
    settings, _ = settings_and_pair(text)
    rows = Chunks.of(settings).rows(chunk)
    values = simulate_members(text, rows)
    threads = settings.engine.threads
    write_rows(folder / STORE_FILE, rows, variables_to_store(values, settings), threads)
    return add_counts(read_edges(folder), values, threads)


def variables_to_store(
    values: Mapping[str, np.ndarray], settings: Settings
) -> dict[str, np.ndarray]:
    """Select the variables that the settings keep for each member."""
    return {name: array for name, array in values.items() if settings.ensemble.keeps(name)}


def add_counts(counts: Counts, values: Mapping[str, np.ndarray], threads: int | None) -> Counts:
    """Add members to counts; variables are counted in parallel."""
    names = list(counts)
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        histograms = pool.map(lambda name: counts[name].with_values(values[name]), names)
        return dict(zip(names, histograms, strict=True))
