"""Start-ups that enter and fail, over a block of members: the same as `Region.turn_over`."""

from sim.ensemble.layout import BLOCK, DELAYS
from sim.rules import startups as rules
from sim.rules import training
from sim.rules.compilation import compiled, rule, written_out
from sim.rules.suppliers import moving_average
from sim.settings.roster import REGIONS, STARTUP


@compiled
def turn_over(cast, now, parameters, labs, regions):
    """Start-ups without money give up; where there is plenty, new ones take their places."""
    regions.startups[:] = 0.0
    regions.startup_money[:] = 0.0
    for lab in range(cast.labs.count):
        if cast.labs.kind[lab] == STARTUP and now.month > cast.labs.founded[lab]:
            for m in range(BLOCK):
                _close(cast, now, parameters, labs, lab, m)
                regions.startups[cast.labs.region[lab], m] += labs.active[lab, m]
                regions.startup_money[cast.labs.region[lab], m] += labs.raised[lab, m]
    for r in range(len(REGIONS)):
        for m in range(BLOCK):
            if rules.may_enter(
                regions.startup_money[r, m],
                regions.startups[r, m],
                _needed(now, parameters, m),
                parameters.entry_multiple[m],
            ):
                _enter(cast, now, parameters, labs, regions, r, m)


@written_out
def _close(cast, now, parameters, labs, lab, m):
    """A start-up that gives up sells its chips to the first cloud of its region."""
    needed = _needed(now, parameters, m)
    if labs.active[lab, m] == 0.0 or not rules.has_failed(labs.yearly_income[lab, m], needed):
        return
    labs.active[lab, m] = 0.0
    for other in range(cast.labs.count):
        if cast.labs.cloud[other] and cast.labs.region[other] == cast.labs.region[lab]:
            labs.compute_stock[other, m] += labs.compute_stock[lab, m]
            labs.run_stock[other, m] += labs.run_stock[lab, m]
            labs.cash[other, m] += labs.cash[lab, m]
            labs.compute_stock[lab, m] = 0.0
            labs.run_stock[lab, m] = 0.0
            labs.cash[lab, m] = 0.0
            break


@written_out
def _enter(cast, now, parameters, labs, regions, r, m):
    """The first place of the region that a failed start-up left is taken by a new one."""
    for lab in range(cast.labs.count):
        free = cast.labs.kind[lab] == STARTUP and labs.active[lab, m] == 0.0
        if free and cast.labs.region[lab] == r:
            labs.active[lab, m] = 1.0
            labs.know_how[lab, m] = rules.know_how_of_entrant(
                labs.know_how[lab, m], regions.know_how_then[r, (now.month - 1) % DELAYS, m]
            )
            labs.capability[lab, m] = rules.CAPABILITY_OF_ENTRANTS
            labs.base[lab, m] = training.base_at_start(
                labs.capability[lab, m], labs.know_how[lab, m]
            )
            labs.base_compute[lab, m] = labs.base[lab, m]
            labs.family_error[lab, m] = 0.0
            labs.is_open[lab, m] = 0.0
            labs.coming_month[lab, m] = -1.0
            labs.first_launch[lab, m] = training.first_launch(float(now.month))
            labs.yearly_income[lab, m] = _first_income(now, parameters, m)
            return


@compiled
def take_in(cast, now, parameters, labs):
    """A year's mean of what each lab raised and earned; a newcomer is given credit at first."""
    for lab in range(cast.labs.count):
        founded = cast.labs.founded[lab]
        if now.month < founded:
            continue
        for m in range(BLOCK):
            if now.month == founded:
                labs.yearly_income[lab, m] = _first_income(now, parameters, m)
            labs.yearly_income[lab, m] = moving_average(
                labs.yearly_income[lab, m], labs.raised[lab, m] + labs.earned[lab, m]
            )


@rule
def _needed(now, parameters, m):
    return rules.cost_of_staying(now.reference_research, parameters.survival_share[m])


@rule
def _first_income(now, parameters, m):
    return rules.first_income(_needed(now, parameters, m), parameters.entry_multiple[m])
