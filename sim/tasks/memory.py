"""Checks that a run fits into the memory of this machine."""

import math
import os

from sim.settings.errors import SettingsError
from sim.settings.settings import Settings

BYTES_OF_A_NUMBER = 8


def check_memory(settings: Settings) -> None:
    """Check that the members that are simulated at the same time fit into memory.

    Raises
    ------
    SettingsError
        If they do not; the system would kill the run without a message.
    """
    from sim.streaming.chunking import Chunks, streams
    from sim.world import build_world
    from sim.world.shapes import shapes

    numbers = sum(map(math.prod, shapes(build_world(settings), settings.ensemble.detail).values()))
    fit = memory_of_this_machine() // (BYTES_OF_A_NUMBER * numbers)
    together = settings.ensemble.members
    if streams(settings):
        together = Chunks.of(settings).count(0)
        if together > fit:
            raise SettingsError("engine.chunk", settings.engine.chunk, f"at most {fit}, in memory")
    if together > fit:
        takes = f"at most {fit} in this machine's memory; more from engine.stream_from on"
        raise SettingsError("ensemble.members", together, takes)


def memory_of_this_machine() -> int:
    """Memory of this machine in bytes; a very large number if it is unknown."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 2**63
