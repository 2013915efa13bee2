"""A step of the luck of runs, short where the likelihood constrains it.

References
----------
Cotter, Roberts, Stuart and White (2013), MCMC methods for functions: modifying old algorithms to
make them faster, Statistical Science 28: preconditioned Crank-Nicolson steps.
"""

from dataclasses import replace

import numpy as np

from sim.calibration.adaptation import WIDTHS
from sim.calibration.luck import rounded
from sim.calibration.moves.move import Proposal
from sim.calibration.population import Population


class LuckStep:
    r"""Moves some of the stored luck of each member, and leaves parameters and keys.

    A preconditioned Crank-Nicolson step, :math:`z' = \sqrt{1 - b^2} z + b \xi`, leaves the standard
    normal prior invariant. A step is narrow or wide: it moves few scores or all of them, and each
    width has a length b of its own, which the sampler adapts.
    """

    name = "luck"

    def propose(self, population: Population, rng: np.random.Generator) -> Proposal:
        """Propose a step of a random width for each member."""
        members = population.members
        luck = members.luck.astype(np.float64)
        widths = rng.integers(len(WIDTHS), size=len(members))
        share = np.array(WIDTHS)[widths][:, None]
        length = np.where(
            rng.random(luck.shape) < share,
            population.adaptation.lengths[self.name][widths][:, None],
            0.0,
        )
        stepped = np.sqrt(1.0 - length**2) * luck + length * rng.standard_normal(luck.shape)
        return Proposal(replace(members, luck=rounded(stepped)), kinds=widths)
