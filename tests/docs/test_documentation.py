"""The ODD protocol says what the code does, and the evidence what is believed of it."""

import ast
import re
from pathlib import Path

import pytest
from headings import anchor

import sim.rules
from sim.docs.evidence import LEADING_PARAMETERS, evidence, shipped_priors
from sim.docs.generate import (
    APPENDICES,
    EVALUATION,
    PAGES,
    PROTOCOL,
    SUBMODELS,
    TABLES,
    refreshed,
    tables_of,
)
from sim.settings import roster
from sim.settings.configs import scenario_names
from sim.settings.settings import Response, Sanctions, leaves
from sim.world.parameters import Parameters

MOST_WORDS = 6500
"""Longest that the core may be without the tables that are generated."""

RULES = Path(sim.rules.__file__).parent
PACKAGE = RULES.parent


def functions_of(sources):
    """Names of the functions and methods of some files, each also with its file."""
    names = {
        (source.stem, node.name)
        for source in sources
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    return {name for _, name in names} | {f"{file}.{name}" for file, name in names}


AGENTS = functions_of(PACKAGE.glob("agents/*.py")) | {"collect"}
"""Methods of the agents and of their model; Mesa's data collector is asked to `collect`."""

KERNEL = functions_of(PACKAGE.glob("ensemble/*.py"))


@pytest.fixture(scope="module")
def protocol():
    """The model's description: the core and all appendices."""
    return "\n".join(page.read_text(encoding="utf-8") for page in (PROTOCOL, *APPENDICES))


@pytest.fixture(scope="module")
def core():
    return PROTOCOL.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def prose(protocol):
    """The description without the tables that are generated."""
    for table in tables_of(protocol).values():
        protocol = protocol.replace(table, "")
    return protocol


@pytest.fixture(scope="module")
def summaries(core):
    """What the core says of the submodels."""
    return core.partition("## 7. Submodels")[2].partition("## 8.")[0]


@pytest.fixture(scope="module")
def submodels():
    """The protocol's equations, where names in code type are of this model."""
    return SUBMODELS.read_text(encoding="utf-8").partition("## 7.1 ")[2]


@pytest.fixture(scope="module")
def pages():
    """Every page that holds something generated, by name."""
    return {page.name: page.read_text(encoding="utf-8") for page in PAGES}


@pytest.fixture(scope="module")
def entries(pages):
    """What the evidence says of each parameter, by name."""
    said = tables_of(pages["EVIDENCE.md"])["evidence"]
    _, *parts = re.split(r"^### `(\w+)`$", said, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def rules_of(source):
    """Names of the functions of a file that are decorated as rules."""
    return [
        node.name
        for node in ast.parse(source.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(by, ast.Name) and by.id == "rule" for by in node.decorator_list)
    ]


SLOW = {
    "attribution",
    "claim",
    "from_today",
    "evidence",
    "identified",
    "leading",
    "pattern_results",
    "targets",
}
"""Blocks that take a simulation, or read posteriors."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in TABLES]
)
def test_generated_tables_are_current_on_every_page(pages, name):
    found = [tables_of(page)[name] for page in pages.values() if name in tables_of(page)]
    assert found
    assert set(found) == {TABLES[name]()}, "run `python -m sim.docs.generate`"


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_refreshing_twice_changes_nothing_more(pages, page):
    once = refreshed(pages[page.name])
    assert refreshed(once) == once


@pytest.mark.parametrize("source", sorted(RULES.glob("*.py")), ids=lambda source: source.stem)
def test_every_rule_is_named_with_its_file(prose, source):
    unnamed = [rule for rule in rules_of(source) if f"`rules.{source.stem}.{rule}`" not in prose]
    assert unnamed == []


def test_no_rule_is_named_that_does_not_exist(prose):
    named = set(re.findall(r"`rules\.(\w+)\.(\w+)`", prose))
    known = {(source.stem, rule) for source in RULES.glob("*.py") for rule in rules_of(source)}
    assert named - known == set()


def test_every_parameter_is_named_where_it_is_used(submodels):
    assert [name for name in Parameters._fields if f"`{name}`" not in submodels] == []


def test_no_parameter_is_named_that_does_not_exist(submodels, summaries):
    named = set(re.findall(r"`([a-z]\w*)`", submodels + summaries))
    entries = [part for part in vars(roster).values() if hasattr(part, "model_fields")]
    fields = {name for entry in entries for name in entry.model_fields}
    leaf_keys = {part for key, _, _ in leaves(Sanctions(), Response()) for part in key.split(".")}
    assert named - set(Parameters._fields) - fields - leaf_keys == set()


def test_every_scenario_is_named(protocol):
    assert [name for name in scenario_names() if f"`{name}`" not in protocol] == []


def test_every_instrument_and_response_is_named(prose):
    keys = [key.split(".", 1)[1] for key, _, _ in leaves(Sanctions(), Response())]
    assert [key for key in keys if f"`{key}`" not in prose] == []


def test_the_seven_elements_stand_in_order_and_inference_and_evaluation_follow(core):
    assert re.findall(r"^## (.*)$", core, re.MULTILINE) == [
        "1. Purpose and patterns",
        "2. Entities, state variables and scales",
        "3. Process overview and scheduling",
        "4. Design concepts",
        "5. Initialization",
        "6. Input data",
        "7. Submodels",
        "8. Inference",
        "9. Evaluation",
    ]


def test_each_submodel_is_summed_up_in_the_core_with_a_link_to_its_equations(summaries):
    full = SUBMODELS.read_text(encoding="utf-8")
    titles = re.findall(r"^### (7\.\d+ .*)$", summaries, re.MULTILINE)
    assert titles == re.findall(r"^## (7\.\d+ .*)$", full, re.MULTILINE)
    links = re.findall(r"\]\(SUBMODELS\.md#(.*?)\)", summaries)
    assert links == [anchor(title) for title in titles]


def test_the_core_is_some_ten_pages(core):
    for table in tables_of(core).values():
        core = core.replace(table, "")
    assert len(core.split()) < MOST_WORDS


def test_the_core_and_the_evaluation_have_what_is_computed_from_scores(core):
    said = "backtest_rivals", "goal_sentence", "ladder_sentence", "leave_out_sentence"
    assert set(said) < set(tables_of(core))
    tables = "backtest", "backtest_horizons", "backtest_facts", "backtest_goals", "ladder"
    assert {*tables, "leave_out"} < set(tables_of(EVALUATION.read_text(encoding="utf-8")))


def test_the_schedule_names_methods_and_functions_that_exist():
    full = SUBMODELS.read_text(encoding="utf-8")
    schedule = full.partition("## Processes in the code")[2].partition("## 7.1 ")[0]
    rows = [row.split(" | ") for row in re.findall(r"^\| \d+ \| .*$", schedule, re.MULTILINE)]
    assert len(rows) == 12
    for _, methods, functions, _ in rows:
        assert [name for name in re.findall(r"`(\w+)`", methods) if name not in AGENTS] == []
        assert [name for name in re.findall(r"`([\w.]+)`", functions) if name not in KERNEL] == []


# the evidence on each parameter -------------------------------------------------------------------


@pytest.fixture(scope="module")
def known():
    return evidence()


def test_every_parameter_has_an_entry_in_the_order_of_the_code(entries):
    assert list(entries) == list(Parameters._fields)


def test_an_entry_describes_a_parameter_completely(entries, known):
    for of in known:
        for said in (of.prior.meaning, of.prior.source, of.prior.status, of.prior.revised_by,
                     str(of.share_of_lag), str(of.share_of_change)):  # fmt: skip
            assert said in entries[of.name]


def test_every_parameter_belongs_to_a_group(known):
    assert [of.name for of in known if not of.group] == []


def test_each_parameter_has_its_own_evidence_that_would_revise_it():
    words = [prior.revised_by for prior in shipped_priors().values()]
    assert len(set(words)) == len(words)
    assert [said for said in words if not said.strip() or said.endswith(".")] == []


def test_the_summary_leads_to_the_parameters_with_the_largest_part_of_the_lag(pages, known):
    summary = tables_of(pages["EVIDENCE.md"])["leading"]
    leading = re.findall(r"^\| \[`(\w+)`\]\(#\1\)", summary, re.MULTILINE)
    parts = {of.name: of.share_of_lag.total for of in known}
    assert len(leading) == LEADING_PARAMETERS
    assert [parts[name] for name in leading] == sorted(parts.values(), reverse=True)[
        :LEADING_PARAMETERS
    ]


@pytest.mark.parametrize(("page", "link"), [("ODD.md", "EVIDENCE.md"),
                                            ("README.md", "sim/docs/EVIDENCE.md")])  # fmt: skip
def test_the_evidence_is_linked_to(pages, page, link):
    assert f"]({link})" in pages[page]
