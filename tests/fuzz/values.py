"""Values at random: such as a key takes, such as it does not, and such as only just are numbers."""

from datetime import date, timedelta

from hypothesis import strategies as st

FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
"""Of most horizons: short ones are quick."""

ODD_TEXTS = [
    *("", " ", "null", "~", "nan", "-.inf", "0x10", "1e400", "true", "history", "History", "..."),
    *("../../etc/passwd", "a/b", "a\\b", "C:", "\x00", "\u202e", "\u2028", "naïve", "模型", "🙂"),
    *("a" * 5000, "%s%n", "{0}", "${wish}", "${oc.env:HOME}", "???", "!!python/object:os.system"),
    *("2024-02-30", "2024-W14-2", "20240402", "24-04-02", "0000-00-00", "9999-12-31", "-1"),
]

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.sampled_from(ODD_TEXTS)
    | st.text(max_size=12)
    | st.dates()
    | st.binary(max_size=4),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.integers(), part, max_size=3)
    ),
    max_leaves=6,
)
"""Anything that YAML or Python could hold."""

EXTREMES = st.sampled_from([0.0, 1e-300, 1e-9, 1e-3, 0.5, 1.0, 3.0, 1e3, 1e6, 1e9, 1e12])
"""Numbers of any size that is still finite when squared."""

days = st.dates(FIRST, LAST)
texts_of_days = days.map(str)
any_days = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(str)
levels = st.sampled_from([0, 1, 0.0, 1.0, None]) | st.floats(0, 1)
caps = st.none() | st.sampled_from([1e-300, 1, 600, 1600, 4800, 1e300]) | st.floats(0.001, 1e5)


@st.composite
def timelines(draw, of_levels):
    """A dated list: in any order, dates doubled now and then, some announced before."""
    steps = []
    for effective in draw(st.lists(days, min_size=1, max_size=5)):
        step = {"from": str(effective), "level": draw(of_levels)}
        if draw(st.booleans()):
            step["announced"] = str(effective - timedelta(draw(st.integers(0, 1500))))
        steps.append(step)
    return steps


def leaves_of(of_levels):
    """What an instrument takes: history, a level, or a timeline."""
    return st.just("history") | of_levels | timelines(of_levels)
