"""How many months does the follower's AI capability lag, and how do sanctions change it?

`run` simulates a scenario and returns a dataset; `sweep`, `compare`, `attribute`, `price`,
`nowcast`, `backtest` and `calibrate` are the tasks of these names. `open_run`, `open_summary` and
`open_sweep` load what the command left, and `AIGapModel` is one member of the ensemble as Mesa
agents. `to_frame`, `to_csv`, `to_parquet` and `to_iamc` make tables of a run for other software.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents.model import AIGapModel
    from sim.storage.export import to_csv, to_frame, to_iamc, to_parquet
    from sim.storage.files import open_run, open_summary, open_sweep
    from sim.tasks.api import (
        attribute,
        backtest,
        calibrate,
        compare,
        nowcast,
        price,
        run,
        sweep,
    )

__version__ = "0.1.0"
__all__ = [
    "AIGapModel",
    "__version__",
    "attribute",
    "backtest",
    "calibrate",
    "compare",
    "nowcast",
    "open_run",
    "open_summary",
    "open_sweep",
    "price",
    "run",
    "sweep",
    "to_csv",
    "to_frame",
    "to_iamc",
    "to_parquet",
]

_HOMES = {
    "AIGapModel": "sim.agents.model",
    **dict.fromkeys(("open_run", "open_summary", "open_sweep"), "sim.storage.files"),
    **dict.fromkeys(("to_csv", "to_frame", "to_iamc", "to_parquet"), "sim.storage.export"),
    **dict.fromkeys(("attribute", "backtest", "calibrate", "compare"), "sim.tasks.api"),
    **dict.fromkeys(("nowcast", "price", "run", "sweep"), "sim.tasks.api"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: each part is heavy, and few need all."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """What is meant to be used, for completion."""
    return __all__
