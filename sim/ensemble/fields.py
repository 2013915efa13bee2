"""What a block of members owns, by who owns it: name, axes, unit and meaning of every field.

Axes come before that of the members, which is always last. A time is in months since the horizon's
start, with a fraction where it is a date.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.ensemble.layout import DELAYS, YEAR

Axes = tuple[str | int, ...]
"""Names of `sim.ensemble.layout.Sizes`, or lengths."""


class Field(NamedTuple):
    """One array of the state.

    Attributes
    ----------
    name : str
        As the kernel calls it.
    axes : tuple of str or int
        Before the member axis; empty for one number a member.
    unit : str
        In which it is counted; "1" for ratios and for yes or no.
    meaning : str
        What it holds.
    kind : type
        Of its numbers: float64 by default.
    """

    name: str
    axes: Axes
    unit: str
    meaning: str
    kind: Any = np.float64


ONE: Axes = ()
LAB: Axes = ("labs",)
LAB_BY_INDEX: Axes = ("indices", "labs")
LAB_BY_DESIGNER: Axes = ("designers", "labs")
INVESTOR: Axes = ("investors",)
ROUTE: Axes = ("regions", "regions")
REGION: Axes = ("regions",)
REGION_BY_INDEX: Axes = ("indices", "regions")
REGION_BY_MONTH: Axes = ("regions", DELAYS)
REGION_BY_MONTH_OF_YEAR: Axes = ("regions", 12)
REGION_BY_YEAR: Axes = ("regions", YEAR)
RELEASES_BY_BASE: Axes = (3, "regions", 12)
DESIGNER: Axes = ("designers",)
DESIGNER_BY_REGION: Axes = ("designers", "regions")
FOUNDRY: Axes = ("foundries",)

LOG_FLOP = "log10 FLOP"
EFFECTIVE = "log10 effective FLOP"
MONTHLY = "bn USD a month"

LABS = (
    Field("cash", LAB, "bn USD", "money in hand"),
    Field("raised", LAB, MONTHLY, "drawn each month of this quarter from what investors committed"),
    Field("research", LAB, MONTHLY, "spending on research this month"),
    Field("earned", LAB, MONTHLY, "AI revenue this month"),
    Field("yearly_income", LAB, MONTHLY, "a year's mean of what it raised and earned"),
    Field("active", LAB, "1", "1 for a lab in business, 0 for one that gave up"),
    Field("rent_money", LAB, MONTHLY, "offered for leased compute this month"),
    Field("weight", LAB, "1", "in the choice of one investor, or in one market, not normalised"),
    Field("pull", LAB, "1", "what draws every investor, or customer, to the lab"),
    Field("compute_stock", LAB, "H100e", "own chips in working order"),
    Field("run_stock", LAB, "H100e", "what of the stock serves large runs"),
    Field("leased", LAB, "H100e", "compute leased this month, at home and abroad"),
    Field("leased_abroad", LAB, "H100e", "the part of it from clouds of other regions"),
    Field("leased_usable", LAB, "H100e", "what of it serves large runs"),
    Field("serving", LAB, "1", "part of the lab's compute that serves customers"),
    Field("know_how", LAB, "dex", "log10 of algorithmic efficiency against 2018"),
    Field("breakthroughs", LAB, "dex", "what breakthroughs add to know-how"),
    Field("capability", LAB, EFFECTIVE, "best release"),
    Field("base", LAB, LOG_FLOP, "base model: its training and what chance made of it"),
    Field("base_compute", LAB, LOG_FLOP, "training of the base model"),
    Field("coming_base", LAB, LOG_FLOP, "base model in training"),
    Field("coming_compute", LAB, LOG_FLOP, "training of the run in progress"),
    Field("coming_month", LAB, "month", "in which that run ends; -1 before the first run"),
    Field("generation", LAB, "1", "runs launched so far", np.int64),
    Field("first_launch", LAB, "month", "in which a newcomer's first run is due; -1 for none"),
    Field("released_at", LAB, "month", "date of this month's release; -1 for none"),
    Field("built_on", LAB, "1", "base of the best release: 0 own, 1 home weights, 2 foreign"),
    Field("is_open", LAB, "1", "whether the weights of its best release are open"),
    Field("family_error", LAB, "dex", "what all indices get wrong of the present generation"),
    Field("coming_family_error", LAB, "dex", "the same of the run in progress"),
    Field("score", LAB_BY_INDEX, EFFECTIVE, "of this month's release; -1 where it is not tested"),
    Field("breakthrough_draw", LAB, "1", "uniform draw: whether there is a breakthrough"),
    Field("launch_draw", LAB, "1", "uniform draw: whether the lab launches a run"),
    Field("day_draw", LAB, "1", "uniform draw: the day of a release in its month"),
    Field("update_draw", LAB, "1", "uniform draw: whether the lab updates its base"),
    Field("orders", LAB_BY_DESIGNER, MONTHLY, "lawful orders of chips this month"),
    Field("grey_orders", LAB_BY_DESIGNER, MONTHLY, "orders of smuggled chips this month"),
    Field("root", LAB, "region", "whose weights the best release descends from"),
)

INVESTORS = (
    Field("sentiment", INVESTOR, "1", "commitment against its trend, 1 at the start"),
    Field("commitment", INVESTOR, "bn USD a quarter", "to labs, this quarter"),
    Field("flow", ROUTE, MONTHLY, "money from a region to a region's labs, in this quarter"),
    Field("venture_flow", ROUTE, MONTHLY, "the part of it that is venture funds'"),
    Field("all_weights", ONE, "1", "of all labs, in one investor's choice"),
    Field("weights_at_home", ONE, "1", "of labs in that investor's own region"),
    Field("barred", ONE, "bn USD a quarter", "what a barrier keeps from that investor's labs"),
    Field("paid", ONE, "bn USD a quarter", "from that investor to one lab"),
)

REGIONS = (
    Field("inflow", REGION, MONTHLY, "gross foreign direct investment, without this month's shock"),
    Field("peak_inflow", REGION, MONTHLY, "the highest gross inflow so far"),
    Field("liquidity", REGION, "1", "what foreign direct investment leaves of venture money"),
    Field("fdi", REGION, MONTHLY, "net foreign direct investment"),
    Field("plant_share", REGION, "1", "part of the world's investment in chip plants"),
    Field("plant_weight", REGION, "1", "attraction for chip plants, not normalised"),
    Field("chip_fdi", REGION, MONTHLY, "investment in chip plants"),
    Field("scarcity", REGION, "1", "chips ordered over good chips of the region's foundries"),
    Field("within_reach", REGION, EFFECTIVE, "best open weights that the region's labs may use"),
    Field("revenue", REGION, MONTHLY, "AI revenue of the region's labs"),
    Field("home_fill", REGION, "1", "part of the orders of its designers that was made"),
    Field("grey_chips", REGION, "H100e", "smuggled in this month"),
    Field("chip_spending", REGION, MONTHLY, "what its labs pay for chips, smuggled ones included"),
    Field("grey_spending", REGION, MONTHLY, "what its labs pay for smuggled chips"),
    Field("rental", REGION, MONTHLY, "rent that its labs pay, less what its clouds take in"),
    Field("know_how_then", REGION_BY_MONTH, "dex", "best of its labs, at a month's start"),
    Field("breakthroughs_then", REGION_BY_MONTH, "dex", "best of its labs, at a month's start"),
    Field("home_know_how", REGION, "dex", "best at home when it was published"),
    Field("abroad_know_how", REGION, "dex", "best abroad when it was published"),
    Field("home_breakthroughs", REGION, "dex", "best at home when it was published"),
    Field("abroad_breakthroughs", REGION, "dex", "best abroad when it was published"),
    Field("best_know_how", ONE, "dex", "of all labs, at the month's start"),
    Field("best_breakthroughs", ONE, "dex", "of all labs, at the month's start"),
    Field("from_weights", REGION, EFFECTIVE, "what the best open weights pass on to its labs"),
    Field("weights_root", REGION, "region", "root of the open weights that teach it"),
    Field("weights_origin", REGION, "region", "region whose lab opened them"),
    Field("past_open", REGION, EFFECTIVE, "its best open weights before the delay of learning"),
    Field("past_sold", REGION, "dex", "post-training of its closed models before that delay"),
    Field("past_root", REGION, "region", "root of `past_open`"),
    Field("open_teacher", REGION_BY_MONTH, EFFECTIVE, "best open weights at a month's start"),
    Field(
        "sold_then", REGION_BY_MONTH, "dex", "post-training of its closed models at a month's start"
    ),
    Field("open_root", REGION_BY_MONTH, "region", "root of `open_teacher`"),
    Field("releases", RELEASES_BY_BASE, "1", "number of releases in twelve months, by base"),
    Field("foreign_descents", REGION_BY_MONTH_OF_YEAR, "1", "those that descend from abroad"),
    Field("best_closed", REGION, EFFECTIVE, "best model on sale there with closed weights"),
    Field("holder", REGION, "1", "kind of the lab that holds the frontier", np.int64),
    Field("holders", REGION_BY_MONTH_OF_YEAR, "1", "the same in the last twelve months", np.int64),
    Field("chip_access", REGION, "1", "effective compute a dollar on sale over what is made"),
    Field("startup_money", REGION, MONTHLY, "raised by the region's start-ups in this quarter"),
    Field("startups", REGION, "1", "number of start-ups in business"),
    Field("rent_wanted", REGION, "H100e", "that its labs would lease"),
    Field("rent_offered", REGION, MONTHLY, "what they would pay for it"),
    Field("cloud_stock", REGION, "H100e", "chips of its clouds"),
    Field("cloud_run_stock", REGION, "H100e", "what of them serves large runs"),
    Field("fill_of_home", REGION, "1", "part of the wish to lease that clouds at home meet"),
    Field("fill_of_abroad", REGION, "1", "part of the rest that clouds abroad meet"),
    Field("frontier", REGION, EFFECTIVE, "best release of the region"),
    Field("past_frontier", REGION_BY_YEAR, EFFECTIVE, "the same at a month's start"),
    Field("open_frontier", REGION, EFFECTIVE, "best open weights of the region; 0 for none"),
    Field("open_moved", REGION, "1", "whether the best open weights rose this month", np.int64),
    Field("open_count", REGION, "1", "number of records of open weights", np.int64),
    Field("open_lag", REGION, "month", "lag of open weights, counted from month 0"),
    Field("largest_run", REGION, LOG_FLOP, "largest training run behind a release"),
    Field("frontier_count", REGION, "1", "number of records of the frontier", np.int64),
    Field("run_count", REGION, "1", "number of records of the largest run", np.int64),
    Field("best_score", REGION_BY_INDEX, EFFECTIVE, "best score of the region's releases"),
    Field("score_count", REGION_BY_INDEX, "1", "number of records of scores", np.int64),
    Field("frontier_moved", REGION, "1", "whether the frontier rose this month", np.int64),
    Field("run_moved", REGION, "1", "whether the largest run rose this month", np.int64),
    Field("score_moved", REGION_BY_INDEX, "1", "whether the best score rose this month", np.int64),
    Field("capability_lag", REGION, "month", "lag behind the leader, counted from month 0"),
    Field("compute_lag", REGION, "month", "lag of the largest run, counted from month 0"),
    Field("lag_censored", REGION, "1", "whether the lag is older than the horizon"),
    Field("measured_lag", REGION_BY_INDEX, "month", "lag of scores, counted from month 0"),
    Field("world_frontier", (YEAR,), EFFECTIVE, "best release anywhere at a month's start"),
    Field("first_frontier", ONE, EFFECTIVE, "best release anywhere at the horizon's start"),
)

DESIGNERS = (
    Field("clock", DESIGNER, "month", "reference month that the roadmap has reached"),
    Field("tflops", DESIGNER, "TFLOP/s", "dense 16-bit throughput of the standard chip"),
    Field("interconnect", DESIGNER, "GB/s", "of the standard chip"),
    Field("area", DESIGNER, "mm2", "of the standard chip's die"),
    Field("density", DESIGNER, "TPP a mm2", "performance density of the standard chip"),
    Field("list_price", DESIGNER, "USD", "on record, or as grown beyond it"),
    Field("price", DESIGNER, "USD", "of the standard chip this month, without levy"),
    Field("usability", DESIGNER, "1", "part of the throughput that its software leaves"),
    Field("markup", DESIGNER, "1", "price over cost"),
    Field("smoothed_revenue", DESIGNER, MONTHLY, "a year's mean of revenue"),
    Field("installed", DESIGNER, "H100e", "chips sold so far"),
    Field("variant_tflops", DESIGNER, "TFLOP/s", "dense 16-bit throughput of the export variant"),
    Field("variant_interconnect", DESIGNER, "GB/s", "of the export variant"),
    Field("variant_density", DESIGNER, "TPP a mm2", "performance density of the export variant"),
    Field("variant_usability", DESIGNER, "1", "part that its interconnect leaves to large runs"),
    Field("variant_countdown", DESIGNER, "month", "until a variant is ready; -1 for none coming"),
    Field("abroad", DESIGNER, "1", "part of the orders that its foundry abroad makes"),
    Field("ordered", DESIGNER, "chips a month", "by all labs"),
    Field("fill", DESIGNER, "1", "part of the orders that is made"),
    Field("made", DESIGNER, "chips a month", "at both foundries"),
    Field("throughput", DESIGNER, "H100e", "of the standard chips made this month"),
    Field("generation", DESIGNER, "1", "number of the chip on sale; -1 before the first", np.int64),
    Field(
        "variant_generation", DESIGNER, "1", "chip that the variant is of; -1 for none", np.int64
    ),
    Field(
        "barred_appeal", DESIGNER_BY_REGION, "1", "appeal of the standard chip where it is barred"
    ),
    Field("desired", DESIGNER_BY_REGION, "1", "appeal of the standard chip, barred or not"),
    Field("offered", DESIGNER_BY_REGION, "1", "appeal of what is on sale; nothing has none"),
    Field("rush", DESIGNER_BY_REGION, "1", "factor on orders before an announced measure"),
    Field("offered_tflops", DESIGNER_BY_REGION, "TFLOP/s", "of what is on sale"),
    Field("offered_usability", DESIGNER_BY_REGION, "1", "of what is on sale"),
    Field("offered_price", DESIGNER_BY_REGION, "USD", "of what is on sale, with levy"),
    Field("delivered", DESIGNER_BY_REGION, "H100e", "legal deliveries this month"),
    Field("revenue", DESIGNER_BY_REGION, MONTHLY, "from sales, without levy and premium"),
)

FOUNDRIES = (
    Field("capacity", FOUNDRY, "chips a month", "that can be started"),
    Field("foundry_yield", FOUNDRY, "1", "part of the chips started that works"),
    Field(
        "experience", FOUNDRY, "1", "chips started so far, in years of the capacity at the start"
    ),
    Field("requested", FOUNDRY, "chips a month", "good chips that designers ask for"),
    Field("fill", FOUNDRY, "1", "part of the requests that is made"),
    Field("fees", FOUNDRY, MONTHLY, "from designers"),
    Field("tool_sales", ONE, MONTHLY, "of the supplier of lithography to all foundries"),
    Field("smoothed_tool_sales", ONE, MONTHLY, "a year's mean of them"),
    Field("leading_pace", ONE, "1", "pace of the leading node, reference months a month"),
    Field("capacity_of_region", ONE, "chips a month", "of all foundries of one region"),
)

EVENTS = (
    Field("lab", LAB, "lab", "to which the event happens", np.int64),
    Field("member", LAB, "member", "of the block, to which it happens", np.int64),
    Field("seed", LAB, "1", "seed of that member's random draws", np.uint64),
    Field("number", LAB, "1", "number of that member in its ensemble", np.uint64),
    Field("key", LAB, "1", "number of the lab's name", np.uint64),
    Field("counter", LAB, "1", "month or quarter that the draw belongs to", np.int64),
    Field("uniform", (4, "labs"), "1", "uniform draws of the event"),
    Field("normal", (3, "labs"), "1", "the first three as standard normal draws"),
)
"""Events of a month are listed in rows of a block's length, whosever they are."""

SCRATCH = (
    Field("plant_weights", ONE, "1", "attraction of all regions for chip plants"),
    Field("market_weights", ONE, "1", "of all labs admitted to one market"),
    Field("market_best", ONE, EFFECTIVE, "best release sold in at least half of one market"),
    Field("market_size", ONE, MONTHLY, "AI revenue of one market"),
    Field("world_research", ONE, MONTHLY, "research spending of all labs"),
    Field("breakthrough", ONE, "dex", "that one lab makes this month, mostly nothing"),
    Field("appeal", ONE, "1", "of one designer's standard chip at full interest; 0 for none"),
    Field("sold_tflops", ONE, "TFLOP/s", "of the chip, or its variant, that may be sold"),
    Field("sold_usability", ONE, "1", "of the same"),
    Field("sold_price", ONE, "USD", "of the same, with levy"),
    Field("sold_appeal", ONE, "1", "of the same"),
    Field("is_barred", ONE, "1", "whether the standard chip is barred"),
    Field("is_lawful", ONE, "1", "whether the chip or its variant may be sold"),
    Field("is_barred_soon", ONE, "1", "whether an announced step bars it"),
    Field("desired_appeal", ONE, "1", "of all chips that one lab might buy, barred or not"),
    Field("barred_appeal", ONE, "1", "of those that are barred"),
    Field("lawful_appeal", ONE, "1", "of those on sale"),
    Field("home_appeal", ONE, "1", "of those on sale from the lab's own region"),
    Field("budget", ONE, MONTHLY, "of one lab for chips"),
    Field("domestic_money", ONE, MONTHLY, "the part reserved for chips from home"),
    Field("grey_money", ONE, MONTHLY, "the part for smuggled chips"),
    Field("open_market_money", ONE, MONTHLY, "the part for chips on sale"),
    Field("paid", ONE, MONTHLY, "by one lab for one designer's chips"),
    Field("booked", ONE, MONTHLY, "by the designer for them, without levy or premium"),
    Field("throughput", ONE, "H100e", "of those chips"),
    Field("usable", ONE, "H100e", "what of it serves large runs"),
    Field("rent_price", ONE, "USD a month", "for an H100e"),
    Field("all_cloud_stock", ONE, "H100e", "of clouds everywhere"),
    Field("all_cloud_run_stock", ONE, "H100e", "what of it serves large runs"),
    Field("queue", LAB, "lab", "releases of the month by their day", np.int64),
    Field("best_on_sale", ONE, "log10 effective FLOP", "best closed model in a lab's markets"),
    Field("launches", ONE, "month", "in which a lab launches a run; -1 for none"),
    Field("enters", ONE, "1", "whether a lab's release is above a record of its region"),
    Field("opens", ONE, "1", "whether a lab opens its best release"),
    Field("serving", ONE, "H100e", "what of a region's compute serves customers"),
    Field("own_compute", ONE, "H100e", "all compute of the region's developers"),
    Field("released", ONE, "1", "releases of a region in twelve months"),
    Field("foreign", ONE, "1", "those of them that are built on foreign weights"),
    Field("known", ONE, "1", "months of twelve in which a lab held the region's frontier"),
    Field("waiting", ONE, "1", "number of releases in the queue", np.int64),
)
"""What one step keeps for a moment, for one lab, designer, market or region at a time."""

STATE = {
    "labs": LABS,
    "investors": INVESTORS,
    "regions": REGIONS,
    "designers": DESIGNERS,
    "foundries": FOUNDRIES,
    "events": EVENTS,
    "scratch": SCRATCH,
}
"""Everything that changes."""
