"""The page is one file that needs no network, and has all its content in order."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import example_results as examples
import pytest

from sim.report.page import page
from sim.report.sections import answer, chart, sections_of
from sim.report.subtasks import with_at_most

pytestmark = pytest.mark.slow

LARGEST = 5_000_000
"""Bytes of a page."""


class Reader(HTMLParser):
    """Collects tags with their attributes, in order, and text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.order = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.order.append(tag)

    def handle_endtag(self, tag):
        self.order.append(f"/{tag}")

    def handle_data(self, data):
        self.words.append(data)

    def of(self, *names):
        return [(tag, attributes) for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module")
def results():
    return examples.results()


@pytest.fixture(scope="module")
def text(results):
    return page(results, "python -m sim task=report '+scenario=[a,b]'")


@pytest.fixture(scope="module")
def read(text):
    return Reader(text)


def test_the_page_is_small_and_fetches_nothing(text, read):
    assert len(text.encode()) < LARGEST
    addresses = [a[key] for _, a in read.tags for key in ("src", "srcset", "href") if key in a]
    assert addresses
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert "url(" not in text
    assert not read.of("script")


def test_the_same_results_make_the_same_page(results, text):
    again = page(results, "python -m sim task=report '+scenario=[a,b]'")
    assert again == text


def test_the_page_has_a_language_a_title_and_headings_in_order(read):
    assert read.of("html")[0][1]["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in read.of("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_contents_lead_to_every_section_and_every_anchor_is_there_once(results, read):
    anchors = [a["id"] for _, a in read.tags if "id" in a]
    assert len(set(anchors)) == len(anchors)
    links = [a["href"][1:] for _, a in read.of("a")]
    assert set(links) <= set(anchors)
    assert {section.key for section in sections_of(results)} <= set(links)


def test_the_page_has_every_section_in_order(results):
    keys = [section.key for section in sections_of(results)]
    assert keys == ["lag", "attribution", "judged", "price", "sensitivity", "backtest",
                    "unknown", "limits", "regimes", "parameters"]  # fmt: skip


def test_the_page_opens_with_the_chart_and_three_sentences(results, text):
    assert len(answer(results)) == 3
    chart_at, answer_at, contents_at = map(text.index, ("<figure>", 'id="answer"', 'id="contents"'))
    assert chart_at < answer_at < contents_at


def test_a_member_and_a_regime_are_explained_below_the_answer(text):
    before_contents = text[: text.index('id="contents"')]
    assert "A member of the ensemble is one simulation" in before_contents
    assert "A regime is all measures" in before_contents


def test_dex_is_explained_before_it_first_stands_in_a_table(text):
    assert text.index("one dex is a factor of ten") < text.index("gap, dex")


def test_every_table_is_folded(read):
    depths = {"details": 0}
    assert read.of("table")
    for tag in read.order:
        if tag.strip("/") == "details":
            depths["details"] += 1 if tag == "details" else -1
        assert tag != "table" or depths["details"] > 0


def test_sensitivity_is_one_sentence_an_outcome_where_indices_have_not_converged():
    given = examples.results(indices=examples.indices(converged=False))
    section = next(each for each in sections_of(given) if each.key == "sensitivity")
    assert [words.startswith("Sobol indices of") for words in section.statements] == [True, True]
    assert (section.pictures, section.tables) == ((), ())


def test_no_share_on_the_page_is_above_one_hundred_per_cent():
    costs = examples.costs()
    costs["compute_lost"] = costs["compute_lost"] * 0.0 - 1.5
    offsetting = examples.attribution(chips=6.0, capital=-5.0)
    given = examples.results(costs=costs, attribution=offsetting)
    words = " ".join(Reader(page(given)).words)
    shares = [float(number) for number in re.findall(r"(\d+(?:\.\d+)?)%", words)]
    assert shares
    assert max(shares) <= 100


def test_every_figure_has_its_computed_alternative_text(results, read):
    alt_texts = [a["alt"] for _, a in read.of("img")]
    sections = sections_of(results)
    pictures = [chart(results), *(p for each in sections for p in (*each.pictures, *each.more))]
    assert alt_texts == [picture.alt_text for picture in pictures]
    assert len(alt_texts) == 5


def test_every_figure_is_also_drawn_for_a_phone(read):
    sources = [a["srcset"] for _, a in read.of("source")]
    assert len(set(sources)) == len(read.of("img"))


def test_the_answer_is_on_the_page_word_by_word(results, read):
    words = " ".join(read.words)
    for sentence in answer(results):
        assert sentence in words


def test_every_parameter_has_its_source_and_what_would_revise_it(results, read):
    words = "".join(read.words)
    for name, prior in results.settings.calibration.parameters.items():
        assert name in words
        assert prior.source in words
        assert prior.revised_by in words


def test_parameters_that_are_not_identified_are_listed(results):
    unknown = next(section for section in sections_of(results) if section.key == "unknown")
    rows = unknown.tables[-1].rows
    assert len(rows) == sum(not width.is_identified for width in results.widths) > 0


def test_the_page_says_how_it_was_made(results, read):
    words = " ".join(read.words)
    assert "python -m sim task=report '+scenario=[a,b]'" in words
    assert results.run.attrs["sim_version"] in words
    assert results.run.attrs["settings_yaml"].strip() in words
    assert str(results.run.attrs["seed"]) in words


def test_a_page_without_a_command_says_that_python_made_it(results):
    assert "made from Python, with the settings below" in page(results)


def test_names_given_by_a_user_are_escaped():
    run = examples.run().assign_attrs(scenario="<script>alert(1)</script>")
    assert "<script" not in page(examples.results(run=run))


def test_a_page_from_priors_says_that_no_parameter_is_identified():
    words = " ".join(Reader(page(examples.results(widths=[]))).words)
    assert "so the data identify no parameter" in words


def test_figures_keep_to_the_colours_that_the_colour_blind_tell_apart():
    from sim.plots import backtest, discovery, fan, sensitivity

    safe = {"#0072B2", "#D55E00", "#009E73", "#333333"}
    looks = [*discovery.MARKS_OF_HALVES.values(),
             *sensitivity.ORDERS.values(), *backtest.FORECASTERS.values()]  # fmt: skip
    assert {look[1] for look in looks} | {fan.SCENARIO_COLOUR, fan.REFERENCE_COLOUR} <= safe


def test_text_stands_out_from_the_page(text):
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", text))
    for name in ("ink", "soft", "blue"):
        assert contrast(colours[name], colours["tint"]) > 4.5


def contrast(one, other):
    """Contrast of two colours, as WCAG 2 has it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_an_attribution_takes_no_more_members_than_the_ensemble_has(results):
    assert with_at_most(results.settings, 64).ensemble.members == 64
    assert with_at_most(results.settings, 10**6).ensemble.members == 1000
