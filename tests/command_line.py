"""The command line as tests run it: in this process, in a folder of its own."""

import io
import math
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import pytest
from hydra.core.global_hydra import GlobalHydra

from sim.cli.app import main


class Ended:
    """How a command ended, and what it left where."""

    def __init__(self, folder, code, out, err):
        self.folder, self.code, self.out, self.err = folder, code, out, err
        self.results = (folder / "outputs" / "latest").resolve()

    @property
    def left(self):
        """Names of what it left."""
        return {file.name for file in self.results.iterdir()} - {".hydra"}

    def file(self, name):
        return self.results / name


@contextmanager
def _in_folder(folder, columns):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COLUMNS", str(columns))
        patch.setenv("HYDRA_FULL_ERROR", "1")
        yield patch


def command(folder, *arguments, columns=120):
    """Run the command line in a folder, on a terminal of so many columns."""
    out, err = io.StringIO(), io.StringIO()
    with _in_folder(folder, columns) as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.argv", ["sim"])  # Hydra writes over it
        # what is printed does not depend on the speed of the machine
        patch.setattr("sim.tasks.progress.SECONDS_BEFORE_LINES", math.inf)
        try:
            code = main(arguments)
        except SystemExit as end:
            code = end.code
        finally:
            GlobalHydra.instance().clear()
    return Ended(folder, code, out.getvalue(), err.getvalue())
