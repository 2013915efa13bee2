"""The same schedule as the agents', compiled over members."""

from sim.ensemble.engine import simulate, simulate_by

__all__ = ["simulate", "simulate_by"]
