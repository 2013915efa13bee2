"""Where the configs are, and which scenarios ship: read without Hydra, for `--help`."""

from pathlib import Path


def config_folder() -> Path:
    """`configs/` beside the package in a checkout, inside it when installed."""
    beside, inside = Path(__file__).parents[2] / "configs", Path(__file__).parents[1] / "configs"
    return (beside if (beside / "config.yaml").is_file() else inside).resolve()


def names_in(group: str) -> list[str]:
    """Names of the configs of a group, sorted."""
    return sorted(path.stem for path in (config_folder() / group).glob("*.yaml"))


def task_keys() -> list[str]:
    """Dotted names of the keys of all tasks, sorted."""
    lines = (line for name in names_in("task") for line in _lines(f"task/{name}.yaml"))
    keys = {line.partition(":")[0] for line in lines if line[:1].isalpha()}
    return sorted(f"task.{key}" for key in keys - {"defaults"})


def scenario_names() -> list[str]:
    """Names of all scenarios, sorted."""
    return names_in("scenario")


def reasons_in(group: str) -> dict[str, str]:
    """Each config's one-line reason: the first comment in it that is not for Hydra."""
    lines = {name: _lines(f"{group}/{name}.yaml") for name in names_in(group)}
    return {name: of[of[0].startswith("# @package")].lstrip("# ") for name, of in lines.items()}


def commented_keys() -> list[str]:
    """The keys of a run with their defaults and units, as the configs comment them."""
    lines = _lines("config.yaml")
    keys = lines[lines.index("") + 1 : lines.index("hydra:")]  # after the defaults list
    for group in ("ensemble", "engine"):
        keys += [f"{group}:", *(f"  {line}" for line in _lines(f"{group}/default.yaml")), ""]
    return keys[:-1]


def _lines(config: str) -> list[str]:
    return (config_folder() / config).read_text(encoding="utf-8").splitlines()
