"""What `--help` shows."""

from sim.settings.configs import commented_keys, reasons_in


def usage() -> str:
    """The whole text: examples, scenarios, and every key with its default."""
    scenarios, tasks = (
        "".join(f"  {name:20}{why}\n" for name, why in reasons_in(group).items())
        for group in ("scenario", "task")
    )
    keys = "".join(f"  {line}\n" if line else "\n" for line in commented_keys())
    return f"""\
How many months does the follower's AI capability lag the leader's, and how do sanctions change it?

usage: python -m sim [+scenario=NAME] [KEY=VALUE ...] [-m]

  python -m sim +scenario=strict_controls            a scenario against what stood on 2024-04-02
  python -m sim +scenario=[leaky_controls,ai_plus_surge]     two stacked, the later wins
  python -m sim sanctions.capital=0.5 ensemble.members=200   one instrument, a small ensemble
  python -m sim 'sanctions.tools=[{{from: 2022-10-07, level: 0.5}},{{from: 2025-01-01, level: 1}}]'
  python -m sim -m +scenario=no_controls,strict_controls     a sweep, combined into one dataset
  python -m sim -m sanctions.enforcement=0,0.5,1 hydra/launcher=joblib       on every core

A run leaves projection.nc, .csv and .png and summary.nc in outputs/<date>/<time>, to which
outputs/latest points.

scenarios
{scenarios}
tasks, as in task=compare, each with its own keys in configs/task; times are about those of two
cores with default settings
{tasks}
keys and their defaults
{keys}
  roster.* and calibration.* are described in configs/roster and configs/calibration.
  --cfg job shows the composed settings, --config-dir adds a folder of your own configs (which is
  code: use folders that you trust), and --hydra-help describes Hydra's own options."""
