"""The checked settings of a run: types, ranges, units."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Self, cast

import yaml
from pydantic import (
    BaseModel,
    Field,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)

from sim.settings.configs import task_keys
from sim.settings.errors import SettingsError, first_error, shown
from sim.settings.history import (
    ARTICLE,
    REFERENCE,
    check_history,
    first_day,
    history_until,
    with_dates_of_the_calibration,
)
from sim.settings.instruments import LEVERS, RESPONSE, SANCTIONS
from sim.settings.levels import Day, Leaf, leaf_type
from sim.settings.parts import Engine, Ensemble, Horizon, Part
from sim.settings.priors import Calibration
from sim.settings.roster import Roster
from sim.settings.task import Task, default_task

SAFE_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""The one written in C, ten times as fast, where PyYAML was built with it."""


def with_levers[Model: type[BaseModel]](group: str) -> Callable[[Model], Model]:
    """Give a part of the settings a field for each lever of the catalogue in a group.

    Levers with a longer key, `sanctions.chip_exports.levy`, become a part of their own.
    """

    def extended(model: Model) -> Model:
        nested: dict[str, dict[str, Any]] = {}
        fields: dict[str, Any] = {}
        for lever in LEVERS.values():
            first, *path = lever.key.split(".")
            if first == group:
                home = fields if len(path) == 1 else nested.setdefault(path[0], {})
                home[path[-1]] = (leaf_type(lever.kind), Leaf(lever.kind))
        for name, inner in nested.items():
            part = create_model(name, __base__=Part, __module__=__name__, **inner)
            fields = {name: (part, part()), **fields}
        made = create_model(model.__name__, __base__=model, __module__=__name__, **fields)
        made.__doc__ = model.__doc__
        return cast("Model", made)

    return extended


class Regimented(Part):
    """Levels that hold from a date: one field a lever, as the catalogue of instruments has them."""

    since: Day = Field(default=ARTICLE, alias="from")

    def leaf(self, name: str) -> Leaf:
        """A lever as it is set; its name may lead into a part, `chip_exports.levy`."""
        found: Any = self
        for part in name.split("."):
            found = getattr(found, part)
        return cast("Leaf", found)


@with_levers(SANCTIONS)
class Sanctions(Regimented):
    """The sender's instruments.

    `rewrite_history` lets a calibration with the reference `as_enacted` take dates before the end
    of its data, and dated lists stand in place of all that was enacted.
    """

    history_until: Day | None = ARTICLE
    rewrite_history: bool = False


@with_levers(RESPONSE)
class Response(Regimented):
    """The follower's responses; AI Plus in bn USD a year."""


STARTS = ("sanctions.from", "response.from")
"""Keys of the days on which changes take effect."""


class Settings(Part):
    """Everything that a run is told.

    `changes` are what was set beside the scenario, as on the command line.
    """

    scenario: tuple[str, ...] = (REFERENCE,)
    changes: tuple[str, ...] = ()
    horizon: Horizon = Horizon()
    sanctions: Sanctions = Sanctions()
    response: Response = Response()
    ensemble: Ensemble = Ensemble()
    engine: Engine = Engine()
    task: Task = Field(default_factory=default_task)
    roster: Roster
    calibration: Calibration

    @field_validator("scenario", "changes", mode="before")
    @classmethod
    def _as_tuple(cls, names: object) -> object:
        return tuple(names) if isinstance(names, list) else names

    @model_validator(mode="before")
    @classmethod
    def _calibration_gives_dates(cls, written: Any) -> Any:
        return with_dates_of_the_calibration(written)

    @model_validator(mode="after")
    def _dates_lie_in_the_horizon(self) -> Self:
        for key, day in _dates(self):
            if not self.horizon.contains(day):
                takes = f"a date from {self.horizon.start} to {self.horizon.end}"
                raise SettingsError(key, day, takes)
        return self

    @model_validator(mode="after")
    def _history_is_kept(self) -> Self:
        if self.keeps_history:
            dates = [*_dates(self), *_announcements(self)]
            check_history(self.calibration, self.sanctions.history_until, dates)
        return self

    @property
    def title(self) -> str:
        """The regime in tables, figures and files: status_quo with sanctions.capital = 0.5.

        Where sanctions and response take effect on one day, "from" and the day follow the name.
        """
        name = "+".join(self.scenario)
        changes = dict(word.split("=", 1) for word in self.changes)
        days = {changes.get(key) for key in STARTS}
        if len(days) == 1 and None not in days:
            name += f" from {days.pop()}"
            changes = {key: value for key, value in changes.items() if key not in STARTS}
        said = ", ".join(f"{key} = {value}" for key, value in changes.items())
        return f"{name} with {said}" if said else name

    @property
    def keeps_history(self) -> bool:
        """Whether what was enacted up to the end of the calibration's data stands."""
        return self.calibration.reference != REFERENCE and not self.sanctions.rewrite_history

    @property
    def first_date(self) -> date:
        """The first date on which changes may take effect."""
        return first_day(self.calibration) if self.keeps_history else self.horizon.start

    @classmethod
    def checked(cls, written: Mapping[str, Any]) -> "Settings":
        """Settings from plain containers, as composed.

        Raises
        ------
        SettingsError
            That names the first key that is not what it takes.
        """
        try:
            return cls.model_validate(written)
        except ValidationError as error:
            raise first_error(error, known_keys()) from None

    @classmethod
    def from_yaml(cls, text: str) -> "Settings":
        """Settings that `to_yaml` wrote, as every dataset carries them.

        Raises
        ------
        SettingsError
            That names the first key that is not what it takes.
        """
        written = yaml.safe_load(text)
        if not isinstance(written, dict):
            raise SettingsError("settings", shown(written), "keys and values")
        return cls.checked(written)

    def to_yaml(self) -> str:
        """The settings as text that composes to the same settings again."""
        plain = self.model_dump(mode="json", by_alias=True)
        return yaml.dump(plain, Dumper=SAFE_DUMPER, sort_keys=False, allow_unicode=True)

    def reference(self) -> "Settings":
        """The same under the reference regime of the calibration."""
        since, until = first_day(self.calibration), history_until(self.calibration)
        regime = {
            "sanctions": Sanctions().model_copy(update={"since": since, "history_until": until}),
            "response": Response().model_copy(update={"since": since}),
            "scenario": (self.calibration.reference,),
            "changes": (),
        }
        return self.model_copy(update=regime)

    def as_enacted(self, end: date) -> "Settings":
        """The same under all that is on record as enacted, up to the month of a day."""
        regime = {"sanctions": Sanctions(history_until=None), "response": Response()}
        horizon = Horizon(start=self.horizon.start, end=end)
        named = {"scenario": ("as_enacted",), "changes": ()}
        return self.model_copy(update=regime | named | {"horizon": horizon})


def _dates(settings: Settings) -> Iterator[tuple[str, date]]:
    """Every date that has to lie in the horizon, with its key.

    A date that only stands by default changes nothing and may lie beyond a short horizon. What
    `history_until` is by default is no date that was set.
    """
    default = first_day(settings.calibration)
    for key, leaf, since in leaves(settings.sanctions, settings.response):
        for step in leaf.steps or ():
            yield key, step.effective
        if leaf.level is not None or since != default:
            yield key.split(".")[0] + ".from", since
    if settings.sanctions.history_until not in (None, ARTICLE):
        yield "sanctions.history_until", settings.sanctions.history_until


def _announcements(settings: Settings) -> Iterator[tuple[str, date]]:
    for key, leaf, _ in leaves(settings.sanctions, settings.response):
        for step in leaf.steps or ():
            yield key, step.announced


def leaves(sanctions: Sanctions, response: Response) -> Iterator[tuple[str, Leaf, date]]:
    """Dotted key, leaf and date from which a level holds, of every lever of the catalogue."""
    parts: dict[str, Regimented] = {SANCTIONS: sanctions, RESPONSE: response}
    for key in LEVERS:
        group, name = key.split(".", 1)
        yield key, parts[group].leaf(name), parts[group].since


def known_keys() -> list[str]:
    """Dotted names of all keys that a run may be told, for hints."""
    return list(dict.fromkeys(_keys_of(Settings, "")))


def _keys_of(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        key = prefix + (field.alias or name)
        yield key
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys_of(field.annotation, f"{key}.")
        if key == "task":
            yield from task_keys()
