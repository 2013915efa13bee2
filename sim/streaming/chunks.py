"""Simulates one chunk of members, writes it to the store and counts it; runs in any process."""

from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from pathlib import Path

from sim.calibration.members import draws_unchecked, parameters_drawn
from sim.ensemble.paired import NEEDED_OF_REFERENCE, Pair
from sim.ensemble.runner import pool_of
from sim.settings.settings import Settings
from sim.settings.variables import is_parameter
from sim.storage.build import derived, parameters_of, variables_of
from sim.storage.files import STORE_FILE
from sim.storage.store import write_rows
from sim.streaming.checkpoint import read_edges
from sim.streaming.chunking import Chunks
from sim.streaming.histogram import Counts, count
from sim.streaming.values import Values, members_last, shapes_of_all
from sim.world.shapes import shapes


@lru_cache(maxsize=2)
def settings_and_pair(text: str) -> tuple[Settings, Pair]:
    """Settings and their pair of worlds, built once in each process."""
    settings = Settings.from_yaml(text)
    return settings, Pair.of(settings)


def variables_written(text: str, chunk: int) -> list[str]:
    """Names of the variables that are written with a chunk, parameters only with some."""
    settings, pair = settings_and_pair(text)
    kept = filter(settings.ensemble.keeps, shapes_of_all(pair.world, settings.ensemble.detail))
    if not Chunks.of(settings).begins_parameters(chunk):
        return list(kept)
    return [*kept, *filter(is_parameter, variables_of(settings))]


def simulate_members(text: str, rows: slice, pool: Executor) -> Values:
    """Simulate some members.

    Parameters
    ----------
    text : str
        The settings as YAML.
    rows : slice
        Range of the members.
    pool : Executor
        Threads to use.
    """
    settings, pair = settings_and_pair(text)
    detail, members = settings.ensemble.detail, rows.stop - rows.start
    values = Values(shapes_of_all(pair.world, detail), members)
    known = shapes(pair.world, detail)
    # what others are derived from is rounded only after that
    exact = {name: members_last(known[name], members, float) for name in NEEDED_OF_REFERENCE}
    room = {name: values.by_name[name] for name in known} | exact
    # the engine must not divide a chunk of the store again: its blocks use all threads
    engine = settings.engine.model_copy(update={"chunk": None})
    draws = draws_unchecked(settings, members, settings.ensemble.seed, rows.start)
    results, reference = pair.simulate(draws, engine, detail=detail, room=room, pool=pool)
    for name, array in (exact | derived(results, reference)).items():
        values.by_name[name][...] = array
    return values


def write_and_count(text: str, folder: Path, chunk: int, values: Values, pool: Executor) -> Counts:
    """Write the variables of a chunk that are kept to the store, and count all of them.

    Parameters
    ----------
    text : str
        The settings as YAML.
    folder : Path
        Work folder of the run, with its store and the edges between which members are counted.
    chunk : int
        Number of the chunk.
    values : Values
        Of its members.
    pool : Executor
        Threads to use.
    """
    settings, _ = settings_and_pair(text)
    store, chunks = folder / STORE_FILE, Chunks.of(settings)
    kept = {name: of for name, of in values.by_name.items() if settings.ensemble.keeps(name)}
    write_rows(store, chunks.rows(chunk), kept, pool)
    if chunks.begins_parameters(chunk):
        rows = chunks.rows_of_parameters(chunk)
        write_rows(store, rows, parameters_of(parameters_drawn(settings, rows)), pool)
    return count(values.series, read_edges(folder), pool)


def simulate_chunk(
    text: str,
    folder: Path,
    chunk: int,
    pool: Executor,
    turn: AbstractContextManager[object],
) -> Counts:
    """Simulate a chunk, write it to the store and count it, as `write_and_count` does.

    Chunks of one process take turns to be simulated, as two at a time would need more memory.
    """
    settings, _ = settings_and_pair(text)
    with turn:
        values = simulate_members(text, Chunks.of(settings).rows(chunk), pool)
    return write_and_count(text, folder, chunk, values, pool)


def simulate_chunk_by_itself(text: str, folder: Path, chunk: int) -> Counts:
    """`simulate_chunk` on threads of its own."""
    settings, _ = settings_and_pair(text)
    with pool_of(settings.engine.threads) as pool:
        return simulate_chunk(text, folder, chunk, pool, nullcontext())
