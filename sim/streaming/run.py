"""A run that is streamed: chunk by chunk into a store, with quantiles of all members beside it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import numpy as np
import xarray as xr

from sim.ensemble.histogram import Histogram
from sim.ensemble.progress import Bars, without_bars
from sim.settings.settings import Settings
from sim.settings.variables import CATALOGUE, PARAMETER_PREFIX, QUANTILES
from sim.storage.build import header_of, numbers_of
from sim.storage.files import STORE_FILE, SUMMARY_FILE, save
from sim.storage.store import create, holds, settle, write_rows
from sim.streaming.chunks import counted, kept, prepared, simulated
from sim.streaming.counts import SoFar, read_edges, taken_up, write_edges
from sim.streaming.cut import Chunks
from sim.streaming.engines import filled
from sim.streaming.unfinished import Unfinished

SECONDS_BETWEEN = 10.0
"""Work that a kill may cost: how far the run is, is written down as often."""


def stream_to(settings: Settings, folder: Path, bars: Bars = without_bars) -> xr.Dataset:
    """Fill a store, and leave it in a folder with a summary.

    The store waits in `outputs/unfinished` until it is complete; the same settings take up there
    what an earlier run has finished.

    Parameters
    ----------
    settings : Settings
        What to simulate, where, and what to keep.
    folder : Path
        For `projection.zarr` and `summary.nc`.
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
    with Unfinished.of(settings).mine() as work:
        with bars(chunks.members, "simulating") as advance:
            left = taken_up(work) if (work / STORE_FILE).is_dir() else None
            so_far = left or _begun(settings, work, chunks)
            so_far = _finished(settings, work, so_far, chunks, advance)
        summary = summary_of(settings, so_far)
        save(summary, folder / SUMMARY_FILE)
        settle(work / STORE_FILE, folder / STORE_FILE)
        shutil.rmtree(work)
    return summary


def _begun(settings: Settings, work: Path, chunks: Chunks) -> SoFar:
    """Make the store and fill its first chunk, whose members set the edges of all counts."""
    text = settings.to_yaml()
    values = simulated(text, chunks.rows(0))
    to_keep = kept(values, settings)
    header = header_of(prepared(text)[1].world, settings, chunks.members)
    shutil.rmtree(work / STORE_FILE, ignore_errors=True)
    numbers = numbers_of(to_keep, settings, header.sizes)
    create(work / STORE_FILE, header, numbers, chunks.size)
    edges = {
        name: Histogram.around(array)
        for name, array in values.items()
        if not name.startswith(PARAMETER_PREFIX)
    }
    write_edges(work, edges)
    read_edges.cache_clear()
    threads = settings.engine.threads
    write_rows(work / STORE_FILE, chunks.rows(0), to_keep, threads)
    so_far = SoFar(frozenset({0}), counted(edges, values, threads))
    so_far.leave(work)
    return so_far


def _finished(
    settings: Settings,
    work: Path,
    so_far: SoFar,
    chunks: Chunks,
    advance: Callable[[int], object],
) -> SoFar:
    """Fill the chunks that are left; what was done is written down, also when it ends early.

    A chunk that was finished and is damaged since is filled again, and not counted twice.
    """
    whole = {chunk for chunk in so_far.finished if holds(work / STORE_FILE, chunks.rows(chunk))}
    left = [chunk for chunk in range(len(chunks)) if chunk not in whole]
    advance(sum(map(chunks.count, whole)))
    written = monotonic()
    try:
        for chunk, counts in filled(settings, work, left):
            if chunk not in so_far.finished:
                so_far = so_far.plus(chunk, counts)
            advance(chunks.count(chunk))
            if monotonic() - written > SECONDS_BETWEEN:
                so_far.leave(work)
                written = monotonic()
    finally:
        so_far.leave(work)
    return so_far


def summary_of(settings: Settings, so_far: SoFar) -> xr.Dataset:
    """Quantiles of all members, as a dataset."""
    world = prepared(settings.to_yaml())[1].world
    header = header_of(world, settings, settings.ensemble.members).drop_vars("member")
    data = {name: _quantiles(name, histogram, header) for name, histogram in so_far.counts.items()}
    labels = {"quantile": ("quantile", np.array(QUANTILES), {"units": "1"})}
    return header.assign(data).assign_coords(labels)


def _quantiles(name: str, histogram: Histogram, header: xr.Dataset) -> xr.Variable:
    variable = CATALOGUE[name]
    dims = variable.dims[1:]
    shape = (len(QUANTILES), *(header.sizes[dim] for dim in dims))
    values = histogram.quantiles(QUANTILES).reshape(shape)
    return xr.Variable(("quantile", *dims), values, variable.attributes)
