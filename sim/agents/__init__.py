"""Mesa agents that hold their own state and decide by calling the rules.

Override one method and pass the class to `AIGapModel` to try another behaviour.
"""

from sim.agents.direct_investor import DirectInvestor, PlantInvestor
from sim.agents.investor import Investor
from sim.agents.lab import Lab
from sim.agents.region import Region
from sim.agents.supplier import ChipSupplier
from sim.agents.upstream import Foundry, LithographySupplier

__all__ = [
    "ChipSupplier",
    "DirectInvestor",
    "Foundry",
    "Investor",
    "Lab",
    "LithographySupplier",
    "PlantInvestor",
    "Region",
]
