"""What indices make of releases, over a block of members: the same as `Lab.scored`."""

from sim import noise
from sim.ensemble.layout import BLOCK
from sim.rules import measurement as rules
from sim.rules.numerics import compiled, normal_quantile
from sim.world.indices import INDICES
from sim.world.luck import key_of

UNTESTED = -1.0
"""Score of a release that no index tests: below every frontier."""


@compiled
def score(cast, now, parameters, luck, labs):
    """Indices score what was released, with errors, and leave some of it out."""
    for lab in range(cast.labs.count):
        for m in range(BLOCK):
            if labs.released_at[lab, m] < 0.0:
                continue
            seed, member = key_of(luck, now.month, cast.labs.key[lab], m)
            drawn = noise.luck(seed, member, now.month, cast.labs.key[lab], noise.SCORES)
            tested = rules.is_tested(parameters.score_coverage[m], drawn[len(INDICES)])
            for i in range(len(INDICES)):
                labs.score[i, lab, m] = UNTESTED
                if tested:
                    labs.score[i, lab, m] = rules.index_score(
                        labs.capability[lab, m],
                        labs.family_error[lab, m],
                        parameters.score_error[m],
                        parameters.score_error_shared[m],
                        normal_quantile(drawn[i]),
                    )
