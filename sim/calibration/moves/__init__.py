"""Moves of the sampler, one class in each module.

A proposal is reversible with respect to the priors, so that the acceptance probability depends only
on the likelihood, or symmetric, and says how the prior changes. Most coordinates hardly affect the
targets, and dozens can be redrawn at once; a few are decisive, and a move that changes many of
those is almost never accepted.
"""

from sim.calibration.moves.both import Both
from sim.calibration.moves.difference import DifferenceStep
from sim.calibration.moves.informed import InformedStep
from sim.calibration.moves.luck import LuckStep
from sim.calibration.moves.move import Move
from sim.calibration.moves.redraw import Redraw, RedrawOne
from sim.calibration.moves.search import SearchStep

MOVES: tuple[Move, ...] = (
    *(LuckStep(), Redraw(), InformedStep(), Both(RedrawOne(), SearchStep())),
    *(DifferenceStep(), Redraw(), DifferenceStep(), Both(RedrawOne(), SearchStep())),
)
"""The moves that the sampler makes in turn."""
