"""Who fills the chunks: this process, or the workers of a Dask cluster."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.settings.errors import SettingsError
from sim.settings.settings import Engine, Settings
from sim.streaming.chunks import fill
from sim.streaming.counts import Counts

if TYPE_CHECKING:
    from distributed import Client

CONNECT = 10
"""Seconds within which a scheduler must answer."""

RETRIES = 3
"""Times that a chunk is tried again after its worker failed."""


def filled(settings: Settings, folder: Path, chunks: Iterable[int]) -> Iterator[tuple[int, Counts]]:
    """Fill chunks of the store; yields each with its counts when it is done, in any order."""
    if settings.engine.name == "dask":
        yield from _by_workers(settings, folder, chunks)
        return
    text = settings.to_yaml()
    for chunk in chunks:
        yield chunk, fill(text, folder, chunk)


def _by_workers(
    settings: Settings, folder: Path, chunks: Iterable[int]
) -> Iterator[tuple[int, Counts]]:
    from distributed import as_completed

    # workers stand side by side already: each keeps to one thread unless told otherwise
    each = settings.engine.model_copy(update={"threads": settings.engine.threads or 1})
    text = settings.model_copy(update={"engine": each}).to_yaml()
    with _client(settings.engine) as client:
        futures = {
            client.submit(fill, text, folder, chunk, retries=RETRIES, pure=False): chunk
            for chunk in chunks
        }
        for future, counts in as_completed(list(futures), with_results=True):
            yield futures.pop(future), counts
            future.release()  # counts are large, and by now added up


@contextmanager
def _client(engine: Engine) -> Iterator["Client"]:
    """A client of the cluster at the address, or of one that ends with the run."""
    from distributed import Client, LocalCluster

    if engine.address is not None:
        try:
            client = Client(engine.address, timeout=CONNECT)
        except (OSError, ValueError) as error:
            takes = f"the address of a Dask scheduler that answers ({error})"
            raise SettingsError("engine.address", engine.address, takes) from None
        with client:
            yield client
        return
    local: dict[str, Any] = {"host": "127.0.0.1", "dashboard_address": None}
    with (
        LocalCluster(n_workers=engine.workers, threads_per_worker=1, **local) as cluster,
        Client(cluster) as client,
    ):
        yield client
