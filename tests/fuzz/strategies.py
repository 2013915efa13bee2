"""Settings at random: most of them such as one could mean, some of them such as nobody could.

A settings dictionary is the default one with some changes. A change is a function that takes the
dictionary and changes it in place; legal ones keep it within what each key takes, so that what they
make together mostly runs.
"""

import copy
from datetime import date
from functools import cache

import yaml
from hypothesis import strategies as st
from scenarios import compose
from values import (
    EXTREMES,
    FIRST,
    JUNK,
    ODD_TEXTS,
    any_days,
    caps,
    days,
    leaves_of,
    levels,
    texts_of_days,
)

from sim.settings.configs import scenario_names
from sim.settings.roster import REGIONS

SHARES = [
    *("lithography", "tools", "foundry", "capital", "cloud", "model_access"),
    *("open_weights", "enforcement"),
]
CAPS = ("tpp_cap", "interconnect_cap", "density_cap")
RESPONSES = ("stockpiling", "substitution", "retaliation")
ACTORS = ("labs", "investors", "designers", "foundries")
ROOM = {"labs": 48, "investors": 8, "designers": 8, "foundries": 4}
"""How many the default kernel holds: more of them have it compiled anew."""


@cache
def as_written(stack, *overrides):
    """The settings of a stack of scenarios as plain containers, which nobody changes."""
    text = compose(stack, ["ensemble.members=2", *overrides]).to_yaml()
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


BASE = as_written("status_quo", "calibration=prior")
POSTERIOR = as_written("status_quo")["calibration"]

# legal changes ------------------------------------------------------------------------------------


def _put(path, value):
    def change(written):
        *way, last = path
        part = written
        for key in way:
            part = part[key]
        part[last] = value

    return change


@st.composite
def regime_changes(draw):
    """One instrument or response."""
    key = draw(st.sampled_from([*SHARES, *CAPS, "levy", *RESPONSES, "ai_plus"]))
    if key in CAPS:
        return _put(("sanctions", "chip_exports", key), draw(leaves_of(caps)))
    if key == "levy":
        return _put(("sanctions", "chip_exports", key), draw(leaves_of(levels)))
    if key == "ai_plus":
        return _put(("response", key), draw(leaves_of(st.floats(0, 1e6))))
    part = "response" if key in RESPONSES else "sanctions"
    return _put((part, key), draw(leaves_of(levels)))


@st.composite
def date_changes(draw):
    """When measures begin, and which of history counts."""
    key = draw(st.sampled_from(["sanctions", "response", "history_until"]))
    day = draw(st.one_of(*[texts_of_days] * 4, any_days))
    return _put((key, "from") if key != "history_until" else ("sanctions", key), day)


@st.composite
def horizon_changes(draw):
    """An end; now and then a start that the roster shares."""
    end = str(draw(st.dates(FIRST, date(2034, 1, 1))))
    start = draw(st.one_of(*[st.none()] * 4, st.dates(date(1990, 1, 1), date(2025, 1, 1))))

    def change(written):
        written["horizon"]["end"] = end
        if start is not None:
            written["horizon"]["start"] = written["roster"]["endowed"] = str(start)

    return change


@st.composite
def number_changes(draw):
    """A number of the roster becomes another, of whatever size."""
    actor, field = draw(st.sampled_from(_NUMBERS))
    name = draw(st.sampled_from(sorted(BASE["roster"][actor])))
    value = draw(EXTREMES | st.floats(0, 1))

    def change(written):
        if name in written["roster"][actor]:
            written["roster"][actor][name][field] = value

    return change


_NUMBERS = [
    *(("regions", field) for field in ("market", "market_ceiling", "plant_pull")),
    *(("labs", field) for field in ("capability", "know_how", "compute", "cash", "boldness")),
    *(("labs", field) for field in ("lateness", "compute_share", "size")),
    *(("investors", field) for field in ("expectation",)),
    *(("designers", field) for field in ("cadence", "price_per_tflops", "installed", "friction")),
    *(("foundries", field) for field in ("capacity", "starting_yield", "support", "plant_cost")),
]


@st.composite
def path_changes(draw):
    """A dated path of money becomes another, out of order and with doubled dates now and then."""
    *way, field = draw(st.sampled_from(_PATHS))
    dated = st.fixed_dictionaries({"from": texts_of_days | any_days, "value": EXTREMES})
    return _put(("roster", *way, field), draw(st.lists(dated, min_size=0, max_size=4)))


_PATHS = [
    ("reference_research",),
    ("plant_investment",),
    *(("regions", region, "fdi_trend") for region in REGIONS),
    *(("regions", region, "plant_subsidy") for region in REGIONS),
    ("regions", "CN", "domestic_conditions"),
    *(("investors", name, "pool") for name in BASE["roster"]["investors"]),
    *(("designers", name, "reference_revenue") for name in BASE["roster"]["designers"]),
    *(("lithography", name, "reference_revenue") for name in BASE["roster"]["lithography"]),
]


@st.composite
def cast_changes(draw):
    """Someone leaves, gets another name, comes twice, or moves."""
    actor = draw(st.sampled_from(ACTORS))
    name = draw(st.sampled_from(sorted(BASE["roster"][actor])))
    kind = draw(st.sampled_from(["leave", "rename", "double", "move", "empty", "many"]))
    region = draw(st.sampled_from(REGIONS))
    other = draw(st.sampled_from(["Someone else", *sorted(BASE["roster"][actor]), *ODD_TEXTS]))
    count = draw(st.integers(0, 3) | st.just(10**12))

    def change(written):
        people = written["roster"][actor]
        if name not in people:
            return
        if kind == "leave":
            del people[name]
        elif kind == "rename":
            people[other] = people.pop(name)
        elif kind == "double" and len(people) < ROOM[actor]:
            people[other] = copy.deepcopy(people[name])
        elif kind == "move":
            people[name]["region"] = region
        elif kind == "empty":
            people.clear()
        elif kind == "many" and actor == "labs":
            people[name]["count"] = count

    return change


@st.composite
def prior_changes(draw):
    """A parameter becomes certain at an end of its range, or its prior becomes another."""
    name = draw(st.sampled_from(sorted(BASE["calibration"]["parameters"])))
    end = draw(st.sampled_from(["low", "high"]))

    def change(written):
        prior = written["calibration"]["parameters"][name]
        other = "high" if end == "low" else "low"
        prior[other] = prior[end]
        if prior["centre"] is not None:
            prior["centre"] = prior[end]

    return change


@st.composite
def other_changes(draw):
    """What runs: members, seed, threads, what is kept, whose draws."""
    path, value = draw(
        st.sampled_from(
            [
                (("ensemble", "seed"), 2**63 - 1),
                (("ensemble", "detail"), True),
                (("engine", "threads"), 1),
                (("engine", "chunk"), 1),
                (("engine", "chunk"), 2**31 - 1),
                (("ensemble", "members"), 1),
                (("calibration",), POSTERIOR),
            ]
        )
    )
    return _put(path, copy.deepcopy(value))


LEGAL = st.one_of(
    regime_changes(),
    date_changes(),
    horizon_changes(),
    number_changes(),
    path_changes(),
    cast_changes(),
    prior_changes(),
    other_changes(),
)

# changes that nobody could mean -------------------------------------------------------------------


def _paths(part, way=()):
    if isinstance(part, dict):
        for key, value in part.items():
            yield (*way, key)
            yield from _paths(value, (*way, key))
    elif isinstance(part, list):
        for place, value in enumerate(part):
            yield (*way, place)
            yield from _paths(value, (*way, place))


_EVERY_PATH = list(_paths(BASE))


@st.composite
def wild_changes(draw):
    """Junk at any place, a key too many, or one that is gone."""
    path = draw(st.sampled_from(_EVERY_PATH))
    kind = draw(st.sampled_from(["junk", "more", "less"]))
    junk, key = draw(JUNK), draw(st.text(max_size=6) | st.integers())

    def change(written):
        *way, last = path
        part = written
        try:
            for step in way:
                part = part[step]
            if kind == "junk":
                part[last] = junk
            elif kind == "more":
                part[last][key] = junk
            else:
                del part[last]
        except (KeyError, IndexError, TypeError):
            return  # an earlier change has taken the place away

    return change


@st.composite
def settings_as_written(draw):
    """A settings dictionary with some legal changes, and now and then a wild one."""
    names = st.sampled_from(scenario_names())
    stack = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    written = copy.deepcopy(as_written(tuple(stack), "calibration=prior"))
    since, end = sorted(draw(st.tuples(days, days)))
    for part in ("sanctions", "response"):
        written[part]["from"] = str(since)
    written["horizon"]["end"] = str(end)
    changes = draw(st.lists(LEGAL, min_size=1, max_size=5))
    if draw(st.integers(0, 3)) == 0:
        changes += draw(st.lists(wild_changes(), min_size=1, max_size=2))
    for change in changes:
        try:
            change(written)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change has taken the place away
    return written
