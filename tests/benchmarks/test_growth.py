"""How cost grows with members, labs and months: as the work does, where the exponent is 1."""

import json
import subprocess
import sys

import numpy as np
import pytest
import yaml
from tables import PEAK_MEGABYTES, seconds, show

from sim.ensemble import simulate
from sim.settings.compose import compose
from sim.settings.settings import Settings
from sim.world import build_world
from sim.world.draws import draw

pytestmark = pytest.mark.benchmark


def took(settings, members=512):
    world, draws = build_world(settings), draw(settings.calibration, members=members, seed=1)
    return seconds(lambda: simulate(world, draws))


def with_labs(times):
    """The article's world with each lab several times; the kernel rounds labs up to 48."""
    written = yaml.safe_load(compose("status_quo", ["calibration=prior"]).to_yaml())
    labs = written["roster"]["labs"].items()
    written["roster"]["labs"] = {
        f"{name} {copy}": lab for copy in range(times) for name, lab in labs
    }
    return Settings.checked(written)


def exponent(sizes, times):
    """Slope of log time on log size."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def test_cost_grows_as_the_work_does():
    prior = compose("status_quo", ["calibration=prior"])
    years = [2020, 2023, 2026, 2032]
    sweeps = {
        "members": {n: took(prior, n) for n in (256, 512, 1024, 2048)},
        "months": {
            12 * (year - 2017): took(
                compose("status_quo", ["calibration=prior", f"horizon.end={year}-12-31"])
            )
            for year in years
        },
        "labs": {
            len(settings.roster.labs): took(settings) for settings in map(with_labs, (2, 4, 8))
        },
    }
    rows = [
        [f"{exponent(list(t), list(t.values())):.2f}", name, ", ".join(map(str, t)),
         ", ".join(f"{1e3 * x:,.0f}" for x in t.values())]
        for name, t in sweeps.items()
    ]  # fmt: skip
    show("growth of cost", ["exponent", "of", "sizes", "ms"], rows)


STREAMED = """
import json, sys, time
from pathlib import Path
from sim.settings.compose import compose
from sim.streaming.run import stream_to
words = [f"ensemble.members={sys.argv[1]}", "ensemble.keep=[capability_lag]"]
started = time.perf_counter()
stream_to(compose("status_quo", words), Path("."))
took = time.perf_counter() - started
"""


def test_memory_stays_flat_when_a_run_is_streamed(tmp_path):
    rows = []
    for members in (4096, 16_384, 65_536):
        folder = tmp_path / str(members)
        folder.mkdir()
        code = f"{STREAMED}print(json.dumps([{PEAK_MEGABYTES}, took]))"
        command = [sys.executable, "-c", code, str(members)]
        told = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        peak, time = json.loads(told.stdout)
        rows.append([f"{peak:,.0f}", f"{members:,}", f"{members / time:,.0f}"])
    show("streamed to a store", ["peak memory, MB", "members", "members/s"], rows)
