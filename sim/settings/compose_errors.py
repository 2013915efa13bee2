"""What Hydra and OmegaConf found wrong, in one line: key, what it got, what it takes."""

import re
from collections.abc import Iterable

from sim.settings.configs import names_in
from sim.settings.errors import InputError, SettingsError, did_you_mean, no_such_key, shown
from sim.settings.settings import known_keys


def raised_by_hydra(error: BaseException) -> bool:
    """Whether Hydra or OmegaConf raised an error, about what the user wrote."""
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException
    from yaml import YAMLError

    if isinstance(error, HydraException | OmegaConfBaseException | YAMLError):
        return True
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = trace.tb_frame.f_globals.get("__name__", "") if trace else ""
    is_plain = isinstance(error, ValueError | TypeError)  # Hydra raises some of these too
    return is_plain and module.split(".")[0] in ("hydra", "omegaconf")


def readable(error: BaseException) -> InputError:
    """An error of Hydra's as one of ours, on one line.

    Keys and names that do not exist get the nearest one that does; otherwise Hydra's own words
    stand.
    """
    from hydra.errors import MissingConfigException, OverrideParseException

    if isinstance(error, MissingConfigException) and error.missing_cfg_file:
        group, _, name = error.missing_cfg_file.rpartition("/")
        if options := error.options or names_in(group):
            return unknown_choice(group, name, options)
    text = " ".join(str(error).split())
    if isinstance(error, OverrideParseException):
        return InputError(f"{error.override}: {text}")
    if isinstance(error, TypeError):  # where a list of configs holds something else than names
        return InputError(f"the command line does not compose: {text}")
    if unknown := re.search(r"Could not (?:override|delete(?: from config\.)?) '([^'=]+)", text):
        given = re.search(rf"{re.escape(unknown[1])}=(\S+)", text)
        return no_such_key(unknown[1], given[1] if given else None, known_keys())
    return InputError(text)


def unknown_choice(group: str, name: object, options: Iterable[str]) -> SettingsError:
    """The error of a name that has no file in a group of configs."""
    known = sorted(options)
    return SettingsError(
        group, shown(name), ", ".join(known) + did_you_mean(str(name).lower(), known)
    )
