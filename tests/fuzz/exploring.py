"""Many examples of a strategy, counted by how they end."""

from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings


def explored(strategy, ends, examples, number=0):
    """Try so many examples; each of them has to end as `ends` says it may.

    Parameters
    ----------
    strategy : SearchStrategy
        Of what is tried.
    ends : callable
        Tries one, and tells how it ended; whatever it raises is a finding, and is made smaller.
    examples, number : int
        How many, and which row of them.

    Returns
    -------
    Counter
        How often each ending was met.
    """
    counts = Counter()

    @seed(number)
    @settings(
        max_examples=examples,
        derandomize=False,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def explore(example):
        counts[ends(example)] += 1

    explore()
    return counts
