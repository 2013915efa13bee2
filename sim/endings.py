"""How a command ends that failed: with one line and its exit code, or with a traceback."""

import sys
import traceback
from collections.abc import Iterable

from sim.compose_errors import raised_by_hydra, readable
from sim.config.errors import Failed, SettingsError, SimulationError
from sim.faults import fault_of

FAILED, BAD_INPUT = 1, 2


def end_of(error: Exception, overrides: Iterable[str] = ()) -> int:
    """Say on standard error what went wrong.

    Parameters
    ----------
    error : Exception
        That ended the command.
    overrides : iterable of str
        What the user wrote, for values that Hydra does not tell.

    Returns
    -------
    int
        Exit code: 2 for bad input, which is named in one line; 1 in one line where what a task was
        to show does not hold, or the system refused something; 1 with a traceback for a defect.
    """
    if not isinstance(error, SettingsError) and raised_by_hydra(error):
        error = readable(error, overrides)
    if isinstance(error, SettingsError | SimulationError):
        print(f"sim: {error}", file=sys.stderr)
        return BAD_INPUT
    if isinstance(error, Failed):
        print(f"sim: {error}", file=sys.stderr)
    elif told := fault_of(error):
        print(f"sim: {told}; the same command goes on or starts anew", file=sys.stderr)
    else:
        traceback.print_exception(error)  # shown whole, never swallowed
    return FAILED
