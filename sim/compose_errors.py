"""What Hydra and OmegaConf found wrong, said as the one error that a user sees."""

import re
from collections.abc import Iterable, Sequence

from yaml import MarkedYAMLError

from sim.config.errors import SettingsError, did_you_mean, no_such_key, shown
from sim.config.settings import known_keys
from sim.faults import interrupted
from sim.scenarios import config_groups, names_in, scenario_names


def raised_by_hydra(error: BaseException) -> bool:
    """Whether Hydra or OmegaConf raised an error: of what the user wrote, not of the model."""
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    if interrupted(error):
        return False
    if isinstance(error, HydraException | OmegaConfBaseException | MarkedYAMLError):
        return True
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    home = trace.tb_frame.f_globals.get("__name__", "") if trace else ""
    return isinstance(error, ValueError | TypeError) and home.split(".")[0] in (
        "hydra",
        "omegaconf",
    )


def unknown_choice(group: str, name: object, options: Iterable[str]) -> SettingsError:
    """The error of a name that has no file in a group of configs."""
    known = sorted(options)
    return SettingsError(
        group, shown(name), ", ".join(known) + did_you_mean(str(name).lower(), known)
    )


def readable(error: BaseException, overrides: Iterable[str]) -> SettingsError:
    """An error that Hydra raised, as one of ours.

    Parameters
    ----------
    error : BaseException
        For which `raised_by_hydra` holds.
    overrides : iterable of str
        What the user wrote.
    """
    from hydra.errors import MissingConfigException, OverrideParseException
    from omegaconf.errors import OmegaConfBaseException

    given = dict(key_and_value(override) for override in overrides)
    if isinstance(error, MissingConfigException) and error.missing_cfg_file:
        return _missing(error.missing_cfg_file, error.options or ())
    if isinstance(error, OverrideParseException):
        return _unparsed(error.override)
    if isinstance(error, OmegaConfBaseException):
        key = error.full_key or "overrides"
        takes = f"what can be resolved ({_first_line(error)})"
        return SettingsError(key, given.get(key, "a reference"), takes)
    if isinstance(error, MarkedYAMLError):
        return _not_yaml(error)
    if isinstance(error, TypeError):
        return _not_names(error, given)
    return _by_text(_first_line(error), given)


def _not_yaml(error: MarkedYAMLError) -> SettingsError:
    mark = error.problem_mark
    place = f"{mark.name}, line {mark.line + 1}" if mark else "a file"
    return SettingsError("configs", place, f"YAML that can be read ({error.problem})")


def _not_names(error: TypeError, given: dict[str, str]) -> SettingsError:
    """Hydra takes whatever stands in a list of configs for a name, and fails to read it as one."""
    for group in config_groups():
        if given.get(group, "").startswith("["):
            return unknown_choice(group, given[group], names_in(group))
    return _by_text(_first_line(error), given)


def _missing(file: str, options: Sequence[str]) -> SettingsError:
    """The error of a config that does not exist; Hydra gives no options for one in a stack."""
    group, _, name = file.rpartition("/")
    options = options or names_in(group)
    return unknown_choice(group, name, options) if options else _unknown(group, name)


def _by_text(text: str, given: dict[str, str]) -> SettingsError:
    """Hydra has no classes for these: they are told apart by what they say."""
    for pattern, say in _SAYINGS:
        found = re.search(pattern, text)
        if found:
            key, value = key_and_value(found[1])
            return say(key, value or given.get(key, "nothing"))
    groups = [key for key in given if key in config_groups()]
    if text.startswith("Config group override must be") and groups:
        return unknown_choice(groups[0], given[groups[0]], names_in(groups[0]))
    return SettingsError("overrides", shown(text), "KEY=VALUE, as --help shows")


def _unknown(key: str, value: str) -> SettingsError:
    return no_such_key(key, value, known_keys())


def _several(key: str, value: str) -> SettingsError:
    return SettingsError(key, value, "one value, or several with -m")


def _twice(key: str, value: str) -> SettingsError:
    stacked = "; scenarios are stacked in one, [a,b]" if key == "scenario" else ""
    return SettingsError(key, "two values", f"one value{stacked}")


def _there_already(key: str, value: str) -> SettingsError:
    return SettingsError(key, value, "no plus in front, as there is such a key")


def _unmergeable(key: str, value: str) -> SettingsError:
    below = [known for known in known_keys() if known.startswith(f"{key}.")]
    takes = "no keys of its own" if value.startswith(("{", "[")) else "a value of another kind"
    if below:
        takes = f"values key by key, {', '.join(below)}"
    return SettingsError(key, shown(value), takes)


def _unsweepable(kind: str, _: str) -> SettingsError:
    return SettingsError("sweep", kind.lower(), "values a,b,c, range(...) or glob(...)")


_SAYINGS = (
    (r"Could not override '([^']+)'", _unknown),
    (r"Could not delete(?: from config\.)? '([^']+)'", _unknown),
    (r"config group '([^']+)' does not exist", _unknown),
    (r"An item is already at '([^']+)'", _there_already),
    (r"Multiple values for (\S+?)\.", _twice),
    (r"Ambiguous value for argument '(.+)'", _several),
    (r"Sweep parameters '(.+)' requires --multirun", _several),
    (r"Error merging override (.+)", _unmergeable),
    (r"does not support sweep type : (\w+)", _unsweepable),
)


def _unparsed(override: str) -> SettingsError:
    key, value = key_and_value(override)
    if key in scenario_names():
        return SettingsError(key, value or "no value", f"KEY=VALUE, such as +scenario={key}")
    takes = "a value that Hydra can read; in a shell, lists and dates in lists want quotes"
    return SettingsError(key, value or "no value", takes if value else "KEY=VALUE")


def key_and_value(override: str) -> tuple[str, str]:
    """The two sides of what a user wrote, without the sign in front of it."""
    key, _, value = override.partition("=")
    return key.lstrip("+~"), value


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
