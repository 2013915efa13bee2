"""The one catalogue of what comes out: names, dimensions, units and meanings.

The recorder, the netCDF attributes, the documentation and the dashboard's labels come from here.
"""

from dataclasses import dataclass

PER_REGION = ("member", "time", "region")
PER_SUPPLIER = ("member", "time", "supplier")
PER_MARKET = ("member", "time", "supplier", "region")
BETWEEN_REGIONS = ("member", "time", "source_region", "region")
PER_INDEX = ("member", "time", "index", "region")
PER_BASE = ("member", "time", "base", "region")
PER_KIND = ("member", "time", "kind", "region")
PER_LAB = ("member", "time", "lab")

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Of members, in summaries and fans: 90% band, 50% band, median."""

INTERVAL_90 = (0.05, 0.95)
"""Ends of a 90% interval."""

MEDIAN_IN_90 = (0.05, 0.5, 0.95)
"""Median, between the ends of a 90% interval."""

LOG_FLOP = "log10(FLOP)"
MONEY_FLOW = "bn USD per month"


@dataclass(frozen=True)
class Variable:
    """One variable of a run, or one coordinate.

    Parameters
    ----------
    name : str
        As in the dataset.
    dims : tuple of str
        In order; the member first, then the time.
    units : str
        As in the dataset; `1` for a number without one.
    long_name : str
        What it is, in a phrase that can label an axis.
    """

    name: str
    dims: tuple[str, ...]
    units: str
    long_name: str

    @property
    def attributes(self) -> dict[str, str]:
        """What the dataset says of it."""
        return {"units": self.units, "long_name": self.long_name}


RECORDED = (
    # the measure
    Variable("capability_lag", PER_REGION, "month",
             "months since the leader first released the follower's present frontier"),
    Variable("measured_capability_lag", PER_INDEX, "month",
             "capability lag on the scores of an index, which err and leave out some releases"),
    Variable("compute_lag", PER_REGION, "month",
             "months since the leader first trained with the follower's largest training compute"),
    Variable("capability_gap", PER_REGION, "dex",
             "the leader's frontier minus the region's"),
    Variable("lag_censored", PER_REGION, "1",
             "1 where the series does not reach back far enough for the capability lag"),
    # what labs can do
    Variable("capability", PER_REGION, LOG_FLOP,
             "frontier: the best capability released so far, effective training compute"),
    Variable("know_how", PER_REGION, "dex",
             "algorithmic efficiency of the region's best lab against 2018"),
    Variable("breakthroughs", PER_REGION, "dex",
             "what post-training and breakthroughs add to the capability of the region's best lab"),
    Variable("training_compute", PER_REGION, LOG_FLOP,
             "largest training run released so far, physical compute"),
    # chips
    Variable("compute_stock", PER_REGION, "H100e",
             "chips owned by the region's labs"),
    Variable("leased_compute", PER_REGION, "H100e",
             "compute leased by the region's labs, at home and abroad"),
    Variable("rented_compute", PER_REGION, "H100e",
             "the part of it that clouds of other regions lease to them"),
    Variable("serving_share", PER_REGION, "1",
             "part of what the region's labs own and lease that serves customers"),
    Variable("chips_delivered", PER_MARKET, "H100e per month",
             "chips delivered legally"),
    Variable("chips_made", PER_SUPPLIER, "H100e per month",
             "chips made, at the throughput of the standard chip"),
    Variable("grey_market_chips", PER_REGION, "H100e per month",
             "chips bought on the grey market"),
    Variable("highest_tpp_delivered", PER_MARKET, "TPP",
             "highest total processing performance of a chip delivered legally, 0 where none was"),
    Variable("chip_price", PER_SUPPLIER, "USD",
             "price of the supplier's best chip"),
    Variable("supplier_revenue", PER_MARKET, MONEY_FLOW,
             "suppliers' revenue from chips delivered"),
    Variable("chip_capacity", PER_REGION, "chips per month",
             "good chips that the region's foundries can make"),
    Variable("chip_yield", PER_REGION, "1",
             "share of good chips at the region's foundries"),
    # money
    Variable("venture_investment", BETWEEN_REGIONS, MONEY_FLOW,
             "venture investment in labs, by origin and destination"),
    Variable("ai_investment", BETWEEN_REGIONS, MONEY_FLOW,
             "all investment in labs, by origin and destination"),
    Variable("fdi", PER_REGION, MONEY_FLOW,
             "foreign direct investment, net of repatriation"),
    Variable("chip_fdi", PER_REGION, MONEY_FLOW,
             "foreign investment in chip plants"),
    Variable("ai_revenue", PER_REGION, MONEY_FLOW,
             "AI revenue of the region's labs, wherever earned"),
    Variable("lab_cash", PER_REGION, "bn USD",
             "cash of the region's labs"),
    Variable("research_spending", PER_REGION, MONEY_FLOW,
             "research spending of the region's labs"),
    Variable("chip_spending", PER_REGION, MONEY_FLOW,
             "what the region's labs pay for chips, with levy, smuggled ones included"),
    Variable("grey_market_spending", PER_REGION, MONEY_FLOW,
             "part of chip spending that goes to the grey market, with its premium"),
    Variable("rental_spending", PER_REGION, MONEY_FLOW,
             "rent that the region's labs pay less what they earn, nought over all regions"),
    # releases
    Variable("released_models", PER_REGION, "1",
             "models released in the month"),
    Variable("open_weight_share", PER_REGION, "1",
             "share of twelve months' releases that descend from foreign open weights"),
    Variable("base_share", PER_BASE, "1",
             "share of twelve months' releases by what they are built on"),
    Variable("open_weights_lag", PER_REGION, "month",
             "months by which the region's best open weights lag the leader's frontier"),
    Variable("frontier_holder_share", PER_KIND, "1",
             "part of the last twelve months in which a kind of lab held the region's frontier"),
)  # fmt: skip
"""What the model records every month, in the order of the ensemble's results."""

DERIVED = (
    Variable("capability_lag_change", PER_REGION, "month",
             "change of the capability lag against the reference scenario, same member"),
    Variable("capability_gap_change", PER_REGION, "dex",
             "change of the capability gap against the reference scenario, same member"),
    Variable("capability_lag_mean", PER_REGION, "month",
             "mean capability lag of the last twelve months"),
    Variable("capability_lag_mean_change", PER_REGION, "month",
             "change of that mean against the reference scenario, same member"),
)  # fmt: skip
"""What is computed from the recorded ones when a dataset is built."""

AGENT_DETAIL = (
    Variable("lab_capability", PER_LAB, LOG_FLOP,
             "best capability that the lab has released so far"),
    Variable("lab_compute_stock", PER_LAB, "H100e",
             "chips owned by the lab"),
)  # fmt: skip
"""What is recorded of each agent, on request only."""

COORDINATES = (
    Variable("member", ("member",), "1", "parameter draw with its own noise"),
    # a dataset's time carries its units as an encoding, not as an attribute
    Variable("time", ("time",), "", "start of the month"),
    Variable("region", ("region",), "1", "region; of money, its destination"),
    Variable("source_region", ("source_region",), "1", "region that money comes from"),
    Variable("supplier", ("supplier",), "1", "chip designer"),
    Variable("index", ("index",), "1", "index of capability that scores releases"),
    Variable("base", ("base",), "1", "what a release is built on"),
    Variable("kind", ("kind",), "1", "kind of lab"),
    Variable("lab", ("lab",), "1", "developer of AI models"),
)

CATALOGUE = {variable.name: variable for variable in (*RECORDED, *DERIVED, *AGENT_DETAIL)}

MAIN = (
    "capability_lag",
    "capability_lag_change",
    "capability_lag_mean",
    "capability_lag_mean_change",
    "lag_censored",
    "capability_gap",
    "capability_gap_change",
    "capability",
    "open_weights_lag",
    "compute_stock",
)
"""Variables that a run keeps for each member by default; of the others it keeps quantiles."""

PARAMETER_PREFIX = "parameter_"
"""A member's parameter `x` is the variable `parameter_x(member)`."""


def is_parameter(name: object) -> bool:
    """Whether a variable of a run is a parameter of its members."""
    return str(name).startswith(PARAMETER_PREFIX)
