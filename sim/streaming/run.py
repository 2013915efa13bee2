"""Streams a run to a store, chunk by chunk, with a summary of all members."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import monotonic

import xarray as xr

from sim.calibration.members import check_draws_and_warn
from sim.ensemble.progress import Bars, without_bars
from sim.ensemble.runner import pool_of
from sim.settings.settings import Settings
from sim.settings.variables import QUANTILES, is_parameter
from sim.storage.build import header_of, variables_of
from sim.storage.files import STORE_FILE, SUMMARY_FILE, save
from sim.storage.store import create, holds, settle
from sim.storage.summary import summary
from sim.streaming.checkpoint import Checkpoint, load_checkpoint, read_edges, write_edges
from sim.streaming.chunking import Chunks
from sim.streaming.chunks import (
    settings_and_pair,
    simulate_members,
    variables_written,
    write_and_count,
)
from sim.streaming.engines import simulate_chunks
from sim.streaming.histogram import edges_around, quantiles
from sim.streaming.values import series_by_name, shapes_of_all
from sim.streaming.work_folder import WorkFolder
from sim.world import World

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
    check_draws_and_warn(settings)
    chunks = Chunks.of(settings)
    with WorkFolder.of(settings).locked() as work:
        with bars(chunks.members, "simulating") as advance:
            earlier = load_checkpoint(work) if (work / STORE_FILE).is_dir() else None
            checkpoint = earlier or _start(settings, work, chunks)
            checkpoint = _simulate_remaining(settings, work, checkpoint, chunks, advance)
        summary = summary_of(settings, work, checkpoint)
        save(summary, folder / SUMMARY_FILE)
        settle(work / STORE_FILE, folder / STORE_FILE)
        shutil.rmtree(work)
    return summary


def _start(settings: Settings, work: Path, chunks: Chunks) -> Checkpoint:
    """Create the store and simulate the first chunk, which sets the edges of all histograms."""
    text = settings.to_yaml()
    world = settings_and_pair(text)[1].world
    with pool_of(settings.engine.threads) as pool, ThreadPoolExecutor(1) as beside:
        created = beside.submit(_create_store, settings, world, work / STORE_FILE)
        values = simulate_members(text, chunks.rows(0), pool)
        created.result()
        write_edges(work, edges_around(values.series, pool))
        counts = write_and_count(text, work, 0, values, pool)
    checkpoint = Checkpoint(frozenset({0}), counts)
    checkpoint.save(work)
    return checkpoint


def _create_store(settings: Settings, world: World, store: Path) -> None:
    chunks, known = Chunks.of(settings), variables_of(settings)
    header = header_of(world, settings, chunks.members)
    sizes = {
        name: chunks.rows_of_parameters(0).stop if is_parameter(name) else chunks.count(0)
        for name in variables_written(settings.to_yaml(), 0)
    }
    shutil.rmtree(store, ignore_errors=True)
    create(store, header, {name: known[name] for name in sizes}, sizes)


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
    store, text = work / STORE_FILE, settings.to_yaml()
    intact = {
        chunk
        for chunk in checkpoint.finished
        if holds(store, chunks.rows(chunk), variables_written(text, chunk))
    }
    remaining = [chunk for chunk in range(len(chunks)) if chunk not in intact]
    advance(sum(map(chunks.count, intact)))
    last_checkpoint = monotonic()
    try:
        with closing(simulate_chunks(settings, work, remaining)) as ended:
            for chunk, counts in ended:
                if chunk not in checkpoint.finished:
                    checkpoint = checkpoint.with_chunk(chunk, counts)
                advance(chunks.count(chunk))
                if monotonic() - last_checkpoint > SECONDS_BETWEEN_CHECKPOINTS:
                    checkpoint.save(work)
                    last_checkpoint = monotonic()
    finally:
        checkpoint.save(work)
    return checkpoint


def summary_of(settings: Settings, work: Path, checkpoint: Checkpoint) -> xr.Dataset:
    """Quantiles of all members, as a dataset."""
    world = settings_and_pair(settings.to_yaml())[1].world
    header = header_of(world, settings, settings.ensemble.members)
    with pool_of(settings.engine.threads) as pool:
        found = quantiles(read_edges(work), checkpoint.counts, QUANTILES, pool)
    series = series_by_name(shapes_of_all(world, settings.ensemble.detail))
    return summary(header, {name: found[:, rows] for name, rows in series.items()})
