"""The parts of a page: sentences, tables and figures of each question."""

from sim.plots.attribution import attribution
from sim.plots.backtest import score_figure
from sim.plots.discovery import regret_figure
from sim.plots.fan import lag_fan
from sim.plots.price import price
from sim.plots.sensitivity import index_figure
from sim.report import alternatives as alt
from sim.report import said_of_causes as causes
from sim.report import said_of_choices as choices
from sim.report import said_of_knowledge as knowledge
from sim.report import said_of_lag as lag
from sim.report.findings import Findings
from sim.report.pieces import Part, Picture, Sheet, plain, sheet_of
from sim.settings.configs import scenario_reasons
from sim.tables.backtest import score_rows
from sim.tables.calibration import width_table
from sim.tables.priors import belief_rows
from sim.tables.regimes import (
    attribution_table,
    interaction_table,
    price_table,
    split_table,
)
from sim.tables.run import article_table, summary_table
from sim.tables.sensitivity import index_table, regret_table
from sim.tables.words import said


def parts_of(of: Findings) -> tuple[Part, ...]:
    """All sections, in their order on the page."""
    return tuple(
        make(of)
        for make in (_lag, _attribution, _sensitivity, _regret, _price, _backtest, _unknown,
                     _limits, _regimes, _parameters)
    )  # fmt: skip


def answer(of: Findings) -> list[str]:
    """The sentences that answer the question, before all details."""
    run, month = of.run, of.month
    sentences = (
        lag.sentence_lag(run, month),
        lag.sentence_reference(run, month),
        lag.sentence_against(of.shared),
        lag.sentence_extremes(run, month),
        causes.sentence_spread(of.found, "capability_lag"),
        choices.sentence_regret(of.regretted),
        knowledge.sentence_scores(of.scores, of.settings.calibration.posterior),
    )
    return [sentence for sentence in sentences if sentence]


def _lag(of: Findings) -> Part:
    run, month = of.run, of.month
    return Part(
        "lag",
        "How far behind, and since when",
        (
            lag.sentence_trend(run, month),
            lag.sentence_article(run),
            lag.sentence_censored(run, month),
        ),
        "The lag at a month’s end is the time since the leader first released a model at or above "
        "the follower’s best. A member is one draw of all that is not known, with luck of its own.",
        (
            Picture(
                lambda: lag_fan(run),
                alt.alternative_fan(run),
                "The lag over time: median, 50% and 90% of members.",
            ),
        ),
        (sheet_of(summary_table(run)), sheet_of(article_table(run))),
    )


def _attribution(of: Findings) -> Part:
    shared = of.shared
    splits = (
        split_table(shared["split"].sel(regime=regime), f"What the lag consists of, {regime}")
        for regime in shared["regime"].values
    )
    tables = (attribution_table(shared), interaction_table(shared), *splits)
    return Part(
        "attribution",
        "Which instrument moves the lag",
        (
            causes.sentence_largest_share(shared),
            causes.sentence_pair(shared),
            causes.sentence_split(shared),
        ),
        "Every combination of the instruments that differ is run on the same members, so the parts "
        "add up exactly (Shapley values).",
        (
            Picture(
                lambda: attribution(shared),
                alt.alternative_attribution(shared),
                "Each instrument’s part in the change of the lag, and what pairs do together.",
            ),
        ),
        tuple(map(sheet_of, tables)),
    )


def _sensitivity(of: Findings) -> Part:
    found = of.found
    outcomes = ("capability_lag", "capability_lag_change")
    makers = (
        causes.sentence_spread,
        causes.sentence_leading_inputs,
        causes.sentence_convergence,
    )
    return Part(
        "sensitivity",
        "What the answer hangs on",
        tuple(make(found, outcome) for outcome in outcomes for make in makers),
        "Sobol indices: the first order is what an input explains by itself, the total order what "
        "it has a part in. Instruments range from open to closed; parameters are drawn from their "
        "priors, whatever the calibration, as inputs have to be independent.",
        (
            Picture(
                lambda: index_figure(found),
                alt.alternative_sensitivity(found),
                "Parts of the variance of the lag and of its change, with 90% intervals.",
            ),
        ),
        tuple(sheet_of(index_table(found, outcome)) for outcome in outcomes),
    )


def _regret(of: Findings) -> Part:
    regretted = of.regretted
    return Part(
        "regret",
        "Which choice is least regretted",
        (choices.sentence_regret(regretted), choices.sentence_most_regret(regretted)),
        "Regret is the lag that the best regime would have given the same member beyond what this "
        "one gives. The sender is taken to want a long lag; what a regime costs is not counted.",
        (
            Picture(
                lambda: regret_figure(regretted),
                alt.alternative_regret(regretted),
                "Regret of each regime: mean, 95% of members, and the worst member.",
            ),
        ),
        (sheet_of(regret_table(regretted)),),
    )


def _price(of: Findings) -> Part:
    priced = of.priced
    return Part(
        "price",
        "What a lag costs",
        (
            choices.sentence_longest_lag(priced),
            choices.sentence_frontier(priced),
            choices.sentence_trade_off(priced),
        ),
        "Costs are sums from the start of the simulation, against the same members under "
        f"“{said(of.task.against)}”. Alliances, science and retaliation elsewhere are not priced.",
        (
            Picture(
                lambda: price(priced),
                alt.alternative_price(priced),
                "Months of lag against the sender’s costs, one point a regime.",
            ),
        ),
        (sheet_of(price_table(priced)),),
    )


def _backtest(of: Findings) -> Part:
    scores, posterior = of.scores, of.settings.calibration.posterior
    head, *rows = score_rows()
    return Part(
        "backtest",
        "Was it any good?",
        (
            knowledge.sentence_scores(scores, posterior),
            knowledge.sentence_coverage(scores, posterior),
            knowledge.sentence_all_scores(scores),
        ),
        "Posteriors that end early are scored on the lags that were measured later, under the "
        "measures as enacted. These scores ship with the package and are not made anew here.",
        (
            Picture(
                lambda: score_figure(scores),
                alt.alternative_scores(scores),
                "Error (CRPS) of the model and of its rivals, by posterior.",
            ),
        ),
        (plain("Scores of the back-test", head, rows, numeric=True),),
    )


def _parameters(of: Findings) -> Part:
    priors = of.settings.calibration.parameters
    head, *rows = belief_rows(priors)
    return Part(
        "parameters",
        "Parameters, their sources, and what would change one’s mind",
        (knowledge.sentence_sources(priors),),
        sheets=(plain(f"All {len(priors)} parameters", head, rows),),
    )


def _unknown(of: Findings) -> Part:
    priors, widths = of.settings.calibration.parameters, of.widths
    unknown = [(said(w.name), priors[w.name].meaning) for w in widths if not w.is_identified]
    title = f"Not identified: {len(unknown)} parameters"
    sheets = [plain(title, ("parameter", "meaning"), unknown)] if unknown else []
    if any(width.is_identified for width in widths):
        sheets.insert(0, _known(of))
    return Part(
        "unknown",
        "What is not identified",
        (knowledge.sentence_identified(widths),),
        "A parameter is identified if the figures of the calibration narrow or move what was "
        "believed of it before. What the answers say of the others comes from the priors.",
        sheets=tuple(sheets),
    )


def _known(of: Findings) -> Sheet:
    table = sheet_of(width_table(of.widths))
    caption = "width and shift: of the posterior, in standard deviations of the prior"
    return Sheet(table.title, table.head, table.rows, caption, table.numeric)


def _limits(_of: Findings) -> Part:
    return Part("limits", "Limits", LIMITS)


def _regimes(of: Findings) -> Part:
    reasons = scenario_reasons()
    named = map(str, dict.fromkeys([*of.settings.scenario, *of.priced["scenario"].values]))
    rows = [(name, reasons.get(name, "")) for name in named]
    title = "Regimes of this page"
    return Part(
        "regimes", "The regimes", (), sheets=(Sheet(title, ("regime", "what it is"), rows),)
    )


LIMITS = (
    "Levels of instruments between open and closed are judgements, as are the priors that rest on "
    "assumptions.",
    "How much of the fall in foreign direct investment sanctions caused is not identified by the "
    "article.",
    "The grey market, rented compute abroad, and what a model passes on to its pupils are poorly "
    "measured.",
    "Talent, energy and military use are left out. Labs’ calendars of training runs do not answer "
    "to events.",
    "The follower is China and the leader the US by label; the rest of the world joins the "
    "sender’s measures in part.",
    "Regret, the comparison with the article and what the lag consists of are of the lag at the "
    "month’s end; the answer, attribution and prices are of its mean over the twelve months "
    "before. Their numbers differ by that, and by how many members each is on.",
)
"""What the model leaves out; nothing here depends on a run."""
