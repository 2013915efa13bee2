"""Sections of the page: sentences, tables and figures on each question."""

from sim.analysis.goals import pooled
from sim.analysis.score_rows import shipped_cases
from sim.plots.attribution import attribution_figure
from sim.plots.backtest import score_figure
from sim.plots.fan import lag_fan
from sim.plots.price import price_figure
from sim.plots.sensitivity import OUTCOMES, index_figure
from sim.plots.style import WIDE, WIDTH
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
    frontier_in_words,
    interaction_table,
    judged_table,
    price_table,
    split_table,
)
from sim.tables.run import article_table, summary_table
from sim.tables.sensitivity import index_table
from sim.tables.words import in_words, quoted, regime_in_words


def sections_of(results: Results) -> tuple[Section, ...]:
    """All sections, in their order on the page."""
    return tuple(
        make(results)
        for make in (_lag, _attribution, _judged, _price, _sensitivity, _backtest,
                     _unknown, _limits, _regimes, _parameters)
    )  # fmt: skip


def chart(results: Results) -> Picture:
    """The chart that the page opens with: the lag over time with measured lags."""
    return Picture(
        lambda width: lag_fan(results.run, width=width),
        WIDTH,
        alt_texts.alt_text_of_fan(results.run),
        "The lag over time, with the lags that indices measured.",
    )


def answer(results: Results) -> list[str]:
    """The three sentences that answer the question, for the top of the page."""
    return [
        lag.sentence_lag(results.run, results.month),
        lag.sentence_reference(results.run, results.month),
        causes.sentence_largest_share(results.attribution),
    ]


def _lag(results: Results) -> Section:
    run, month = results.run, results.month
    return Section(
        "lag",
        "The lag in numbers",
        (
            lag.sentence_extremes(run, month),
            lag.sentence_trend(run, month),
            lag.sentence_article(run),
            lag.sentence_censored(run, month),
        ),
        "In the tables a gap is in dex, which are powers of ten: one dex is a factor of ten in "
        "effective training compute.",
        tables=(page_table_of(summary_table(run)), page_table_of(article_table(run))),
    )


def _attribution(results: Results) -> Section:
    attribution = results.attribution
    splits = (
        split_table(
            attribution["split"].sel(regime=regime),
            f"What the lag consists of, {regime_in_words(str(regime))}",
        )
        for regime in attribution["regime"].values
    )
    tables = (attribution_table(attribution), interaction_table(attribution), *splits)
    return Section(
        "attribution",
        "Which instrument moves the lag",
        (
            lag.sentence_against(attribution),
            causes.sentence_more_than_chips(attribution),
            causes.sentence_less_together(attribution),
            causes.sentence_pair(attribution),
            causes.sentence_split(attribution),
        ),
        "Every combination of the instruments that differ is run on the same members, so the "
        "shares add up exactly (Shapley values).",
        (
            Picture(
                lambda width: attribution_figure(attribution, width=width),
                WIDE,
                alt_texts.alt_text_of_attribution(attribution),
                "Share of each instrument in the change of the lag, and interactions of pairs.",
            ),
        ),
        tables=tuple(map(page_table_of, tables)),
    )


def _judged(results: Results) -> Section:
    return Section(
        "judged",
        "What depends on judged levels",
        (causes.sentence_judged(results.judged),),
        "How strict a measure was is mostly a judgement: a level between none (0) and full (1) in "
        "the table of what was enacted. Here all such levels of one instrument are moved halfway "
        "to none (weaker) or to full (stronger), in all months, and all else stays. The task "
        "“sensitivity” varies levels from open to closed.",
        tables=(page_table_of(judged_table(results.judged)),),
    )


def _sensitivity(results: Results) -> Section:
    indices = results.indices
    told = [name for name in OUTCOMES if causes.is_informative(indices.sel(outcome=name))]
    makers = (
        causes.sentence_spread,
        causes.sentence_leading_inputs,
        causes.sentence_convergence,
    )
    found = (make(indices, outcome) for outcome in told for make in makers)
    missing = (causes.sentence_without_indices(indices, outcome) for outcome in OUTCOMES)
    if not told:
        return Section("sensitivity", "Sensitivity", tuple(missing), ABOUT_SAMPLE)
    figure = Picture(
        lambda width: index_figure(indices, width=width),
        WIDE,
        alt_texts.alt_text_of_indices(indices),
        "Shares of the variance of the lag and of its change, with 90% intervals.",
    )
    tables = tuple(page_table_of(index_table(indices, outcome)) for outcome in told)
    return Section(
        "sensitivity", "Sensitivity", (*found, *missing), ABOUT_INDICES, (figure,), tables=tables
    )


ABOUT_INDICES = (
    "Sobol indices: the first order is the share of the variance that an input explains by "
    "itself, the total order includes its interactions. Instruments range from open to closed. "
    "Parameters are drawn from their priors under every calibration, because inputs have to be "
    "independent."
)

ABOUT_SAMPLE = (
    "Sobol indices say which inputs the spread of an outcome is due to. The task “sensitivity” "
    "computes them from a larger sample."
)


def _price(results: Results) -> Section:
    costs = results.costs
    return Section(
        "price",
        "Regret and costs of the sender",
        (
            choices.sentence_longest_lag(costs),
            frontier_in_words(costs),
            choices.sentence_trade_off(costs),
            choices.sentence_stricter_cheaper(costs),
        ),
        "Regret is how much longer the lag of the same member would have been under its best "
        "regime, if the sender wants a long lag. Costs are sums from the start of the simulation, "
        f"compared with the same members under {quoted(results.task.against)}. Effects on "
        "alliances and science, and retaliation in other fields, have no price here.",
        (
            Picture(
                lambda width: price_figure(costs, width=width),
                WIDE,
                alt_texts.alt_text_of_costs(costs),
                "Regret against the sender’s costs, one point for each regime.",
            ),
        ),
        tables=(page_table_of(price_table(costs)),),
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
        more=(
            Picture(
                lambda width: score_figure(scores, width=width),
                WIDTH,
                alt_texts.alt_text_of_scores(scores),
                "Error (CRPS) of the model and of its rivals, by posterior.",
            ),
        ),
        tables=(
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
    rows = [(in_words(name), reasons.get(name, "")) for name in names]
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
    "The comparison with the article and the split of the lag use the lag at the end of the month; "
    "everything else uses its mean over the twelve months before. "
    "Their numbers differ for that reason, and because they use different numbers of members.",
)
"""What the model leaves out; the same for every run."""
