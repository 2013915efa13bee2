"""The same schedule as the agents', compiled over members."""

from sim.ensemble.engine import simulate

__all__ = ["simulate"]
