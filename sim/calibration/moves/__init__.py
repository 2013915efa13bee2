"""Moves of the sampler, one class a file: where members might go.

Under the priors, the way there and the way back are equally likely, so that only the likelihood
decides whether a member goes. Most coordinates hardly matter to the targets and can be redrawn by
the dozen; a few decide, and a move that touches many of those is never accepted.
"""

from sim.calibration.moves.informed import InformedStep
from sim.calibration.moves.move import Move
from sim.calibration.moves.redraw import Redraw

MOVES: tuple[Move, ...] = (Redraw(), InformedStep())
"""The moves that the sampler makes in turn."""
