"""A scenario and its reference on the same members, so that a change is a member's own."""

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from sim.ensemble.progress import Progress
from sim.ensemble.together import simulate_together
from sim.settings.parts import Engine
from sim.settings.settings import Settings
from sim.world import World, build_world
from sim.world.draws import Draws
from sim.world.regime import months_in_common

NEEDED_OF_REFERENCE = ("capability_lag", "capability_gap")
"""Variables of the reference scenario that changes are taken against."""


@dataclass(frozen=True)
class Pair:
    """The worlds of a scenario and of its reference.

    Attributes
    ----------
    world : World
        Of the scenario.
    reference : World, optional
        Of the reference; none where both have the same regime.
    """

    world: World
    reference: World | None

    @classmethod
    def of(cls, settings: Settings) -> "Pair":
        """Of some settings."""
        world, reference = build_world(settings), build_world(settings.reference())
        same = months_in_common(reference.regime, world.regime) == world.calendar.months
        return cls(world, None if same else reference)

    @property
    def parting(self) -> int | None:
        """Months before the scenario first differs from its reference; none if it never does."""
        if self.reference is None:
            return None
        return months_in_common(self.reference.regime, self.world.regime)

    @property
    def runs(self) -> int:
        """How often each member is simulated."""
        return 1 if self.reference is None else 2

    def simulate(
        self,
        draws: Draws,
        engine: Engine,
        *,
        progress: Progress | None = None,
        detail: bool = False,
        room: dict[str, np.ndarray] | None = None,
        pool: Executor | None = None,
    ) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """Results of the scenario, and what changes need of the reference's.

        They are one and the same where the regime is. Room for the scenario's and a pool of threads
        may be given, as to `simulate_together`.
        """
        worlds = [self.world] if self.reference is None else [self.world, self.reference]
        results = simulate_together(
            worlds,
            draws,
            only=[None, NEEDED_OF_REFERENCE][: len(worlds)],
            threads=pool or engine.threads,
            chunk=engine.chunk,
            progress=progress,
            detail=detail,
            room=room,
        )
        return results[0], results[-1]
