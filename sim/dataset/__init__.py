"""Results as labelled datasets: built, saved, opened, and those of a sweep combined.

Importing this costs xarray's start-up; a run does so beside its kernel.
"""

from sim.dataset.build import build
from sim.dataset.files import open_run, open_summary, open_sweep, save
from sim.dataset.sweep import combine_sweep

__all__ = ["build", "combine_sweep", "open_run", "open_summary", "open_sweep", "save"]
