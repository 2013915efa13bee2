"""Small examples of the results of every analysis, with numbers that a test can set."""

from datetime import date

import numpy as np
import pandas as pd
import synthetic
import xarray as xr
from scenarios import compose

from sim.analysis.attribution import attribution_of_game
from sim.analysis.backtest import FORECASTERS
from sim.analysis.price import COSTS
from sim.analysis.regret import summary_of
from sim.analysis.score_rows import shipped_cases, summary
from sim.analysis.sensitivity import OUTCOMES, UNITS
from sim.analysis.varied_inputs import kind_of
from sim.calibration.shipped import shipped_widths
from sim.report.options import Report
from sim.report.results import Results

MONTH = "2028-12"
MEMBERS = 40
SPREAD = np.linspace(-1.0, 1.0, MEMBERS)


def run(lag=12.0, reference=10.0, spread=3.0, gap=0.5, article=None, censored=0.0) -> xr.Dataset:
    """A run whose members lag by about `lag` months, and about `article` at the article's month."""
    months = 180
    results = synthetic.results(MEMBERS, months)
    shape = results["capability_lag"].shape
    lags = np.broadcast_to((lag + spread * SPREAD)[:, None, None], shape).copy()
    if article is not None:
        lags[:, :76] = article + lags[:, :76] - lag
    bound = np.broadcast_to((np.arange(MEMBERS) < censored * MEMBERS)[:, None, None], shape)
    results |= {
        "capability_lag": lags,
        "capability_gap": np.full(shape, gap),
        "lag_censored": bound.astype(float),
    }
    of_reference = results | {"capability_lag": lags - lag + reference}
    return synthetic.dataset(results, of_reference)


def attribution(chips=3.0, capital=1.0, together=0.5, spread=0.2) -> xr.Dataset:
    """An attribution to two instruments, and a split of the lag."""
    noise = spread * SPREAD
    values = np.array([4.0 + 0 * noise, 4.0 + chips + noise, 4.0 + capital + noise, 0 * noise])
    values[3] = 4.0 + chips + capital + together + noise
    dataset = attribution_of_game(values, ["chip_exports", "capital"])
    parts = ["training_compute", "know_how", "breakthroughs", "inheritance"]
    months = np.array([6.0, 2.0, 1.0, 0.5])[None, :, None] + 0 * noise
    dataset["split"] = xr.DataArray(
        np.repeat(months, 2, axis=0),
        {"regime": ["strict_controls", "no_controls"], "part": parts},
        ("regime", "part", "member"),
    )
    about = {"scenario": "strict_controls", "against": "no_controls", "date": MONTH}
    return dataset.assign_attrs(about)


INPUTS = ("spillover", "noise", "chip_exports", "all parameters", "all instruments")


def indices(first=(0.1, 0.5, 0.2, 0.1, 0.2), converged=True, varies=True) -> xr.Dataset:
    """Sensitivity indices; total orders are first orders and a tenth."""
    orders = np.repeat(np.array(first)[:, None], len(OUTCOMES), axis=1)
    total = orders + 0.1 if varies else np.full_like(orders, np.nan)
    around = np.stack([orders - 0.05, orders + 0.05], axis=-1)
    order, of_outcome = ("input", "outcome"), np.ones(len(OUTCOMES))
    return xr.Dataset(
        {
            "first_order": (order, orders),
            "total_order": (order, total),
            "first_order_interval": ((*order, "bound"), around),
            "total_order_interval": ((*order, "bound"), around + 0.1),
            "total_order_half": (order, total),
            "standard_deviation": ("outcome", 5 * of_outcome),
            "converged": ("outcome", of_outcome * converged),
            "same_leaders": ("outcome", of_outcome),
            "widest_interval": ("outcome", 0.08 * of_outcome),
            "largest_move": ("outcome", 0.03 * of_outcome),
        },
        {
            "input": list(INPUTS),
            "kind": ("input", [kind_of(name) for name in INPUTS]),
            "rows": ("input", np.full(len(INPUTS), 1536)),
            "outcome": list(OUTCOMES),
            "unit": ("outcome", [UNITS[name.removesuffix("_change")] for name in OUTCOMES]),
        },
        {"scenario": "strict_controls", "date": f"{MONTH}-31", "regimes": 24, "members": 1536,
         "blocks": 24, "drawn_from": "priors"},
    )  # fmt: skip


def costs(gains=(0.0, 6.0, 2.0), sales=(0.0, 50.0, 80.0), there=(0.0, 90.0, 80.0)) -> xr.Dataset:
    """Gains and costs of regimes; the first is the one that the others are compared with."""
    of = {"lag_gained": gains, "revenue_lost": sales}
    values = {name: np.array(of.get(name, sales))[:, None] / 1.0 for name in COSTS}
    values["compute_lost"] = values["roadmap_slowed"] = np.array(sales)[:, None] / 100
    values["revenue_lost_there"] = np.array(there)[:, None] / 1.0
    dims, names = ("scenario", "member"), ["no_controls", "strict_controls", "chips_only"]
    data = {name: (dims, each + 0.1 * SPREAD * (each != 0)) for name, each in values.items()}
    data |= summary_of(data["lag_gained"][1])
    data["stricter"] = (("scenario", "other"), np.array([[0, 0, 0], [1, 0, 1], [1, 0, 0]]))
    about = {"against": "no_controls", "date": MONTH}
    return xr.Dataset(data, {"scenario": names, "other": names}, about)


def scores(model=2.0, rivals=(3.0, 4.0, 5.0), half=0.5, most=0.9) -> pd.DataFrame:
    """Scores of one posterior; of its rivals, three forecast all lags."""
    names = ("crps_random_walk", "crps_it_stays", "crps_uniform_24")
    crps = {f"crps_{name}": float("nan") for name in FORECASTERS}
    crps |= {"crps_model": model} | dict(zip(names, rivals, strict=True))
    row = {"cut_off": "2024-03", "lags": 10, "in_50": half, "in_80": 0.8, "in_90": most}
    return pd.DataFrame([row | crps], index=["article"])


def judged(tools=-2.0, capital=0.5) -> xr.Dataset:
    """Changes of the lag if judged levels were weaker, and as much the other way if stronger."""
    changes = np.array([[way * change + SPREAD for way in (1, -1)] for change in (tools, capital)])
    return xr.Dataset(
        {"change": (("instrument", "direction", "member"), changes)},
        {"instrument": ["tools", "capital"], "direction": ["weaker", "stronger"]},
        {"month": "2028-12"},
    )


def results(**given) -> Results:
    """Results of all analyses of a page; a test may give some of them."""
    settings = compose("strict_controls")
    factories = {
        "run": run,
        "attribution": attribution,
        "judged": judged,
        "indices": indices,
        "costs": costs,
    }
    examples = {name: make() for name, make in factories.items() if name not in given}
    rest = {"scores": summary(shipped_cases()), "widths": shipped_widths(settings)}
    task = Report(date=date.fromisoformat(f"{MONTH}-28"))
    return Results(**({"settings": settings, "task": task} | examples | rest | given))
