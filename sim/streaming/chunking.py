"""Division of the members of a run into chunks; does not import xarray, which is slow."""

from dataclasses import dataclass

from sim.ensemble.layout import BLOCK
from sim.settings.settings import Settings

DEFAULT_CHUNK = 1024
"""Members in a chunk, which needs about 140 MB until it is written and counted."""

CHUNKS_OF_PARAMETERS = 16
"""Chunks whose parameters are written together: it takes about as long as for one of them."""


def streams(settings: Settings) -> bool:
    """Whether a run is streamed: it is large, or runs on a cluster."""
    engine = settings.engine
    return settings.ensemble.members >= engine.stream_from or engine.name == "dask"


@dataclass(frozen=True)
class Chunks:
    """Division of the members of a run into chunks.

    Attributes
    ----------
    members, size : int
        Number of members in the run, and in a chunk.
    """

    members: int
    size: int

    @classmethod
    def of(cls, settings: Settings) -> "Chunks":
        """Chunks that consist of whole blocks of the kernel."""
        size = -(-(settings.engine.chunk or DEFAULT_CHUNK) // BLOCK) * BLOCK
        return cls(settings.ensemble.members, size)

    def __len__(self) -> int:
        return -(-self.members // self.size)

    def count(self, chunk: int) -> int:
        """Number of members in a chunk."""
        rows = self.rows(chunk)
        return rows.stop - rows.start

    def rows(self, chunk: int) -> slice:
        """Range of the members in a chunk."""
        return slice(chunk * self.size, min((chunk + 1) * self.size, self.members))

    def begins_parameters(self, chunk: int) -> bool:
        """Whether parameters are written with a chunk, for those that follow too."""
        return chunk % CHUNKS_OF_PARAMETERS == 0

    def rows_of_parameters(self, first: int) -> slice:
        """Range of the members whose parameters are written with a chunk."""
        after = (first + CHUNKS_OF_PARAMETERS) * self.size
        return slice(first * self.size, min(after, self.members))
