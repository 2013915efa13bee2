"""Streams a run to a store, chunk by chunk, with a summary of all members."""

import shutil
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import xarray as xr

from sim.ensemble.histogram import Histogram
from sim.ensemble.progress import Bars, without_bars
from sim.settings.settings import Settings
from sim.settings.variables import QUANTILES, is_parameter
from sim.storage.build import header_of, variables_of
from sim.storage.files import STORE_FILE, SUMMARY_FILE, save
from sim.storage.store import create, holds, settle, write_rows
from sim.storage.summary import summary
from sim.streaming.checkpoint import Checkpoint, load_checkpoint, read_edges, write_edges
from sim.streaming.chunking import Chunks
from sim.streaming.chunks import add_counts, settings_and_pair, simulate_members, variables_to_store
from sim.streaming.engines import simulate_chunks
from sim.streaming.work_folder import WorkFolder

SECONDS_BETWEEN_CHECKPOINTS = 10.0
"""Time between two checkpoints, and so the most work that is lost if the process is killed."""


def stream_to(settings: Settings, folder: Path, bars: Bars = without_bars) -> xr.Dataset:
    """Simulate a run into a store, and save it in a folder with a summary.

    The store is in `outputs/unfinished` until it is complete. A later run with the same settings
    resumes from there.

    Parameters
    ----------
    settings : Settings
        What to simulate, where, and what to keep.
    folder : Path
        Folder for `projection.zarr` and `summary.nc`.
    bars : callable
        Makes a progress bar.

    Returns
    -------
    xarray.Dataset
        Quantiles of every variable over all members, [quantile, time, ...].

    Raises
    ------
    SettingsError
        If another process is making the same run, or no scheduler answers.
    """
    chunks = Chunks.of(settings)
    with WorkFolder.of(settings).locked() as work:
        with bars(chunks.members, "simulating") as advance:
            earlier = load_checkpoint(work) if (work / STORE_FILE).is_dir() else None
            checkpoint = earlier or _start(settings, work, chunks)
            checkpoint = _simulate_remaining(settings, work, checkpoint, chunks, advance)
        summary = summary_of(settings, checkpoint)
        save(summary, folder / SUMMARY_FILE)
        settle(work / STORE_FILE, folder / STORE_FILE)
        shutil.rmtree(work)
    return summary


def _start(settings: Settings, work: Path, chunks: Chunks) -> Checkpoint:
    """Create the store and simulate the first chunk, which sets the edges of all histograms."""
    text = settings.to_yaml()
    values = simulate_members(text, chunks.rows(0))
    stored = variables_to_store(values, settings)
    header = header_of(settings_and_pair(text)[1].world, settings, chunks.members)
    shutil.rmtree(work / STORE_FILE, ignore_errors=True)
    known = variables_of(settings)
    create(work / STORE_FILE, header, {name: known[name] for name in stored}, chunks.size)
    edges = {
        name: Histogram.around(array) for name, array in values.items() if not is_parameter(name)
    }
    write_edges(work, edges)
    read_edges.cache_clear()
    threads = settings.engine.threads
    write_rows(work / STORE_FILE, chunks.rows(0), stored, threads)
    checkpoint = Checkpoint(frozenset({0}), add_counts(edges, values, threads))
    checkpoint.save(work)
    return checkpoint


def _simulate_remaining(
    settings: Settings,
    work: Path,
    checkpoint: Checkpoint,
    chunks: Chunks,
    advance: Callable[[int], object],
) -> Checkpoint:
    """Simulate the remaining chunks; write checkpoints on the way and also if it ends early.

    A finished chunk that has been damaged since is simulated again, but not counted twice.
    """
    store = work / STORE_FILE
    intact = {chunk for chunk in checkpoint.finished if holds(store, chunks.rows(chunk))}
    remaining = [chunk for chunk in range(len(chunks)) if chunk not in intact]
    advance(sum(map(chunks.count, intact)))
    last_checkpoint = monotonic()
    try:
        for chunk, counts in simulate_chunks(settings, work, remaining):
            if chunk not in checkpoint.finished:
                checkpoint = checkpoint.with_chunk(chunk, counts)
            advance(chunks.count(chunk))
            if monotonic() - last_checkpoint > SECONDS_BETWEEN_CHECKPOINTS:
                checkpoint.save(work)
                last_checkpoint = monotonic()
    finally:
        checkpoint.save(work)
    return checkpoint


def summary_of(settings: Settings, checkpoint: Checkpoint) -> xr.Dataset:
    """Quantiles of all members, as a dataset."""
    world = settings_and_pair(settings.to_yaml())[1].world
    header = header_of(world, settings, settings.ensemble.members)
    counts = checkpoint.counts
    return summary(header, {name: of.quantiles(QUANTILES) for name, of in counts.items()})
