"""Writes protocol.json: reference values for the statistics of the claims, of scipy, statsmodels and lifelines, or by
brute force where no library has them."""
import itertools
import json
import pathlib

import numpy as np
import pandas as pd
import scipy
import statsmodels
import lifelines
from lifelines.statistics import logrank_test
from scipy import optimize, stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.power import TTestPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

rng = np.random.default_rng(62)

# --- two-way: cells of seeds x images, by the analysis of variance of statsmodels
seeds, images = 6, 45
difficulty = rng.normal(1.2, 1.0, images)
flags = [
    [(rng.random(images) < 1 / (1 + np.exp(-(difficulty + shift + rng.normal(0, 0.2))))).astype(int) for _ in range(seeds)]
    for shift in (0.5, 0.0)
]


def two_way(cells):
    table = pd.DataFrame(
        [(s, i, cells[s][i]) for s in range(seeds) for i in range(images)], columns=["seed", "image", "y"]
    )
    anova = anova_lm(ols("y ~ C(seed) + C(image)", table).fit())
    squares = anova["mean_sq"]
    degrees = anova["df"]
    total = seeds * images
    parts = np.array([squares["C(seed)"], squares["C(image)"], squares["Residual"]]) / total
    variance = max(parts[0] + parts[1] - parts[2], parts[0], parts[1])
    df = variance**2 / (
        parts[0] ** 2 / degrees["C(seed)"] + parts[1] ** 2 / degrees["C(image)"] + parts[2] ** 2 / degrees["Residual"]
    )
    effect = float(np.mean(cells))
    half = stats.t.ppf(0.975, df) * np.sqrt(variance)
    return {
        "effect": effect,
        "standardError": float(np.sqrt(variance)),
        "degreesOfFreedom": float(df),
        "low": effect - half,
        "high": effect + half,
        "components": {
            "seed": float((squares["C(seed)"] - squares["Residual"]) / images),
            "image": float((squares["C(image)"] - squares["Residual"]) / seeds),
            "rest": float(squares["Residual"]),
        },
    }


two = {
    "a": [f.tolist() for f in flags[0]],
    "b": [f.tolist() for f in flags[1]],
    "difference": two_way(np.array(flags[0]) - np.array(flags[1])),
    "alone": two_way(np.array(flags[0])),
}

# --- survival: steps to target, some censored at the budget of 2000 and some earlier
survival = []
for scale_a, scale_b, early in [(600, 900, False), (600, 900, True), (1500, 2500, False)]:
    groups = []
    for scale in (scale_a, scale_b):
        event = (np.round(rng.weibull(1.5, 12) * scale / 25) * 25 + 25).astype(float)
        leave = np.where(rng.random(12) < 0.3, rng.integers(10, 60, 12) * 25.0, 2000.0) if early else np.full(12, 2000.0)
        leave[0] = 2000.0
        if event[0] < 2000:
            event[0] = 2500.0
        groups.append((np.minimum(event, leave), event <= leave))
    horizon = 1800.0
    entry = {"horizon": horizon, "groups": []}
    for time, reached in groups:
        km = lifelines.KaplanMeierFitter().fit(time, reached)
        table = km.event_table
        table = table[table["observed"] > 0]
        curve = km.survival_function_.iloc[:, 0]
        entry["groups"].append(
            {
                "time": time.tolist(),
                "reached": [bool(r) for r in reached],
                "steps": [
                    {
                        "time": float(t),
                        "survival": float(curve.loc[t]),
                        "atRisk": int(row["at_risk"]),
                        "reached": int(row["observed"]),
                    }
                    for t, row in table.iterrows()
                ],
                "restrictedMean": float(lifelines.utils.restricted_mean_survival_time(km, t=horizon)),
            }
        )
        # Greenwood's variance of the area, by numerical sums over a grid of whole steps
        grid = np.arange(0, horizon)
        s_of = km.predict(grid).to_numpy()
        variance = 0.0
        for t, row in table.iterrows():
            if t >= horizon or row["at_risk"] == row["observed"]:
                continue
            area = s_of[grid >= t].sum()
            variance += area**2 * row["observed"] / (row["at_risk"] * (row["at_risk"] - row["observed"]))
        entry["groups"][-1]["greenwood"] = float(np.sqrt(variance))
    (ta, ra), (tb, rb) = groups
    test = logrank_test(ta, tb, ra, rb)
    entry["logRank"] = {"chiSquare": float(test.test_statistic), "p": float(test.p_value)}
    again = stats.logrank(stats.CensoredData.right_censored(ta, ~ra), stats.CensoredData.right_censored(tb, ~rb))
    assert abs(again.pvalue - test.p_value) < 1e-10, (again, test)
    survival.append(entry)

# --- proportions
counts = [(0, 10, 0, 10), (10, 10, 0, 10), (3, 10, 1, 10), (56, 70, 48, 80), (9, 15, 2, 20), (5, 5, 5, 5)]
proportions = []
for xa, na, xb, nb in counts:
    low, high = confint_proportions_2indep(xa, na, xb, nb, method="newcomb", compare="diff")
    wilson = proportion_confint(xa, na, method="wilson")
    proportions.append({"counts": [xa, na, xb, nb], "low": low, "high": high, "wilson": [float(w) for w in wilson]})

# --- ranks
pairs = [
    (rng.normal(0.98, 0.01, 10).round(4), rng.normal(0.97, 0.02, 12).round(4)),
    (np.array([0.1, 0.1, 0.97, 0.98, 0.98, 0.99]), np.array([0.1, 0.96, 0.97, 0.97, 0.97, 0.96, 0.98])),
    (rng.normal(0, 1, 8), rng.normal(2, 3, 20)),
    (np.arange(10.0), np.arange(10.0) + 20),
]


def newcombe5(a, b):
    m, n = len(a), len(b)
    theta_hat = float(np.mean(np.sign(np.subtract.outer(a, b)) / 2 + 0.5))
    z = stats.norm.ppf(0.975)

    def gap(theta):
        more = ((m + n) / 2 - 1) * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        return (theta_hat - theta) ** 2 - z**2 * theta * (1 - theta) * (1 + more) / (m * n)

    low = 0.0 if theta_hat == 0 else optimize.brentq(gap, 1e-12, theta_hat - 1e-12, xtol=1e-15)
    high = 1.0 if theta_hat == 1 else optimize.brentq(gap, theta_hat + 1e-12, 1 - 1e-12, xtol=1e-15)
    return {"probability": theta_hat, "low": low, "high": high}


ranks = []
for a, b in pairs:
    u = stats.mannwhitneyu(a, b, method="auto" if len(np.unique(np.r_[a, b])) < len(a) + len(b) else "exact")
    if len(np.unique(np.r_[a, b])) < len(a) + len(b):
        u = stats.mannwhitneyu(a, b, method="asymptotic")
    entry = {"a": a.tolist(), "b": b.tolist(), "u": float(u.statistic), "p": float(u.pvalue), "superiority": newcombe5(a, b)}
    if a.max() >= b.min() and b.max() >= a.min():
        bm = stats.brunnermunzel(a, b)
        # scipy's statistic is positive where b is larger
        entry["brunnerMunzel"] = {"statistic": -float(bm.statistic), "p": float(bm.pvalue)}
    ranks.append(entry)

# --- best of k, by all subsets
trials = rng.beta(8, 1.5, 9).round(4)
best_of = {
    "values": trials.tolist(),
    "expected": [
        float(np.mean([max(subset) for subset in itertools.combinations(trials.tolist(), k)])) for k in range(1, 10)
    ],
}

# --- interquartile mean
iqm = [
    {"values": v.tolist(), "mean": float(stats.trim_mean(v, 0.25))}
    for v in [rng.normal(0, 1, n) for n in (1, 3, 4, 7, 10, 15)]
]

# --- power of the paired t test
power = []
for n, confidence, target in [(3, 0.95, 0.8), (10, 0.95, 0.8), (15, 0.99, 0.8), (20, 0.95, 0.9), (10, 1 - 0.05 / 12, 0.8)]:
    d = TTestPower().solve_power(nobs=n, alpha=(1 - confidence) / 2, power=target, alternative="larger")
    power.append({"n": n, "confidence": confidence, "power": target, "standardizedEffect": float(d),
                  "critical": float(stats.t.ppf((1 + confidence) / 2, n - 1))})
noncentral = [
    {"df": df, "shift": shift, "critical": c, "power": float(stats.nct.sf(c, df, shift))}
    for df in (1, 2, 9, 19, 200)
    for shift in (-0.5, 0.0, 1.0, 3.0)
    for c in (1.7, 4.3)
]

# --- distributions
normal = [[z, float(stats.norm.cdf(z))] for z in (-5.0, -1.96, 0.0, 0.3, 4.0)]
chi_square = [[x, df, float(stats.chi2.sf(x, df))] for x in (0.1, 3.84, 20.0) for df in (1, 4)]

golden = {
    "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "lifelines": lifelines.__version__},
    "twoWay": two,
    "survival": survival,
    "proportions": proportions,
    "ranks": ranks,
    "bestOf": best_of,
    "interquartileMean": iqm,
    "power": power,
    "noncentral": noncentral,
    "normal": normal,
    "chiSquare": chi_square,
}
path = pathlib.Path(__file__).with_name("protocol.json")
path.write_text(json.dumps(golden, indent=1, default=float) + "\n")
