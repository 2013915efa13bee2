"""Scenarios laid over settings that were composed once are those that compose."""

import pytest
from scenarios import scenarios

from sim.settings.compose import compose
from sim.settings.errors import SettingsError
from sim.settings.shipped_scenarios import compose_shipped, laid_over

TODAY = ("calibration.reference=as_enacted", "calibration.until=2025-12-31")


def made(make, *arguments):
    """Settings, or what is said of their refusal."""
    try:
        return make(*arguments)
    except SettingsError as error:
        return str(error)


@pytest.mark.parametrize("overrides", [(), TODAY, ("sanctions.from=2027-01-01",)])
@pytest.mark.parametrize("name", scenarios("strict_controls", "never_controlled"))
def test_a_scenario_laid_over_is_one_that_composes(name, overrides):
    without = compose(None, overrides)
    assert made(laid_over, without, [name]) == made(compose, name, overrides)


def test_of_a_stack_the_later_wins():
    stack = ["leaky_controls", "ai_plus_surge"]
    assert compose_shipped(stack) == compose(stack)


def test_without_a_scenario_it_is_the_reference():
    assert compose_shipped([], TODAY) == compose(None, TODAY)
