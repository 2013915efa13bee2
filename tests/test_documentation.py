"""The ODD protocol says what the code does."""

import ast
import re
from pathlib import Path

import pytest

import sim.rules
from sim.config.settings import Response, Sanctions, leaves
from sim.documentation import PAGES, PROTOCOL, TABLES, refreshed, tables_of
from sim.scenarios import scenario_names
from sim.world.parameters import Parameters

RULES = Path(sim.rules.__file__).parent


@pytest.fixture(scope="module")
def protocol():
    return PROTOCOL.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def prose(protocol):
    """The protocol without the tables that are generated."""
    for table in tables_of(protocol).values():
        protocol = protocol.replace(table, "")
    return protocol


def rules_of(source):
    """Names of the functions of a file that are decorated as rules."""
    return [
        node.name
        for node in ast.parse(source.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(by, ast.Name) and by.id == "rule" for by in node.decorator_list)
    ]


@pytest.mark.parametrize("name", TABLES)
def test_a_generated_table_is_as_the_code_has_it(protocol, name):
    assert tables_of(protocol)[name] == TABLES[name](), "run `python -m sim.documentation`"


def test_the_readmes_tables_are_as_the_code_has_them():
    (_, readme) = PAGES
    for name, table in tables_of(readme.read_text(encoding="utf-8")).items():
        assert table == TABLES[name](), "run `python -m sim.documentation`"


def test_refreshing_twice_changes_nothing_more(protocol):
    assert refreshed(refreshed(protocol)) == refreshed(protocol)


@pytest.mark.parametrize("source", sorted(RULES.glob("*.py")), ids=lambda source: source.stem)
def test_every_rule_is_named_with_its_file(prose, source):
    unnamed = [rule for rule in rules_of(source) if f"`rules.{source.stem}.{rule}`" not in prose]
    assert unnamed == []


def test_no_rule_is_named_that_does_not_exist(prose):
    named = set(re.findall(r"`rules\.(\w+)\.(\w+)`", prose))
    known = {(source.stem, rule) for source in RULES.glob("*.py") for rule in rules_of(source)}
    assert named - known == set()


def test_every_parameter_is_named_where_it_is_used(prose):
    assert [name for name in Parameters._fields if f"`{name}`" not in prose] == []


def test_every_scenario_is_named(protocol):
    assert [name for name in scenario_names() if f"`{name}`" not in protocol] == []


def test_every_instrument_and_response_is_named(prose):
    keys = [key.split(".", 1)[1] for key, _, _ in leaves(Sanctions(), Response())]
    assert [key for key in keys if f"`{key}`" not in prose] == []


def test_the_seven_elements_stand_in_order_and_calibration_follows(protocol):
    assert re.findall(r"^## (.*)$", protocol, re.MULTILINE) == [
        "1. Purpose and patterns",
        "2. Entities, state variables and scales",
        "3. Process overview and scheduling",
        "4. Design concepts",
        "5. Initialization",
        "6. Input data",
        "7. Submodels",
        "8. Calibration and back-test",
    ]
