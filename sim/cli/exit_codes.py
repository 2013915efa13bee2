"""How a command ends that did not run to its end: a line or a traceback, and an exit code."""

import errno
import os
import sys
import traceback
from collections.abc import Iterator

from sim.settings.compose_errors import raised_by_hydra, readable
from sim.settings.errors import Failed, InputError, SimulationError

FAILED, BAD_INPUT = 1, 2
INTERRUPTED = 130
"""What a shell gives for a command that was interrupted."""

STOPPED = "stopped; the same command resumes a calibration or a streamed run where it was"
REFUSED = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO),
    *(errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EMFILE),
}
"""Errors of the system that are no defect of the program."""


def exit_code(error: BaseException) -> int:
    """Say on standard error what went wrong.

    Parameters
    ----------
    error : Exception or KeyboardInterrupt
        That ended the command.

    Returns
    -------
    int
        2 for bad input, named in one line; 1 in one line where a task failed or the system refused
        something, and with a traceback for a defect; 130 for an interruption.
    """
    if any(isinstance(cause, KeyboardInterrupt) for cause in _causes(error, hidden=True)):
        return _end(STOPPED, INTERRUPTED)
    if isinstance(error, InputError | SimulationError):
        return _end(str(error), BAD_INPUT)
    if isinstance(error, Failed):
        return _end(str(error), FAILED)
    if raised_by_hydra(error):
        return _end(str(readable(error)), BAD_INPUT)
    if refused := next(filter(None, map(refusal, _causes(error))), None):
        return _end(f"{refused}; the same command resumes or starts anew", FAILED)
    traceback.print_exception(error)  # a defect is shown whole
    return FAILED


def _end(message: str, code: int) -> int:
    print(f"sim: {message}", file=sys.stderr)
    return code


def _causes(error: BaseException, *, hidden: bool = False) -> Iterator[BaseException]:
    """An error and what it came from; causes that were set aside (`from None`) only if asked for.

    OmegaConf takes some interruptions for errors of its own and hides where they came from.
    """
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        is_shown = hidden or not seen.__suppress_context__
        seen = seen.__cause__ or (seen.__context__ if is_shown else None)


def refusal(error: BaseException) -> str | None:
    """What the system refused, in words; None for any other error."""
    number = getattr(error, "errno", None)
    if isinstance(error, FileNotFoundError | PermissionError) and number is None:
        return str(error)
    if number not in REFUSED:
        return None
    where = getattr(error, "filename", None)
    return os.strerror(number) + (f": {where}" if where else "")
