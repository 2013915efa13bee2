"""Moves of the sampler, one class in each module.

A proposal is reversible with respect to the priors, so that the acceptance probability depends only
on the likelihood, or symmetric, and says how the prior changes. Most coordinates hardly affect the
targets, and dozens can be redrawn at once; a few are decisive, and a move that changes many of
those is almost never accepted.
"""

from sim.calibration.moves.difference import DifferenceStep
from sim.calibration.moves.informed import InformedStep
from sim.calibration.moves.luck import LuckStep
from sim.calibration.moves.move import Move
from sim.calibration.moves.redraw import Redraw, RedrawOneKey, RedrawOneParameter
from sim.calibration.moves.search import SearchStep
from sim.calibration.moves.together import Together

ONE_KEY = Together(RedrawOneKey(), SearchStep())
ONE_PARAMETER = Together(RedrawOneParameter(), SearchStep())

MOVES: tuple[Move, ...] = (
    *(LuckStep(), Redraw(), ONE_KEY, DifferenceStep(), ONE_PARAMETER),
    *(ONE_KEY, InformedStep(), Redraw(), ONE_KEY, DifferenceStep()),
)
"""The moves that the sampler makes in turn."""
