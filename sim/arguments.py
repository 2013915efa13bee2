"""What a command line may hold: flags of Hydra's, and settings; none that would run code.

Hydra builds objects from its own part of a config, and a line that sets that part could have it
call anything. What is left of it here: folders for results, and where the jobs of a sweep run.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from sim.config.errors import SettingsError, did_you_mean, no_such_key, shown
from sim.config.settings import known_keys

LONG_NAMES = {
    "-m": "--multirun",
    "-r": "--run",
    "-c": "--cfg",
    "-p": "--package",
    "-i": "--info",
    "-sc": "--shell-completion",
    "-cd": "--config-dir",
}
MULTIRUN, CONFIG_DIR, COMPLETION = "--multirun", "--config-dir", "--shell-completion"

TAKES_NOTHING = ("--multirun", "--run", "--resolve", "--hydra-help", COMPLETION)
TAKES_A_VALUE = {
    CONFIG_DIR: "a folder of your own scenarios",
    "--package": "a part of the settings",
}
TAKES_ONE_OF = {
    "--cfg": ("job", "hydra", "all"),
    "--info": ("all", "config", "defaults", "defaults-tree", "plugins", "searchpath"),
}
BY_DEFAULT = {"--info": "all"}

ONE_OF_A_KIND = ("--run", MULTIRUN, "--cfg", "--info", COMPLETION)
"""Flags that say what to do: a command does one thing."""

BESIDE_CFG = ("--resolve", "--package")
"""Flags that say how `--cfg` shows settings, and without it nothing."""

RUN_DIR, SWEEP_DIR = "hydra.run.dir", "hydra.sweep.dir"
LAUNCHER, LAUNCHERS_KEYS = "hydra/launcher", "hydra.launcher."
TARGET = "_target_"


def sorted_out(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Flags by their long names with their values, and settings.

    Flags go first, where Hydra finds them.

    Raises
    ------
    SettingsError
        If there is no such flag, it does not take what it got, or flags do not go together.
    """
    flags, settings = list[str](), list[str]()
    rest = deque(arguments)
    while rest:
        argument = rest.popleft()
        if argument.startswith("-"):
            flags += _flag(argument, rest)
        elif not argument.partition("=")[0].strip():
            raise SettingsError("argument", shown(argument), "KEY=VALUE")
        else:
            settings.append(argument)
    _check_together(flags, settings)
    return flags, settings


def _flag(argument: str, rest: deque[str]) -> list[str]:
    """A flag and its value, which may be the next argument and is then taken from the rest."""
    written, equals, value = argument.partition("=")
    flag = LONG_NAMES.get(written, written)
    if flag in TAKES_NOTHING:
        if equals:
            raise SettingsError(written, shown(value), "no value")
        return [flag]
    choices = TAKES_ONE_OF.get(flag)
    if choices is None and flag not in TAKES_A_VALUE:
        hint = did_you_mean(flag.lstrip("-"), known_keys())
        takes = f"no value, as there is no such flag: settings are KEY=VALUE{hint}"
        raise SettingsError(written, shown(value), takes)
    if not equals:
        value = _next_of(flag, choices, rest)
    if not value or (choices is not None and value not in choices):
        takes = TAKES_A_VALUE.get(flag) or ", ".join(choices or ())
        raise SettingsError(written, shown(value), takes)
    return [flag, value]


def _next_of(flag: str, choices: Sequence[str] | None, rest: deque[str]) -> str:
    """The value that follows a flag, or the one that it has without."""
    if flag in BY_DEFAULT and not (rest and rest[0] in (choices or ())):
        return BY_DEFAULT[flag]
    return rest.popleft() if rest else ""


def _check_together(flags: Sequence[str], settings: Sequence[str]) -> None:
    asked = [flag for flag in ONE_OF_A_KIND if flag in flags]
    if len(asked) > 1:
        raise SettingsError(asked[1], f"beside {asked[0]}", f"one of {', '.join(ONE_OF_A_KIND)}")
    for flag in BESIDE_CFG:
        if flag in flags and "--cfg" not in flags:
            raise SettingsError(flag, "without --cfg", "its place beside --cfg job")
    if COMPLETION in flags and not settings:
        raise SettingsError(COMPLETION, "nothing", "install=SHELL, uninstall=SHELL or query=SHELL")
    shows = dict(pairwise(flags))
    if shows.get("--cfg") == "job" and "--package" in shows:
        _check_part(shows["--package"])


def _check_part(part: str) -> None:
    """See that there is such a part of the settings; entries of a roster have their own names."""
    known = known_keys()
    if not any(f"{key}.".startswith(f"{part}.") or part.startswith(f"{key}.") for key in known):
        raise no_such_key("--package", part, known)


def config_dir_of(flags: Sequence[str]) -> str | None:
    """The folder that flags name beside the project's own configs; of several the last."""
    named = [value for flag, value in pairwise(flags) if flag == CONFIG_DIR]
    return named[-1] if named else None


def check_settings(overrides: Iterable[str], *, in_a_sweep: bool = False) -> None:
    """See that settings set only what a user may.

    Parameters
    ----------
    overrides : iterable of str
        As on the command line.
    in_a_sweep : bool
        Whether they are for `-m`.

    Raises
    ------
    SettingsError
        If one would reach into the machinery that composes and starts runs, or into its folders
        where it has no effect.
    """
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    parser = OverridesParser.create()
    for override in overrides:
        try:
            parsed = parser.parse_override(override)
        except HydraException:
            continue  # it is told with all that Hydra knows when the settings are composed
        key = parsed.key_or_group
        if TARGET in override:
            raise SettingsError(key, TARGET, "values: nothing here names code to run")
        if parsed.package is not None:
            raise SettingsError(key, f"@{parsed.package}", "no other place in the settings")
        if key.split(".")[0].split("/")[0] == "hydra":
            _check_hydras_own(key, parsed, override.partition("=")[2], in_a_sweep)


def _check_hydras_own(key: str, parsed: Any, value: str, in_a_sweep: bool) -> None:
    of_a_launcher = key.startswith(LAUNCHERS_KEYS) and "${" not in value
    its_own = (RUN_DIR, SWEEP_DIR, LAUNCHER)
    if parsed.is_delete() or not (key in its_own or of_a_launcher):
        takes = f"no value: of Hydra's own keys {', '.join(its_own)} and those of it"
        raise SettingsError(key, shown(value), takes)
    if parsed.is_sweep_override():
        raise SettingsError(key, shown(value), "one value for all runs")
    if key in (RUN_DIR, SWEEP_DIR):
        _check_folder(key, parsed.value(), in_a_sweep)


def _check_folder(key: str, folder: object, in_a_sweep: bool) -> None:
    if not isinstance(folder, str | int | float) or not str(folder).strip():
        raise SettingsError(key, shown(folder), "a folder")
    of_this = SWEEP_DIR if in_a_sweep else RUN_DIR
    if key != of_this:
        where = "with -m" if in_a_sweep else "without -m"
        raise SettingsError(key, shown(folder), f"no value {where}: the folder is {of_this}")
