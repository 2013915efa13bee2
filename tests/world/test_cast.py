"""A roster becomes arrays: everyone once, by name, with the endowments that it gives."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError
from scenarios import compose

from sim.ensemble.layout import Sizes, cast_record
from sim.rules.noise import agent_key
from sim.settings.errors import SettingsError
from sim.settings.roster import REGIONS, DatedValue, InvestorEntry
from sim.world import build_world
from sim.world.calendar import Calendar
from sim.world.roster import build_cast, linear_path, log_linear_path, step_path

CALENDAR = Calendar(date(2018, 1, 1), 48)


@pytest.fixture(scope="module")
def composed():
    return compose("status_quo")


@pytest.fixture(scope="module")
def roster(composed):
    return composed.roster


@pytest.fixture(scope="module")
def built(roster):
    return build_cast(roster, CALENDAR)


def with_labs(roster, **labs):
    return roster.model_copy(update={"labs": {**roster.labs, **labs}})


def test_an_entry_with_a_count_stands_for_as_many_labs(roster, built):
    _, names = built
    assert len(names.labs) == sum(entry.count for entry in roster.labs.values())
    for name, entry in roster.labs.items():
        expected = [name] if entry.count == 1 else [f"{name} {n + 1}" for n in range(entry.count)]
        assert [lab for lab in names.labs if lab in expected] == expected


def test_no_two_actors_share_noise_keys(built):
    cast, _ = built
    keys = np.concatenate([cast.labs.key, cast.investors.key, cast.regions.key])
    assert len(np.unique(keys)) == len(keys)


def test_noise_belongs_to_a_name_and_not_to_a_place_in_the_roster(roster, built):
    cast, names = built
    backwards = roster.model_copy(update={"labs": dict(reversed(roster.labs.items()))})
    other, other_names = build_cast(backwards, CALENDAR)
    keys = dict(zip(names.labs, cast.labs.key, strict=True))
    assert keys == dict(zip(other_names.labs, other.labs.key, strict=True))
    assert keys[names.labs[0]] == agent_key(names.labs[0])


def test_every_array_has_a_row_for_every_actor(built):
    cast, names = built
    for group, people in (
        (cast.labs, names.labs),
        (cast.investors, names.investors),
        (cast.designers, names.designers),
    ):
        for field, array in group._asdict().items():
            assert len(array) == len(people), field


def test_endowments_are_those_of_the_roster(roster, built):
    cast, names = built
    for index, name in enumerate(names.labs):
        entry = roster.labs.get(name) or roster.labs[name.rsplit(" ", 1)[0]]
        assert REGIONS[cast.labs.region[index]] == entry.region
        for figure in ("capability", "know_how", "compute", "cash", "boldness", "lateness"):
            assert getattr(cast.labs, figure)[index] == getattr(entry, figure)


def test_an_investor_looks_only_at_the_kinds_that_it_backs(roster, built):
    cast, names = built
    kinds = [
        (roster.labs.get(name) or roster.labs[name.rsplit(" ", 1)[0]]).kind for name in names.labs
    ]
    for row, entry in zip(cast.investors.home_bias, roster.investors.values(), strict=True):
        assert {kind for kind, pull in zip(kinds, row, strict=True) if pull > 0} <= set(entry.labs)


def test_a_pool_passes_through_the_values_of_its_dates(roster, built):
    cast, _ = built
    for path, entry in zip(cast.investors.pool_trend, roster.investors.values(), strict=True):
        assert (path > 0).all()
        for dated in entry.pool:
            month = CALENDAR.index(dated.since)
            if month < CALENDAR.months:
                assert path[month] == pytest.approx(dated.value)


def test_labs_of_the_leaders_country_were_the_first_to_believe_in_scale(built):
    cast, _ = built
    trains = ~cast.labs.cloud
    at_home = cast.labs.region == REGIONS.index("US")
    assert not cast.labs.lateness[trains & at_home].any()
    assert (cast.labs.lateness[trains & ~at_home] == 1).all()


def test_a_pool_needs_a_date(roster):
    entry = roster.investors["US venture funds"].model_dump(by_alias=True)
    with pytest.raises(ValidationError, match=r"pool\n.*at least 1 item"):
        InvestorEntry.model_validate({**entry, "pool": []})


def test_ai_plus_is_shared_out_whole_and_to_the_follower_alone(built):
    cast, _ = built
    for group in (cast.investors, cast.foundries):
        assert group.ai_plus_part.sum() == pytest.approx(1.0)
        assert not group.ai_plus_part[group.region != REGIONS.index("CN")].any()


def test_generations_follow_each_other_in_time(built):
    cast, _ = built
    assert (np.diff(cast.designers.launch, axis=1) >= 0).all()
    assert (cast.designers.tflops > 0).all()


def test_reference_dates_replace_those_of_chips_that_denial_delayed(roster, built):
    cast, names = built
    for index, name in enumerate(names.designers):
        for chip, day in roster.designers[name].reference_dates.items():
            place = roster.designers[name].chips.index(chip)
            assert cast.designers.launch[index, place] == CALENDAR.index(day)


def test_a_region_needs_a_lab_that_trains_from_the_start(roster):
    late = {
        name: entry.model_copy(update={"founded": date(2020, 1, 1)})
        for name, entry in roster.labs.items()
        if entry.region == "RoW" and entry.kind != "cloud"
    }
    with pytest.raises(SettingsError, match=r"^roster\.labs: got no lab in RoW"):
        build_cast(with_labs(roster, **late), CALENDAR)


def test_a_chip_must_be_on_record(roster):
    name, designer = next(iter(roster.designers.items()))
    unknown = designer.model_copy(update={"chips": ["A1000"]})
    changed = roster.model_copy(update={"designers": {**roster.designers, name: unknown}})
    with pytest.raises(SettingsError, match=r"got A1000, takes chips on record: V100, A100"):
        build_cast(changed, CALENDAR)


def test_a_horizon_starts_where_the_endowments_stand():
    with pytest.raises(SettingsError, match=r"^horizon\.start: got 2019-01-01"):
        build_world(compose(overrides=["horizon.start=2019-01-01"]))


@pytest.mark.parametrize(("labs", "room"), [(3, 48), (48, 48), (49, 96), (300, 336)])
def test_rosters_of_about_the_same_size_share_a_kernel(composed, labs, room):
    entries = composed.roster.labs
    counts = {
        "US closed frontier lab": labs - 2,
        "Chinese platform lab": 1,
        "Asian platform lab": 1,
    }
    crowd = {name: entries[name].model_copy(update={"count": n}) for name, n in counts.items()}
    roster = composed.roster.model_copy(update={"labs": crowd})
    world = build_world(composed.model_copy(update={"roster": roster}))
    sizes = Sizes.of(world)
    assert len(world.names.labs) == labs
    assert sizes.labs == room
    assert cast_record(world, sizes)["labs"]["count"] == labs


def dated(*values):
    return [DatedValue.model_validate({"from": day, "value": value}) for day, value in values]


def test_a_stepwise_path_holds_from_its_date_and_is_zero_before():
    path = step_path(dated((date(2019, 1, 1), 0.5), (date(2020, 1, 1), 1.0)), CALENDAR)
    assert path[:12].tolist() == [0.0] * 12
    assert path[12:24].tolist() == [0.5] * 12
    assert path[24:].tolist() == [1.0] * 24


def test_a_linear_path_is_level_beyond_its_dates():
    path = linear_path(dated((date(2019, 1, 1), 1.0), (date(2021, 1, 1), 3.0)), CALENDAR)
    assert path[:12].tolist() == [1.0] * 12
    assert path[24] == pytest.approx(2.0)
    assert path[36:].tolist() == [3.0] * 12
    assert not linear_path([], CALENDAR).any()


def test_a_log_linear_path_passes_through_the_geometric_mean():
    path = log_linear_path(dated((date(2018, 1, 1), 1.0), (date(2020, 1, 1), 100.0)), CALENDAR)
    assert path[12] == pytest.approx(10.0)
