"""What becomes of the runs of a sweep: one dataset, a figure and a table."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from rich.console import Console


def combine(folder: Path, swept: Mapping[str, Sequence[str]], console: Console) -> str:
    """Combine what the jobs of a sweep left in its folder; the result in words.

    Other tasks than `project`, and runs that were streamed, leave nothing that could be combined.

    Parameters
    ----------
    folder : Path
        Of the sweep.
    swept : mapping of str to sequence of str
        Values of each swept key, as on the command line.
    console : Console
        For the table.
    """
    from sim.plots.sweep import save_sweep
    from sim.storage.files import RUN_FILE, open_sweep
    from sim.storage.sweep import combine_sweep
    from sim.tables.sweep import can_be_shown, sweep_table

    jobs = []
    for written in folder.glob("*/.hydra/overrides.yaml"):
        given = (word.partition("=") for word in yaml.safe_load(written.read_text("utf-8")))
        values = {key.lstrip("+"): value for key, _, value in given}
        jobs.append((written.parents[1], {key: values[key] for key in swept}))
    if not any((run / RUN_FILE).exists() for run, _ in jobs):
        return f"results in {folder}; no run left {RUN_FILE}, so there is nothing to combine"
    file, figure = combine_sweep(folder, jobs, swept), folder / "sweep.png"
    for run, _ in jobs:  # or the disk would hold everything twice
        (run / RUN_FILE).unlink()
    with open_sweep(file) as dataset:
        if not can_be_shown(dataset):
            return f"sweep combined in {file}"
        console.print(sweep_table(dataset))
        is_drawn = save_sweep(dataset, figure)
    return f"sweep combined in {file}" + (f", drawn in {figure}" if is_drawn else "")
