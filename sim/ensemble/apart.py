"""Members under regimes of their own, whose common past is run once."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.ensemble.layout import BLOCK
from sim.ensemble.progress import Progress
from sim.ensemble.runner import Rooms, Runner, check_finite, on_threads, room_for
from sim.ensemble.snapshot import BlockSnapshot, snapshot_of_block
from sim.world import World
from sim.world.draws import Draws
from sim.world.regime import Regime, months_in_common


def simulate_apart(
    world: World,
    draws: Draws,
    regimes: Sequence[Regime],
    of_member: np.ndarray,
    *,
    only: Sequence[str],
    threads: int | None = None,
    progress: Progress | None = None,
) -> dict[str, np.ndarray]:
    """Outcomes of each member at the end of the horizon, under one regime or under several.

    A block runs the months before its regimes first differ once. It then goes on under each of
    them, with the members of that regime, bit for bit as if they had been run from the start.

    Parameters
    ----------
    world : World
        Calendar and cast; its regime counts for nothing.
    draws : Draws
        Parameters and noise keys, one row a member.
    regimes : sequence of Regime
        Of the months of the calendar.
    of_member : ndarray of int
        Which of the regimes each member has in each of its runs, [member, run].
    only : sequence of str
        Names of the variables to return.
    threads : int, optional
        Threads to use; all cores by default.
    progress : callable, optional
        Told how many runs of members have ended.

    Returns
    -------
    dict of str to ndarray
        Float64, [member, run, ...]: the variables in the last month.

    Raises
    ------
    SimulationError
        If a member's parameter is not finite, or it ends in a value that is not.
    """
    draws.check()
    outcomes = {
        name: np.empty((*of_member.shape, *values.shape[2:]))
        for name, values in room_for(world, 1, False, only).items()
    }
    rooms = Rooms()

    def run(members: np.ndarray) -> None:
        block = _Block(world, draws.rows(members), regimes, rooms)
        numbers = of_member[members]
        common = block.months_in_common(np.unique(numbers))
        past = block.snapshot(int(numbers[0, 0]), common)
        for number in np.unique(numbers):
            places = np.flatnonzero((numbers == number).any(axis=1))
            ends = block.ends(int(number), places, past, common, only)
            here = np.nonzero(numbers[places] == number)
            for name, values in ends.items():
                outcomes[name][members[places[here[0]]], here[1]] = values[here[0]]
        if progress is not None:
            progress(numbers.size)

    # members with the same regimes side by side
    order = np.lexsort(of_member.T[::-1])
    blocks = [order[start : start + BLOCK] for start in range(0, len(order), BLOCK)]
    on_threads(run, blocks, threads)
    return outcomes


class _Block:
    """Up to a block of members, who run under several regimes."""

    def __init__(self, world: World, draws: Draws, regimes: Sequence[Regime], rooms: Rooms):
        self.world, self.draws, self.regimes, self.rooms = world, draws, regimes, rooms

    def months_in_common(self, numbers: np.ndarray) -> int:
        """Months before the regimes of some numbers first differ, and all but the last at most."""
        first, *others = (self.regimes[number] for number in numbers)
        if not others:
            return 0
        common = min(months_in_common(first, other) for other in others)
        return min(common, self.world.calendar.months - 1)

    def snapshot(self, number: int, months: int) -> BlockSnapshot | None:
        """Where all members stand after some months under a regime; none at the start."""
        if months == 0:
            return None
        everyone = slice(0, len(self.draws))
        stands = self._runner(number).run(self.draws, everyone, {}, until=months)
        return snapshot_of_block(*stands)

    def ends(
        self,
        number: int,
        places: np.ndarray,
        past: BlockSnapshot | None,
        begins: int,
        only: Sequence[str],
    ) -> dict[str, np.ndarray]:
        """What some members come to under a regime, from where they stand: [member, ...]."""
        draws = self.draws.rows(places)
        results = room_for(self.world, len(draws), False, only)
        start = past
        if past is not None and len(places) < len(self.draws):
            start = past.of_members(places)
        self._runner(number).run(draws, slice(0, len(draws)), results, start, begins)
        check_finite({name: values[:, begins:] for name, values in results.items()}, draws.member)
        return {name: values[:, -1] for name, values in results.items()}

    def _runner(self, number: int) -> Runner:
        return Runner(replace(self.world, regime=self.regimes[number]), False, self.rooms)
