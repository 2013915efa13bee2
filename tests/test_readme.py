"""The README's Python examples run."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_readmes_examples_run(example, capsys):
    exec(compile(example, str(README), "exec"), {})
    assert capsys.readouterr().out.strip()


def test_the_readme_names_every_scenario():
    from sim.scenarios import scenario_names

    text = README.read_text(encoding="utf-8")
    assert [name for name in scenario_names() if f"`{name}`" not in text] == []
