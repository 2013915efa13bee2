"""How the members of a run are cut into chunks; importing it costs no start-up of xarray."""

from dataclasses import dataclass

from sim.ensemble.layout import BLOCK
from sim.settings.settings import Settings

CHUNK = 1024
"""Members of a chunk: some 220 MB while it is simulated."""


def streams(settings: Settings) -> bool:
    """Whether a run goes to a store: it is large, keeps little, or is done by a cluster."""
    engine, ensemble = settings.engine, settings.ensemble
    large = ensemble.members >= engine.stream_from
    return large or ensemble.keep is not None or engine.name == "dask"


@dataclass(frozen=True)
class Chunks:
    """How the members of a run are cut.

    Attributes
    ----------
    members, size : int
        Of the run, and of a chunk.
    """

    members: int
    size: int

    @classmethod
    def of(cls, settings: Settings) -> "Chunks":
        """Chunks are whole blocks of the kernel."""
        size = -(-(settings.engine.chunk or CHUNK) // BLOCK) * BLOCK
        return cls(settings.ensemble.members, size)

    def __len__(self) -> int:
        return -(-self.members // self.size)

    def count(self, chunk: int) -> int:
        """How many members a chunk has."""
        rows = self.rows(chunk)
        return rows.stop - rows.start

    def rows(self, chunk: int) -> slice:
        """Members of a chunk."""
        return slice(chunk * self.size, min((chunk + 1) * self.size, self.members))
