"""A lab as a developer of models: runs, updates, teachers, releases, open weights."""

from sim.agents.lab_state import LabState
from sim.rules import capability as rules
from sim.rules import measurement, noise, training
from sim.rules.lag import gap
from sim.rules.numerics import normal_quantile
from sim.world.indices import INDICES


class TrainingLab(LabState):
    """A lab that trains base models, updates and releases them, and opens some."""

    # runs

    def launch_and_finish_runs(self) -> None:
        """A finished run gives a new base if it is better; then the next one may be launched."""
        month = self.model.month
        if not self.trains:
            return
        if self.coming_month == month and self.coming_base > self.base:
            self.base, self.base_compute = self.coming_base, self.coming_compute
            self.family_error = self.coming_family_error
        is_free = self.is_active and self.coming_month <= month
        if is_free and self.month_draws[1] < self.launch_chance():
            self.launch_run()

    def launch_chance(self) -> float:
        """Chance that the next run is launched this month if none is in progress."""
        parameters = self.model.parameters
        return training.launch_chance(
            float(self.model.month),
            self.first_launch,
            parameters.generation_interval,
            training.mean_run_length(parameters.shortest_run, parameters.longest_run),
        )

    def launch_run(self) -> None:
        """Fix a run's compute and quality, and its end."""
        parameters, month = self.model.parameters, self.model.month
        bold, good, wrong, length = self.model.numbers_of_run(self.key)
        self.coming_compute = training.training_compute(
            self.run_stock,
            self.leased_usable,
            self.serving,
            self.run_share(bold),
            parameters.utilisation,
            parameters.training_days,
        )
        self.coming_base = training.base_model(
            self.coming_compute,
            self.data_gap(),
            parameters.generation_luck,
            good,
        )
        self.coming_month = month + training.whole_months(
            length, parameters.shortest_run, parameters.longest_run
        )
        self.coming_family_error = measurement.family_error(
            parameters.score_error, parameters.score_error_shared, wrong
        )
        self.generation += 1

    def run_share(self, draw: float) -> float:
        """Share of its compute in this generation's run, from a standard normal draw."""
        parameters = self.model.parameters
        typical = training.typical_run_share(
            float(self.model.month),
            self.lateness,
            parameters.scale_delay,
            parameters.run_share_ceiling,
            parameters.run_share_midpoint,
            parameters.run_share_pace,
        )
        return training.run_share(typical, self.boldness, parameters.run_share_spread, draw)

    def data_gap(self) -> float:
        """What is lost for want of data, dex."""
        parameters = self.model.parameters
        return training.data_gap(
            self.region.data_part,
            parameters.data_gap,
            parameters.data_erosion_time,
            float(self.model.month),
        )

    # updates and releases

    def update_and_release(self) -> None:
        """Lift the base with today's know-how and teachers; release what is an improvement."""
        self.released_at = -1.0
        parameters = self.model.parameters
        if not self.trains or not training.is_updated(
            self.month_draws[3], parameters.update_interval
        ):
            return
        self.breakthroughs = self.distilled()
        own = rules.own_capability(self.base, self.know_how, self.breakthroughs)
        taught, origin, root = self.open_teacher()
        reached = rules.absorbed_capability(
            own,
            taught,
            rules.absorptive_capacity(
                parameters.absorption_at_start, parameters.absorption_by_know_how, self.know_how
            ),
        )
        improves = rules.is_improvement(reached, self.capability, parameters.release_threshold)
        if improves and self.is_active:
            self.trace(taught > own, origin, root)
            self.release(reached)

    def distilled(self) -> float:
        """Breakthroughs after learning from the outputs of the closed models that teach most."""
        parameters, best = self.model.parameters, self.breakthroughs
        at = max(0, self.model.month - int(parameters.distillation_delay) + 1)
        for origin in self.model.regions:
            part = self.region.left_open(
                parameters.distillation_part, self.model.levels.model_access, origin
            )
            best = max(best, rules.distilled(self.breakthroughs, origin.sold_then[at], part))
        return best

    def open_teacher(self) -> tuple[float, int, int]:
        """What the best open weights pass on, and the regions of their maker and of their root."""
        parameters, home = self.model.parameters, self.region.index
        best = (0.0, home, home)
        at = max(0, self.model.month - int(parameters.open_delay) + 1)
        for origin in self.model.regions:
            kept = rules.kept_share(
                parameters.open_weights_share, parameters.crossing_share, origin is not self.region
            )
            share = self.region.left_open(kept, self.model.levels.open_weights, origin)
            passed = rules.passed_on(origin.open_teacher[at], share)
            if passed > best[0]:
                best = (passed, origin.index, origin.open_root[at])
        return best

    def trace(self, is_taught: bool, origin: int, root: int) -> None:
        """Note what a release is built on, and the region whose weights it descends from."""
        home = self.region.index
        self.built_on, self.root = rules.OWN, home
        if is_taught:
            self.built_on = rules.HOME_WEIGHTS if origin == home else rules.FOREIGN_WEIGHTS
            self.root = root

    def release(self, capability: float) -> None:
        """Release a model on a day of this month, with closed weights at first."""
        self.capability = capability
        self.released_at = self.model.month + self.month_draws[2]
        self.is_open = False
        self.scores = self.scored()

    def scored(self) -> list[float]:
        """What each index makes of a release; nothing where they leave it out."""
        parameters, draws = self.model.parameters, self.model.uniforms(self.key, noise.SCORES)
        chance = measurement.chance_of_test(
            parameters.score_coverage,
            parameters.score_coverage_of_best,
            gap(self.region.frontier.best, self.capability),
        )
        if not measurement.is_tested(chance, draws[len(INDICES)]):
            return []
        return [
            measurement.index_score(
                self.capability,
                self.family_error,
                parameters.score_error,
                parameters.score_error_shared,
                normal_quantile(draw),
            )
            for draw in draws[: len(INDICES)]
        ]

    # open weights

    def open_weights(self) -> None:
        """Open the best release once it is far enough behind the best closed one on sale."""
        if self.is_open or not self.is_active or not self.may_open:
            return
        best = 0.0
        for market in self.model.regions:
            if self.markets[market.index] > 0.0:
                best = max(best, market.best_closed)
        if rules.is_opened(self.capability, best, self.model.parameters.opening_margin):
            self.is_open = True
            self.region.receive_weights(self.capability, self.root)
