"""What strict controls would do from now on, computed for the README."""

from functools import cache

SCENARIO, MONTH = "strict_controls", "2028-12"


@cache
def from_today_answer() -> str:
    """Sentences on the lag under strict controls from now on, and on how well that is known.

    Runs the scenario with the default settings, which takes seconds.
    """
    from sim.analysis.projection import project
    from sim.report.sentences_on_lag import sentence_lag, sentence_reference
    from sim.report.sentences_on_reliability import sentence_sampling
    from sim.settings.compose import compose

    settings = compose(SCENARIO, ["calibration=current"])
    run = project(settings)
    sentences = [sentence_lag(run, MONTH), sentence_reference(run, MONTH)]
    sentences.append(sentence_sampling(settings.calibration.posterior))
    return " ".join(filter(None, sentences))
