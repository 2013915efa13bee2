"""Simulates chunks in this process, or by the workers of a Dask cluster."""

import logging
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sim.ensemble.runner import pool_of
from sim.settings.errors import Failed, SettingsError
from sim.settings.parts import Engine
from sim.settings.settings import Settings
from sim.streaming.chunks import simulate_chunk, simulate_chunk_by_itself
from sim.streaming.histogram import Counts
from sim.streaming.local_cluster import local_cluster

if TYPE_CHECKING:
    from distributed import Client

CONNECTION_TIMEOUT = 10
"""Seconds to wait for a scheduler to answer."""

AT_ONCE = 2
"""Chunks in memory at the same time."""

RETRIES = 3
"""How often a chunk is repeated after its worker has failed."""

Ended = Generator[tuple[int, Counts]]
"""Gives each chunk with its counts when it is done, in any order."""

RESUMES = "the same command resumes"


def simulate_chunks(settings: Settings, folder: Path, chunks: Iterable[int]) -> Ended:
    """Simulate chunks into the store."""
    if settings.engine.name == "dask":
        yield from _by_workers(settings, folder, chunks)
    else:
        yield from _here(settings, folder, chunks)


def _here(settings: Settings, folder: Path, chunks: Iterable[int]) -> Ended:
    """Two chunks at a time on the same threads: one is written and counted beside the next one."""
    text, turn = settings.to_yaml(), Lock()
    pool = pool_of(settings.engine.threads)
    begun: deque[tuple[int, Future[Counts]]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as at_once:
        try:
            for chunk in chunks:
                ended = at_once.submit(simulate_chunk, text, folder, chunk, pool, turn)
                begun.append((chunk, ended))
                if len(begun) == AT_ONCE:
                    yield _ended(*begun.popleft())
            while begun:
                yield _ended(*begun.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


def _ended(chunk: int, counts: Future[Counts]) -> tuple[int, Counts]:
    return chunk, counts.result()


def _by_workers(settings: Settings, folder: Path, chunks: Iterable[int]) -> Ended:
    from distributed import KilledWorker, as_completed

    # workers already run in parallel: each uses one thread unless the settings say otherwise
    each = settings.engine.model_copy(update={"threads": settings.engine.threads or 1})
    text = settings.model_copy(update={"engine": each}).to_yaml()
    with _client(settings.engine) as client:
        futures = {
            client.submit(
                simulate_chunk_by_itself, text, folder, chunk, retries=RETRIES, pure=False
            ): chunk
            for chunk in chunks
        }
        try:
            for future, counts in as_completed(list(futures), with_results=True):
                if future.cancelled():
                    raise Failed(f"the Dask scheduler has stopped answering; {RESUMES}")
                yield futures.pop(future), counts
                future.release()  # counts are large, and have been added by now
        except KilledWorker as error:
            said = f"{error.allowed_failures + 1} Dask workers in turn ended at one chunk"
            raise Failed(f"{said}; a smaller engine.chunk takes less memory; {RESUMES}") from None


@contextmanager
def _client(engine: Engine) -> Iterator["Client"]:
    """A client of the cluster at the address, or of a local one that ends with the run."""
    from distributed import Client

    # of a scheduler or worker that is gone they print tracebacks; the run says so in one line
    for logger in ("distributed", "distributed.client"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    if engine.address is None:
        with local_cluster(engine.workers) as address, Client(address) as client:
            yield client
        return
    try:
        client = Client(engine.address, timeout=CONNECTION_TIMEOUT)
    except (OSError, ValueError) as error:
        takes = f"the address of a Dask scheduler that answers ({error})"
        raise SettingsError("engine.address", engine.address, takes) from None
    with client:
        yield client
