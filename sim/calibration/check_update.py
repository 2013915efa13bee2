"""Truths for the check of an update: draws of an earlier posterior, inferred from what came later.

References
----------
Säilynoja, Schmitt, Bürkner and Vehtari (2025), Posterior SBC: simulation-based calibration checking
conditional on data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.calibration.adaptation import Adaptation
from sim.calibration.bank import Members
from sim.calibration.calibrate import sampler_of_update
from sim.calibration.from_posterior import population_of
from sim.calibration.likelihood import simulated_record
from sim.calibration.options import CheckInference
from sim.calibration.posterior import Posterior
from sim.calibration.smc import Sampler
from sim.settings.errors import SettingsError
from sim.settings.priors import Calibration
from sim.settings.settings import Settings


@dataclass(frozen=True)
class Update:
    """An inference that starts from an earlier posterior.

    Attributes
    ----------
    before : Posterior
        The earlier posterior.
    sampler : Sampler
        Of all targets as recorded, of which it knows the earlier ones.
    slopes : ndarray
        [target, parameter]
    priors : Calibration
        Priors of the parameters.
    """

    before: Posterior
    sampler: Sampler
    slopes: np.ndarray
    priors: Calibration

    @classmethod
    def of(
        cls, before: Posterior, settings: Settings, seed: int, slopes: Mapping[str, np.ndarray]
    ) -> "Update":
        """The update of a posterior to the cut-off of the settings."""
        sampler = sampler_of_update(before, settings, seed)
        rows = np.stack([slopes[target.id] for target in sampler.targets])
        return cls(before, sampler, rows, settings.calibration)

    def inferred(
        self, truth: int, task: CheckInference, rng: np.random.Generator
    ) -> tuple[Members, Members]:
        """A draw of the earlier posterior, and draws inferred from what it shows after that.

        The others start from other draws of the earlier posterior. The earlier targets keep their
        values; the later ones are simulated.
        """
        others = rng.permutation(np.delete(np.arange(len(self.before)), self._place(truth)))
        chosen = np.array([self._place(truth), *others[: task.draws]])
        adaptation = Adaptation.before_moves(self.slopes, self.before.past_member[0].size)
        drawn = population_of(self.before.rows(chosen), self.priors, adaptation, rng)
        population = self.sampler.go_on(drawn, self.slopes)
        true, members = (population.members.rows(slice(*ends)) for ends in ((0, 1), (1, None)))
        sampler = replace(
            self.sampler,
            targets=simulated_record(
                true.predictions[0], self.sampler.targets, rng, self.sampler.known
            ),
        )
        population = sampler.with_members(population, members)
        moved, _ = sampler.run(population, task.sweeps, task.last_sweeps, lambda _step: rng)
        return true, moved.members

    def _place(self, truth: int) -> int:
        """Truths beyond the number of draws begin with the first one again."""
        return truth % len(self.before)


def check_before(before: Posterior, settings: Settings, task: CheckInference) -> None:
    """Check that a posterior is of an earlier cut-off and has enough draws.

    Raises
    ------
    SettingsError
        If not.
    """
    if before.until >= settings.calibration.until:
        takes = f"a posterior of a cut-off before {settings.calibration.until}"
        raise SettingsError("task.before", task.before, f"{takes}; its own is {before.until}")
    if task.draws >= len(before):
        raise SettingsError(
            "task.draws", task.draws, f"fewer than the {len(before)} of task.before"
        )
