"""Examples of things that users and contributors add, as edits of files.

An edit is a text that stands once in a file, and what takes its place; of a new file, its text.
"""

from collections.abc import Mapping
from pathlib import Path

type Edit = str | tuple[tuple[str, str], ...]

SCENARIO: Mapping[str, Edit] = {
    "configs/scenario/slow_tools.yaml": (
        "# @package _global_\n# Tools are denied in two steps.\n"
        "sanctions:\n  tools: [{from: 2019-01-01, level: 0.5}, {from: 2019-07-01, level: 0.9}]\n"
    ),
}

VARIABLE: Mapping[str, Edit] = {
    "sim/settings/variables.py": (
        (
            '    Variable("chip_yield", PER_REGION,',
            '    Variable("home_fill", PER_REGION, "1",\n'
            '             "part of the orders of the region\'s designers that was made"),\n'
            '    Variable("chip_yield", PER_REGION,',
        ),
    ),
    "sim/agents/recorder.py": (
        (
            '        "chip_capacity": good,\n',
            '        "chip_capacity": good,\n        "home_fill": region.home_fill,\n',
        ),
    ),
    "sim/ensemble/record.py": (
        (
            "            record.fdi[r, m] = ",
            "            record.home_fill[r, m] = state.regions.home_fill[r, m]\n"
            "            record.fdi[r, m] = ",
        ),
    ),
}

PARAMETER: Mapping[str, Edit] = {
    "sim/world/parameters.py": (
        (
            "    rental_share: np.ndarray\n",
            "    rental_share: np.ndarray\n    rental_friction: np.ndarray\n",
        ),
        ('"ai_plus_chip_share",\n', '"ai_plus_chip_share", "rental_friction",\n'),
    ),
    "configs/calibration/prior.yaml": (
        (
            "  rental_share:\n",
            "  rental_friction:\n    {shape: uniform, low: 0.2, high: 0.4, unit: '1',\n"
            "     status: assumption, meaning: Part of the rent that go-betweens keep,\n"
            "     source: an example, revised_by: invoices of go-betweens}\n"
            "  rental_share:\n",
        ),
    ),
    "sim/rules/orders.py": (
        ("def rental_orders(unmet, share):", "def rental_orders(unmet, share, friction):"),
        ("return unmet * share\n", "return unmet * share * (1.0 - friction)\n"),
    ),
    "tests/rules/test_orders.py": (
        ("rental_orders(unmet, 0.2)", "rental_orders(unmet, 0.4, 0.5)"),
        (
            "rental_orders(rules.unmet_orders(restricted, smuggled), rental)",
            "rental_orders(rules.unmet_orders(restricted, smuggled), rental, 0.0)",
        ),
    ),
    "sim/agents/lab.py": (
        (
            "orders.rental_orders(unmet, self.model.parameters.rental_share)",
            "orders.rental_orders(\n            unmet, self.model.parameters.rental_share,\n"
            "            self.model.parameters.rental_friction,\n        )",
        ),
    ),
    "sim/ensemble/chips.py": (
        (
            "orders.rental_orders(unmet, parameters.rental_share[m])",
            "orders.rental_orders(\n                unmet, parameters.rental_share[m],"
            " parameters.rental_friction[m]\n            )",
        ),
    ),
}

TASK: Mapping[str, Edit] = {
    "sim/tasks/census.py": '''"""Counts the labs of each region."""

from collections import Counter
from typing import Literal

from sim.settings.task import TaskOptions


class Options(TaskOptions):
    """Whether to count clouds too."""

    name: Literal["census"] = "census"
    clouds: bool = True


def check(settings, task):
    """There is nothing to check beyond the roster."""


def run(settings, task, folder, console):
    """Write how many labs there are."""
    labs = [lab for lab in settings.roster.labs.values() if task.clouds or lab.kind != "cloud"]
    count = Counter({lab.region: 0 for lab in labs})
    for lab in labs:
        count[lab.region] += lab.count
    lines = [f"{region},{number}" for region, number in sorted(count.items())]
    (folder / "census.csv").write_text("\\n".join(["region,labs", *lines]) + "\\n")
''',
    "configs/task/census.yaml": (
        "# Count the labs of each region.\nname: census\nclouds: true # whether clouds count too\n"
    ),
    "tests/tasks/test_own_folder.py": (
        ('    "project": SHORT,\n', '    "project": SHORT,\n    "census": (),\n'),
    ),
}

INSTRUMENT: Mapping[str, Edit] = {
    "sim/settings/instruments.py": (
        (
            '    _sanction("enforcement",',
            '    _sanction("payments", 0.02, ENFORCEMENT, "Payments", "Stopped by banks"),\n'
            '    _sanction("enforcement",',
        ),
    ),
    "configs/config.yaml": (
        (
            "  enforcement: history",
            "  payments: history # 0-1, payments to smugglers stopped\n  enforcement: history",
        ),
    ),
    "sim/data/regime.csv": (
        (
            "enforcement,2022-10-07,",
            "payments,2018-06-01,2018-06-01,0.1,assumption,an example\nenforcement,2022-10-07,",
        ),
    ),
    "sim/rules/orders.py": (
        (
            "def grey_market_orders(restricted, share, enforcement):",
            "def grey_market_orders(restricted, share, enforcement, payments):",
        ),
        (
            "return let_through(restricted * share, enforcement)",
            "return let_through(let_through(restricted * share, enforcement), payments)",
        ),
    ),
    "tests/rules/test_orders.py": (
        ("grey_market_orders(1.2, 0.5, 0.0)", "grey_market_orders(1.2, 0.5, 0.0, 0.0)"),
        ("grey_market_orders(1.2, 0.5, 0.5)", "grey_market_orders(1.2, 0.5, 0.0, 0.5)"),
        ("grey_market_orders(1.2, 0.5, 1.0)", "grey_market_orders(1.2, 0.5, 1.0, 0.5)"),
        ("grey_market_orders(restricted, grey, 0.0)", "grey_market_orders(restricted, grey, 0, 0)"),
    ),
    "sim/agents/lab.py": (
        (
            "self.model.parameters.grey_share, self.model.levels.enforcement\n",
            "self.model.parameters.grey_share, self.model.levels.enforcement,\n"
            "            self.model.levels.payments,\n",
        ),
    ),
    "sim/ensemble/chips.py": (
        (
            "orders.grey_market_orders(restricted, parameters.grey_share[m], enforcement)",
            "orders.grey_market_orders(\n            restricted, parameters.grey_share[m],"
            " enforcement, now.payments\n        )",
        ),
    ),
    "sim/analysis/channels.py": (
        (
            '    "enforcement": Channel(',
            '    "payments": Channel(\n        "grey_market_chips", "smuggled chips", "H100e",'
            ' -1, 1, _of_follower,\n    ),\n    "enforcement": Channel(',
        ),
    ),
}

LAB_TYPE: Mapping[str, Edit] = {
    "configs/roster/article.yaml": (
        (
            "  Clouds elsewhere: {",
            "  University lab: {region: RoW, kind: startup, capability: 20.0, "
            "know_how: -0.1, compute: 50.0, cash: 0.1, boldness: 0.9, compute_share: 0.3, "
            "markets: {RoW: 0.2}}\n  Clouds elsewhere: {",
        ),
    ),
}

ADDITIONS: Mapping[str, Mapping[str, Edit]] = {
    "scenario": SCENARIO,
    "output variable": VARIABLE,
    "parameter": PARAMETER,
    "task": TASK,
    "instrument": INSTRUMENT,
    "lab type": LAB_TYPE,
}
"""By the name that the guide gives to what is added."""


def apply(edits: Mapping[str, Edit], tree: Path) -> None:
    """Make the edits in a copy of the project.

    Raises
    ------
    ValueError
        If what an edit replaces does not stand there once, or a new file exists already.
    """
    for name, edit in edits.items():
        file = tree / name
        if isinstance(edit, str):
            if file.exists():
                raise ValueError(f"{name} exists")
            file.write_text(edit, encoding="utf-8")
            continue
        text = file.read_text(encoding="utf-8")
        for old, new in edit:
            if text.count(old) != 1:
                raise ValueError(f"{name} has {text.count(old)} times: {old}")
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
