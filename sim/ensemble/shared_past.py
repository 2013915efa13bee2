"""What runs of the same members one after the other have in common: a past, and the reference."""

from dataclasses import dataclass

import numpy as np

from sim.ensemble.engine import simulate_by, take_snapshot
from sim.ensemble.paired import NEEDED_OF_REFERENCE, Pair
from sim.ensemble.progress import Progress
from sim.ensemble.snapshot import Snapshot
from sim.settings.parts import Engine
from sim.world import World
from sim.world.draws import Draws
from sim.world.regime import months_in_common

MOST_MEMBERS = 2048
"""Members whose past is kept at most: it takes some 170 MB for a thousand."""

Results = dict[str, np.ndarray]


@dataclass(frozen=True)
class _Past:
    """The reference of a pair, and where its members stood when the scenario parted from it."""

    members: str
    reference: World
    snapshot: Snapshot
    results: Results

    def serves(self, pair: Pair, members: str) -> bool:
        """Whether a pair has the same members and reference, and parts from it no earlier."""
        reference = (pair.reference or pair.world).regime
        return (
            self.members == members
            and months_in_common(self.reference.regime, reference) == len(reference.intensity)
            and months_in_common(reference, pair.world.regime) >= self.snapshot.months
        )


class SharedPast:
    """Runs scenarios one after the other, and what they have in common once.

    Results are bit for bit those of runs by themselves. One past is kept at a time.
    """

    def __init__(self) -> None:
        self._past: _Past | None = None

    def simulate(
        self, pair: Pair, draws: Draws, members: str, engine: Engine, progress: Progress
    ) -> tuple[Results, Results]:
        """Results of a scenario, and what changes need of its reference's: as `Pair.simulate`.

        Parameters
        ----------
        pair : Pair
            The scenario and its reference.
        draws : Draws
            Parameters and noise keys, one row a member.
        members : str
            Says who the members are and in which world, apart from its regime: where it is the same
            as before, these are.
        engine : Engine
            Threads and members to a task.
        progress : callable
            Told the number of members that have been run; each counts once for each regime.
        """
        past = self._past
        if past is None or not past.serves(pair, members):
            if pair.parting in (None, 0) or len(draws) > MOST_MEMBERS:
                return pair.simulate(draws, engine, progress=progress)
            past = self._past = _past_of(pair, draws, members, engine)
        results = simulate_by(engine, pair.world, draws, progress=progress, snapshot=past.snapshot)
        if pair.reference is None:
            return results, results
        progress(len(draws))
        return results, past.results


def _past_of(pair: Pair, draws: Draws, members: str, engine: Engine) -> _Past:
    """Run the reference, and keep where members stand when the scenario parts from it."""
    assert pair.reference is not None
    assert pair.parting is not None
    snapshot = take_snapshot(pair.reference, draws, pair.parting, threads=engine.threads)
    results = simulate_by(
        engine, pair.reference, draws, only=NEEDED_OF_REFERENCE, snapshot=snapshot
    )
    return _Past(members, pair.reference, snapshot, results)
