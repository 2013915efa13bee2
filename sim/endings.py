"""How a command ends that did not run to its end: with one line and its code, or a traceback."""

import sys
import traceback
from collections.abc import Iterable

from sim.compose_errors import raised_by_hydra, readable
from sim.config.errors import Failed, SettingsError, SimulationError
from sim.faults import fault_of, interrupted

FAILED, BAD_INPUT = 1, 2
STOPPED = 130
"""What a shell gives for a command that was interrupted."""

INTERRUPTED = (
    "sim: stopped; the same command takes up what a calibration or a streamed run has finished"
)


def end_of(error: BaseException, overrides: Iterable[str] = ()) -> int:
    """Say on standard error what went wrong.

    Parameters
    ----------
    error : Exception or KeyboardInterrupt
        That ended the command.
    overrides : iterable of str
        What the user wrote, for values that Hydra does not tell.

    Returns
    -------
    int
        Exit code: 2 for bad input, which is named in one line; 1 in one line where what a task was
        to show does not hold, or the system refused something; 1 with a traceback for a defect; 130
        for an interruption.
    """
    if interrupted(error):
        print(INTERRUPTED, file=sys.stderr)
        return STOPPED
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
