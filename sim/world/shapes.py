"""Shapes of what is recorded, by the catalogue of variables."""

from sim.settings.roster import REGIONS
from sim.settings.variables import AGENT_DETAIL, RECORDED
from sim.world import World
from sim.world.indices import INDICES
from sim.world.labels import BASES, HOLDERS


def shapes(world: World, detail: bool) -> dict[str, tuple[int, ...]]:
    """Shape of each recorded variable without its members; labs one by one on request."""
    sizes = {
        "time": world.calendar.months,
        "region": len(REGIONS),
        "source_region": len(REGIONS),
        "supplier": len(world.names.designers),
        "lab": len(world.names.labs),
        "index": len(INDICES),
        "base": len(BASES),
        "kind": len(HOLDERS),
    }
    recorded = RECORDED + (AGENT_DETAIL if detail else ())
    return {
        variable.name: tuple(sizes[dim] for dim in variable.dims if dim != "member")
        for variable in recorded
    }
