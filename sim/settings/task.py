"""What is done with the settings: a task, whose own settings stand in its file in `sim/tasks`."""

from importlib import import_module
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationError,
)

from sim.settings.configs import names_in
from sim.settings.errors import SettingsError, first_error, shown

Count = Annotated[int, Field(ge=1, le=10_000_000)]
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]


class Options(BaseModel):
    """What an analysis is asked: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


class TaskOptions(Options):
    """The settings of a task.

    Attributes
    ----------
    if_stopped : str
        What becomes of a task that is stopped, for the message on Ctrl-C.
    """

    if_stopped: ClassVar[str] = "nothing is kept"
    name: str


def options_of(name: str) -> type[TaskOptions]:
    """The settings of a task: the class `Options` of the module `sim.tasks.NAME`.

    Tasks are plug-ins that are found by name, so that a task is one file.
    """
    found: type[TaskOptions] = import_module(f"sim.tasks.{name}").Options
    return found


def _of_its_name(written: Any) -> Any:
    """The settings of a task, chosen by its name, so that errors name its own keys."""
    if not isinstance(written, dict):
        return written
    name, known = written.get("name", "project"), names_in("task")
    if name not in known:
        raise SettingsError("name", shown(name), f"one of {', '.join(known)}")
    listed = {key: tuple(v) if isinstance(v, list) else v for key, v in written.items()}
    options = options_of(name)
    try:
        return options.model_validate(listed)
    except ValidationError as error:
        raise first_error(error, options.model_fields) from None


Task = Annotated[SerializeAsAny[TaskOptions], BeforeValidator(_of_its_name)]


def default_task() -> TaskOptions:
    """Simulate a scenario and its reference."""
    return options_of("project")(name="project")
