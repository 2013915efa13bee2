"""Command lines and scenario files at random, as text: what Hydra's grammar and YAML may meet."""

import yaml
from hypothesis import strategies as st
from strategies import settings_as_written
from values import ODD_TEXTS, leaves_of, levels

from sim.settings.configs import config_folder
from sim.settings.settings import known_keys

GROUPS = sorted(folder.name for folder in config_folder().iterdir() if folder.is_dir())
OPTIONS = {
    group: sorted(file.stem for file in (config_folder() / group).glob("*.yaml"))
    for group in GROUPS
}
HYDRAS_OWN = [
    *("hydra.run.dir", "hydra.sweep.dir", "hydra.sweep.subdir", "hydra.output_subdir"),
    *("hydra.mode", "hydra.verbose", "hydra.searchpath", "hydra.job.chdir", "hydra.job.name"),
    *("hydra.callbacks", "hydra.callbacks.check", "hydra.callbacks.check._target_"),
    *("hydra.callbacks.mine._target_", "hydra.launcher._target_", "hydra.sweeper._target_"),
    *("hydra.job_logging.formatters", "hydra.job.env_set.PATH", "hydra.launcher", "hydra"),
    *("hydra/launcher", "hydra/sweeper", "hydra/job_logging", "hydra/callbacks", "hydra/output"),
]
PREFIXES = st.sampled_from([*[""] * 6, "+", "++", "~", "-", "--", "@"])


def _in_flow(leaf):
    """A leaf as it is written on one line."""
    return yaml.safe_dump(leaf, default_flow_style=True, width=10**6).split("\n")[0]


VALUES = st.one_of(
    leaves_of(levels).map(lambda leaf: _in_flow(leaf)),
    st.sampled_from(ODD_TEXTS).map(lambda text: text[:100]),
    st.sampled_from(
        [
            *("0", "1", "0.5", "-1", "2", "1e3", "inf", "nan", "true", "null", "[]", "{}", "[[]]"),
            *("[1,2", "{a:", "'", '"', "a,b", "0,1", "range(0,3)", "glob(*)", "choice(0,1)"),
            *("interval(0,1)", "sort(2,1)", "shuffle(1,2)", "str(1)", "extend_list(1)", "[0,[1]]"),
            *("${now:%Y}", "${hydra:run.dir}", "${sanctions.capital}", "${oc.create:{a: 1}}"),
            *("${oc.decode:'1'}", "\\", "a=b", "a:b", "@x", "2024-04-02", "2018-06-30", "1000000"),
        ]
    ),
    st.text(max_size=10),
)

KEYS = st.one_of(
    st.sampled_from(known_keys()),
    st.sampled_from([*GROUPS, *(f"{group}@task" for group in GROUPS), *HYDRAS_OWN]),
    st.sampled_from(["_target_", "sanctions._target_", "roster.labs", "defaults", "scenario@x:y"]),
    st.text(max_size=10),
)


@st.composite
def choices(draw):
    """One of a group, or a stack of scenarios."""
    group = draw(st.sampled_from([*GROUPS, "scenario", "scenario", "scenario"]))
    one = st.sampled_from(
        [*OPTIONS[group], *OPTIONS[group], "nope", "", "../task/project", "[", "*"]
    )
    several = st.lists(one, max_size=3).map(lambda names: f"[{','.join(names)}]")
    plus = "+" if group == "scenario" and draw(st.booleans()) else ""
    return f"{plus}{group}={draw(one | several)}"


@st.composite
def assignments(draw):
    """A key, known or not, and a value."""
    sign = draw(st.sampled_from([*["="] * 8, "", "=="]))
    return f"{draw(PREFIXES)}{draw(KEYS)}{sign}{draw(VALUES)}"


FLAGS = st.sampled_from(
    [
        *("-m", "-m", "--multirun", "--run", "--resolve", "--wish", "-x", "-", "--", "--cfg"),
        *("--cfg=job", "--info=plugins", "--config-dir", "--config-dir=nowhere", "--package=x"),
        *(
            "--config-name=nope",
            "--config-path=/tmp",
            "--experimental-rerun=x",
            "--shell-completion",
        ),
    ]
)

SHORT = ("ensemble.members=1", "horizon.end=2018-12-31", "calibration=prior")
SHORT_REGIME = ("sanctions.from=2018-04-01", "response.from=2018-04-01")


@st.composite
def command_lines(draw):
    """What somebody may type: half of it in order, a flag now and then."""
    words = draw(st.lists(st.one_of(assignments(), assignments(), choices()), max_size=3))
    if draw(st.integers(0, 4)) == 0:
        words.insert(draw(st.integers(0, len(words))), draw(FLAGS))
    return [*SHORT, *SHORT_REGIME, *words]


# scenario files -----------------------------------------------------------------------------------

# fmt: off
YAML_PIECES = [
    *("sanctions: {capital: 0.5}", "sanctions:\n  capital: 0.5\n  capital: 1", "response: 1"),
    *(
        "sanctions: &a\n  tools: *a",
        "x: &a [*a]",
        "sanctions: !!python/object/apply:os.system [id]",
    ),
    *(
        "sanctions: !!set {capital}",
        "sanctions: !mine {capital: 1}",
        "- 1\n- 2",
        "text",
        "1",
        "null",
    ),
    *(
        "{",
        "[",
        "\t- x",
        "a: b: c",
        "? x",
        "--- 1\n--- 2",
        "%YAML 9.9\n---\n",
        "\ufeffa: 1",
        "é: 1",
    ),
    *(
        "_target_: os.system",
        "hydra: {callbacks: {mine: {_target_: os.system}}}",
        "defaults: [nope]",
    ),
    *("defaults:\n  - override /task: calibrate", "defaults: 1", "defaults: [{x: {y: z}}]"),
    *("hydra: {job: {env_set: {PATH: x}}}", "hydra: {run: {dir: /tmp/elsewhere}}", "1: 2", "~: 1"),
    *("<<: {a: 1}", "sanctions: {<<: {capital: 1}}", "sanctions: {from: 2018-04-01}", "true: 1"),
    *("sanctions: {capital: 2018-04-01 10:00:00}", "sanctions: {capital: ${oc.env:HOME}}", "\x00"),
    *("calibration: {posterior: ../../x}", "engine: {address: 'tcp://127.0.0.1:1'}"),
]
PACKAGES = st.sampled_from(
    ["# @package _global_\n", "# @package _global_\n", "", "# @package hydra\n", "# @package a.b\n"]
)


@st.composite
def scenario_files(draw):
    """The text of a file in a folder of one's own: whole settings, a few keys, or nonsense."""
    pieces = st.lists(st.sampled_from(YAML_PIECES) | st.text(max_size=20), min_size=1, max_size=3)
    whole = settings_as_written().map(_as_a_delta)
    return draw(PACKAGES) + draw(pieces.map("\n".join) | whole)


def _as_a_delta(written):
    """The regime of a settings dictionary; what YAML cannot hold is left out."""
    kept = {key: written.get(key) for key in ("sanctions", "response")}
    try:
        return yaml.safe_dump(kept, allow_unicode=True)
    except (yaml.YAMLError, TypeError):
        return "sanctions: {}\n"
