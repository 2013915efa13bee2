"""Sections of the page: sentences, tables and figures on each question."""

from sim.analysis.goals import pooled
from sim.analysis.score_rows import shipped_cases
from sim.plots.attribution import attribution_figure
from sim.plots.backtest import score_figure
from sim.plots.discovery import regret_figure
from sim.plots.fan import lag_fan
from sim.plots.price import price_figure
from sim.plots.sensitivity import index_figure
from sim.report import alt_texts
from sim.report import sentences_on_causes as causes
from sim.report import sentences_on_choices as choices
from sim.report import sentences_on_lag as lag
from sim.report import sentences_on_reliability as knowledge
from sim.report.elements import PageTable, Picture, Section, page_table_of, text_table
from sim.report.results import Results
from sim.settings.configs import reasons_in
from sim.tables.backtest import goal_rows, origin_rows, rival_rows, verdict
from sim.tables.calibration import width_table
from sim.tables.priors import prior_rows
from sim.tables.regimes import (
    attribution_table,
    interaction_table,
    judged_table,
    price_table,
    split_table,
)
from sim.tables.run import article_table, summary_table
from sim.tables.sensitivity import index_table, regret_table
from sim.tables.words import in_words


def sections_of(results: Results) -> tuple[Section, ...]:
    """All sections, in their order on the page."""
    return tuple(
        make(results)
        for make in (_lag, _attribution, _judged, _sensitivity, _regret, _price, _backtest,
                     _unknown, _limits, _regimes, _parameters)
    )  # fmt: skip


def answer(results: Results) -> list[str]:
    """The sentences that answer the question, for the top of the page."""
    run, month = results.run, results.month
    sentences = (
        lag.sentence_lag(run, month),
        lag.sentence_reference(run, month),
        lag.sentence_against(results.attribution),
        lag.sentence_extremes(run, month),
        causes.sentence_spread(results.indices, "capability_lag"),
        choices.sentence_regret(results.regrets),
        knowledge.sentence_scores(results.scores, results.settings.calibration.posterior),
    )
    return [sentence for sentence in sentences if sentence]


def _lag(results: Results) -> Section:
    run, month = results.run, results.month
    return Section(
        "lag",
        "The lag and how it changes",
        (
            lag.sentence_trend(run, month),
            lag.sentence_article(run),
            lag.sentence_censored(run, month),
        ),
        "The lag at a month’s end is the time since the leader first released a model at or above "
        "the follower’s best. A member of the ensemble is one draw of all unknown parameters and "
        "of chance.",
        (
            Picture(
                lambda: lag_fan(run),
                alt_texts.alt_text_of_fan(run),
                "The lag over time: median, 50% and 90% of members.",
            ),
        ),
        (page_table_of(summary_table(run)), page_table_of(article_table(run))),
    )


def _attribution(results: Results) -> Section:
    attribution = results.attribution
    splits = (
        split_table(attribution["split"].sel(regime=regime), f"What the lag consists of, {regime}")
        for regime in attribution["regime"].values
    )
    tables = (attribution_table(attribution), interaction_table(attribution), *splits)
    return Section(
        "attribution",
        "Which instrument moves the lag",
        (
            causes.sentence_largest_share(attribution),
            causes.sentence_pair(attribution),
            causes.sentence_split(attribution),
        ),
        "Every combination of the instruments that differ is run on the same members, so the "
        "shares add up exactly (Shapley values).",
        (
            Picture(
                lambda: attribution_figure(attribution),
                alt_texts.alt_text_of_attribution(attribution),
                "Share of each instrument in the change of the lag, and interactions of pairs.",
            ),
        ),
        tuple(map(page_table_of, tables)),
    )


def _judged(results: Results) -> Section:
    return Section(
        "judged",
        "What hangs on judged levels",
        (causes.sentence_judged(results.judged),),
        "How strict a measure was is mostly a judgement: a level between none (0) and full (1) in "
        "the table of what was enacted. Here all such levels of one instrument are moved halfway "
        "to none (weaker) or to full (stronger), in all months, and all else stays.",
        tables=(page_table_of(judged_table(results.judged)),),
    )


def _sensitivity(results: Results) -> Section:
    indices = results.indices
    outcomes = ("capability_lag", "capability_lag_change")
    makers = (
        causes.sentence_spread,
        causes.sentence_leading_inputs,
        causes.sentence_convergence,
    )
    return Section(
        "sensitivity",
        "Sensitivity",
        tuple(make(indices, outcome) for outcome in outcomes for make in makers),
        "Sobol indices: the first order is the share of the variance that an input explains by "
        "itself, the total order includes its interactions. Instruments range from open to "
        "closed. Parameters are drawn from their priors under every calibration, because inputs "
        "have to be independent.",
        (
            Picture(
                lambda: index_figure(indices),
                alt_texts.alt_text_of_indices(indices),
                "Shares of the variance of the lag and of its change, with 90% intervals.",
            ),
        ),
        tuple(page_table_of(index_table(indices, outcome)) for outcome in outcomes),
    )


def _regret(results: Results) -> Section:
    regrets = results.regrets
    return Section(
        "regret",
        "Regret",
        (choices.sentence_regret(regrets), choices.sentence_most_regret(regrets)),
        "Regret is how much longer the lag of the same member would have been under its best "
        "regime. The sender is assumed to want a long lag; costs of regimes are not counted.",
        (
            Picture(
                lambda: regret_figure(regrets),
                alt_texts.alt_text_of_regrets(regrets),
                "Regret of each regime: mean, 95th percentile of members, and the worst member.",
            ),
        ),
        (page_table_of(regret_table(regrets)),),
    )


def _price(results: Results) -> Section:
    costs = results.costs
    return Section(
        "price",
        "Costs to the sender",
        (
            choices.sentence_longest_lag(costs),
            choices.sentence_frontier(costs),
            choices.sentence_trade_off(costs),
        ),
        "Costs are sums from the start of the simulation, compared with the same members under "
        f"“{in_words(results.task.against)}”. Effects on alliances and science, and retaliation in "
        "other fields, have no price here.",
        (
            Picture(
                lambda: price_figure(costs),
                alt_texts.alt_text_of_costs(costs),
                "Months of lag against the sender’s costs, one point for each regime.",
            ),
        ),
        (page_table_of(price_table(costs)),),
    )


def _backtest(results: Results) -> Section:
    scores, posterior = results.scores, results.settings.calibration.posterior
    cases = shipped_cases()
    head, *rows = origin_rows(cases)
    return Section(
        "backtest",
        "Past forecast accuracy",
        (
            knowledge.sentence_scores(scores, posterior),
            knowledge.sentence_coverage(scores, posterior),
            knowledge.sentence_all_scores(scores),
            verdict(cases),
        ),
        "Posteriors with an early cut-off are scored on the lags that were measured later, under "
        "the measures as enacted. These scores ship with the package; this report did not "
        "compute them again.",
        (
            Picture(
                lambda: score_figure(scores),
                alt_texts.alt_text_of_scores(scores),
                "Error (CRPS) of the model and of its rivals, by posterior.",
            ),
        ),
        (
            text_table("Scores of the back-test, CRPS in months", head, rows, numeric=True),
            text_table("The model against each rival", *_split(rival_rows(pooled(cases)))),
            text_table("Goals of the forecast", *_split(goal_rows(cases))),
        ),
    )


def _split(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Head and body of a table."""
    return rows[0], rows[1:]


def _parameters(results: Results) -> Section:
    priors = results.settings.calibration.parameters
    head, *rows = prior_rows(priors)
    return Section(
        "parameters",
        "Parameters, their sources, and evidence that would change them",
        (knowledge.sentence_sources(priors),),
        tables=(text_table(f"All {len(priors)} parameters", head, rows),),
    )


def _unknown(results: Results) -> Section:
    priors, widths = results.settings.calibration.parameters, results.widths
    unknown = [(in_words(w.name), priors[w.name].meaning) for w in widths if not w.is_identified]
    title = f"Not identified: {len(unknown)} parameters"
    tables = [text_table(title, ("parameter", "meaning"), unknown)] if unknown else []
    if any(width.is_identified for width in widths):
        tables.insert(0, _known(results))
    return Section(
        "unknown",
        "Parameters that the data do not identify",
        (knowledge.sentence_identified(widths),),
        "A parameter is identified if the calibration targets narrow or move its prior. For the "
        "others, the results rest on the priors alone.",
        tables=tuple(tables),
    )


def _known(results: Results) -> PageTable:
    table = page_table_of(width_table(results.widths))
    caption = "width and shift of the posterior, in standard deviations of the prior"
    return PageTable(table.title, table.head, table.rows, caption, table.numeric)


def _limits(_results: Results) -> Section:
    return Section("limits", "Limits", LIMITS)


def _regimes(results: Results) -> Section:
    reasons = reasons_in("scenario")
    names = map(str, dict.fromkeys([*results.settings.scenario, *results.costs["scenario"].values]))
    rows = [(name, reasons.get(name, "")) for name in names]
    title = "Regimes in this report"
    return Section(
        "regimes", "The regimes", (), tables=(PageTable(title, ("regime", "what it is"), rows),)
    )


LIMITS = (
    "Levels of instruments between open and closed are judgements, as are the priors that rest on "
    "assumptions.",
    "The article does not identify how much of the fall in foreign direct investment was caused "
    "by sanctions.",
    "The grey market, rented compute abroad, and what a model passes on to its pupils are poorly "
    "measured.",
    "Talent, energy and military use are left out. Labs do not adapt the dates of their training "
    "runs to events.",
    "China is always the follower and the US always the leader, even if China is ahead; the rest "
    "of the world joins the sender’s measures in part.",
    "Regret, the comparison with the article and the split of the lag use the lag at the end of "
    "the month; the answer, attribution and costs use its mean over the twelve months before. "
    "Their numbers differ for that reason, and because they use different numbers of members.",
)
"""What the model leaves out; the same for every run."""
