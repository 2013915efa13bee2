"""How a command ends that did not run to its end: a line or a traceback, and an exit code."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from sim.settings.compose import raised_by_hydra, readable
from sim.settings.configs import names_in
from sim.settings.errors import Failed, InputError, SimulationError
from sim.settings.task import TaskOptions, options_of

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130

LESS_MEMORY = "fewer ensemble.members, or a lower engine.stream_from, take less"


def exit_code(error: BaseException, task: str = "project") -> int:
    """Say on standard error what went wrong.

    Parameters
    ----------
    error : Exception or KeyboardInterrupt
        That ended the command.
    task : str
        That it was to run.

    Returns
    -------
    int
        2 for bad input, named in one line; 1 in one line where a task failed or the system refused
        something, and with a traceback for a defect; 130 for an interruption.
    """
    refused = next(filter(None, map(refusal, _causes(error))), None)
    if any(isinstance(cause, KeyboardInterrupt) for cause in _causes(error, hidden=True)):
        said, code = f"stopped; {_kept_of(task)}", INTERRUPTED
    elif isinstance(error, InputError | SimulationError | Failed):
        said, code = str(error), FAILED if isinstance(error, Failed) else BAD_INPUT
    elif raised_by_hydra(error):
        said, code = str(readable(error)), BAD_INPUT
    elif any(isinstance(cause, MemoryError) for cause in _causes(error)):
        said, code = f"no memory left; {LESS_MEMORY}", FAILED
    elif refused:
        said, code = f"{refused}; the same command resumes or starts anew", FAILED
    else:
        traceback.print_exception(error)  # a defect is shown whole
        return FAILED
    print(f"sim: {said}", file=sys.stderr)
    return code


def _kept_of(task: str) -> str:
    """What is kept of a task that was stopped; the name may be mistyped."""
    return (options_of(task) if task in names_in("task") else TaskOptions).if_stopped


@contextmanager
def errors_end_the_command() -> Iterator[None]:
    """End with a message and an exit code, before Hydra adds a line of its own."""
    try:
        yield
    except BrokenPipeError:
        raise
    except Exception as error:
        raise SystemExit(exit_code(error)) from None


def _causes(error: BaseException | None, *, hidden: bool = False) -> Iterator[BaseException]:
    """An error and what it came from; causes that were set aside (`from None`) only if asked for.

    OmegaConf takes some interruptions for errors of its own and hides where they came from.
    """
    while error is not None:
        yield error
        is_shown = hidden or not error.__suppress_context__
        error = error.__cause__ or (error.__context__ if is_shown else None)


def refusal(error: BaseException) -> str | None:
    """What the system refused, in words; None for any other error."""
    if not isinstance(error, OSError) or (type(error) is OSError and error.errno is None):
        return None
    text = os.strerror(error.errno) if error.errno else str(error)
    return f"{text}: {error.filename}" if error.filename else text
