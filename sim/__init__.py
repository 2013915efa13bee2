"""How many months does the follower's AI capability lag, and how do sanctions change it?

`run` simulates a scenario and returns a dataset, `open_run` and `open_sweep` load what runs left,
and `AIGapModel` is one member of the ensemble as Mesa agents.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.dataset import open_run, open_summary, open_sweep
    from sim.model import AIGapModel
    from sim.projection import run

__version__ = "0.1.0"
__all__ = ["AIGapModel", "__version__", "open_run", "open_summary", "open_sweep", "run"]

_HOMES = {
    "run": "sim.projection",
    "open_run": "sim.dataset",
    "open_summary": "sim.dataset",
    "open_sweep": "sim.dataset",
    "AIGapModel": "sim.model",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: each part is heavy, and few need all."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
