"""The examples in the README and in the guide work."""

import re
import shlex

import pytest
from headings import anchors
from hydra.core.override_parser.overrides_parser import OverridesParser

from sim.docs.generate import GUIDE, README
from sim.docs.generate import PAGES as DOCUMENTS
from sim.settings.compose import compose
from sim.settings.configs import names_in, scenario_names

PAGES = {page.name: page.read_text(encoding="utf-8") for page in (README, GUIDE)}


SLOW = {README.name: (), GUIDE.name: pytest.mark.slow}


def python_examples():
    """Blocks of Python, with the page that each is from."""
    return [
        pytest.param(example, id=f"{page}-{number}", marks=SLOW[page])
        for page, text in PAGES.items()
        for number, example in enumerate(re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL))
    ]


def commands():
    """What stands after `python -m sim` on the lines of code of all pages, once each."""
    lines = [
        line
        for text in PAGES.values()
        for line in re.findall(r"^ {4}.*python -m sim (.*)$", text, flags=re.MULTILINE)
    ]
    return sorted({shlex.join(shlex.split(line, comments=True)) for line in lines})


def settings_of(words):
    """The overrides of a command, Hydra's own left out, and of a sweep its first run."""
    overrides = OverridesParser.create().parse_overrides(
        [word for word in words if not word.startswith(("-", "hydra"))]
    )
    return [
        f"{override.input_line.partition('=')[0]}={next(override.sweep_string_iterator())}"
        if override.is_sweep_override()
        else override.input_line
        for override in overrides
    ]


@pytest.mark.slow
@pytest.mark.parametrize("example", python_examples())
def test_a_python_example_runs(example, capsys):
    exec(compile(example, "example", "exec"), {})
    assert capsys.readouterr().out.strip()


@pytest.mark.slow
@pytest.mark.parametrize("command", commands())
def test_a_command_has_settings_that_the_program_accepts(command):
    assert compose(overrides=settings_of(shlex.split(command)))


def test_the_guide_describes_every_task():
    described = set(re.findall(r"\btask=(\w+)", PAGES["GUIDE.md"]))
    assert set(names_in("task")) - described == {"project"}  # the default, `Run a scenario`


def test_the_guide_names_every_scenario():
    assert [name for name in scenario_names() if f"`{name}`" not in PAGES["GUIDE.md"]] == []


def test_the_readme_is_short():
    assert len(PAGES["README.md"].splitlines()) < 160


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_a_link_in_a_page_leads_to_a_file(page):
    links = re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_a_link_to_a_part_of_a_page_leads_to_a_heading(page):
    links = re.findall(r"\]\((?!http)([^)#]*)#([^)]+)\)", page.read_text(encoding="utf-8"))
    targets = [(page.parent / file if file else page, part) for file, part in links]
    assert [(to.name, part) for to, part in targets if part not in anchors(to)] == []


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_a_file_that_a_page_names_exists(page):
    named = re.findall(r"`((?:sim|configs|tests)/[\w./]+)`", page.read_text(encoding="utf-8"))
    names = [name for name in named if "NAME" not in name]
    assert [name for name in names if not (README.parent / name).exists()] == []
