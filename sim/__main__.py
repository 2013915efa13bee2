"""The command: `python -m sim +scenario=strict_controls`."""

import gc
import sys
from collections.abc import Sequence

from sim import __version__

USAGE = """\
How many months does the follower's AI capability lag the leader's, and how do sanctions change it?

usage: python -m sim [+scenario=NAME] [KEY=VALUE ...] [-m]

  python -m sim +scenario=strict_controls            a scenario against what stood on 2024-04-02
  python -m sim +scenario=[leaky_controls,ai_plus_surge]     two stacked, the later wins
  python -m sim sanctions.capital=0.5 ensemble.members=200   one instrument, a small ensemble
  python -m sim 'sanctions.tools=[{from: 2022-10-07, level: 0.5},{from: 2025-01-01, level: 0.9}]'
  python -m sim -m +scenario=no_controls,strict_controls     a sweep, combined into one dataset
  python -m sim -m sanctions.enforcement=0,0.5,1 hydra/launcher=joblib       on every core

A run leaves projection.nc and projection.png in outputs/<date>/<time>; outputs/latest points there.

scenarios
"""

ENDING = """
  roster.* and calibration.* are described in configs/roster and configs/calibration.
  --cfg job shows the composed settings, --config-dir adds a folder of your own scenarios, and
  --hydra-help tells what else Hydra can do.
"""


SELDOM = 100_000
"""New objects between two searches for cycles: nearly all that a run loads lives to its end."""


def main() -> int:
    """Run the command line and end the process; the exit code is 2 for bad input."""
    gc.set_threshold(SELDOM)
    code = run(sys.argv[1:])
    gc.freeze()  # else Python searches all of it for cycles once more, for half a second
    return code


def run(arguments: Sequence[str]) -> int:
    """Answer or run what the arguments ask for, and return the exit code."""
    if {"-h", "--help"} & set(arguments):
        print(usage())
        return 0
    if "--version" in arguments:
        print(f"sim {__version__}")
        return 0
    from sim.command import run_command

    return run_command(arguments)


def usage() -> str:
    """What `--help` prints; it costs no import of Hydra."""
    from sim.scenarios import commented_keys, scenario_reasons

    scenarios = "".join(f"  {name:20}{why}\n" for name, why in scenario_reasons().items())
    keys = "".join(f"  {line}\n" if line else "\n" for line in commented_keys())
    return f"{USAGE}{scenarios}\nkeys and their defaults\n{keys}{ENDING}"


if __name__ == "__main__":
    sys.exit(main())
