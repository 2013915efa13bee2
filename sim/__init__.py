"""How many months does the follower's AI capability lag, and how do sanctions change it?

`run` simulates a scenario and returns a dataset, `open_run` and `open_sweep` load what runs left,
and `AIGapModel` is one member of the ensemble as Mesa agents.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents.model import AIGapModel
    from sim.storage.files import open_run, open_summary, open_sweep
    from sim.tasks.project import run_ensemble as run

__version__ = "0.1.0"
__all__ = ["AIGapModel", "__version__", "open_run", "open_summary", "open_sweep", "run"]

_HOMES = {
    "run": ("sim.tasks.project", "run_ensemble"),
    "open_run": ("sim.storage.files", "open_run"),
    "open_summary": ("sim.storage.files", "open_summary"),
    "open_sweep": ("sim.storage.files", "open_sweep"),
    "AIGapModel": ("sim.agents.model", "AIGapModel"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: each part is heavy, and few need all."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
