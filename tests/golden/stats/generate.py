"""Writes scipy.json: reference values for src/stats. Needs numpy and scipy; run by hand, the result is committed.

    python tests/golden/stats/generate.py
"""
import itertools
import json
import pathlib

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20261124)


def interval(values, confidence=0.95):
    n = len(values)
    mean = np.mean(values)
    low, high = stats.t.interval(confidence, n - 1, loc=mean, scale=stats.sem(values))
    return {"estimate": mean, "low": low, "high": high, "n": n, "degreesOfFreedom": n - 1}


samples = [
    [0.98, 0.985, 0.979],
    [1.0, 1.0, 1.0, 1.0],
    [3.0, -1.5],
    (rng.normal(0.95, 0.01, 8)).tolist(),
    (rng.lognormal(0, 2, 30)).tolist(),
    # a large common part: the naive sum of squares loses all digits here
    (1e9 + rng.normal(0, 1, 10)).tolist(),
]
described = [
    {
        "values": v,
        "mean": float(np.mean(v)),
        "std": float(np.std(v, ddof=1)),
        "standardError": float(stats.sem(v)),
        "median": float(np.median(v)),
        "interval95": interval(v),
        "interval99": interval(v, 0.99),
    }
    for v in samples
    if np.ptp(v) > 0
]

welch = []
for a, b in [(samples[0], samples[3]), (samples[3], samples[4]), (samples[2], samples[0]), (samples[3], samples[3][::-1])]:
    r = stats.ttest_ind(a, b, equal_var=False)
    welch.append({"a": a, "b": b, "t": r.statistic, "degreesOfFreedom": r.df, "p": r.pvalue, "difference": np.mean(a) - np.mean(b)})

# A 3 x 2 x 2 grid with two seeds and one run missing; contrasts by numpy arrays over (A, B, C, seed).
A, B, C, S = ["sgd", "adam", "nadam"], ["relu", "tanh"], [0, 0.5], [0, 1]
y = rng.normal(0.9, 0.02, (3, 2, 2, 2))
y[1] += 0.05
y[1, 1] += 0.04
y[2, 0, 1, 1] = np.nan
observations = [
    {
        "levels": {"optimizer": A[i], "activation": B[j], "dropout": C[k]},
        "seed": S[s],
        "response": None if np.isnan(y[i, j, k, s]) else y[i, j, k, s],
    }
    for i, j, k, s in itertools.product(range(3), range(2), range(2), range(2))
]


def contrast(difference):
    d = difference[~np.isnan(difference)]
    return {"effect": np.mean(d), "n": d.size, "missing": int(difference.size - d.size), "interval": interval(d)}


main = [
    {"factor": "optimizer", "level": "adam", **contrast((y[1] - y[0]).ravel())},
    {"factor": "optimizer", "level": "nadam", **contrast((y[2] - y[0]).ravel())},
    {"factor": "activation", "level": "tanh", **contrast((y[:, 1] - y[:, 0]).ravel())},
    {"factor": "dropout", "level": 0.5, **contrast((y[:, :, 1] - y[:, :, 0]).ravel())},
]
interactions = [
    {"levels": ["adam", "tanh"], **contrast(((y[1, 1] - y[0, 1]) - (y[1, 0] - y[0, 0])).ravel())},
    {"levels": ["nadam", "tanh"], **contrast(((y[2, 1] - y[0, 1]) - (y[2, 0] - y[0, 0])).ravel())},
    {"levels": ["adam", 0.5], **contrast(((y[1, :, 1] - y[0, :, 1]) - (y[1, :, 0] - y[0, :, 0])).ravel())},
    {"levels": ["nadam", 0.5], **contrast(((y[2, :, 1] - y[0, :, 1]) - (y[2, :, 0] - y[0, :, 0])).ravel())},
    {"levels": ["tanh", 0.5], **contrast(((y[:, 1, 1] - y[:, 0, 1]) - (y[:, 1, 0] - y[:, 0, 0])).ravel())},
]

quantiles = [
    [p, df, float(stats.t.ppf(p, df))]
    for df in [0.7, 1, 2, 3, 4.5, 7, 10, 30, 335, 1e4]
    for p in [0.0005, 0.01, 0.25, 0.5, 0.9, 0.95, 0.975, 0.995, 0.9995, 1 - 0.05 / 124]
]
tails = [[t, df, float(2 * stats.t.sf(abs(t), df))] for df in [1, 2.3, 9, 60, 1e3] for t in [0, -0.5, 1.2, 2.7, 6]]

golden = {
    "scipy": scipy.__version__,
    "described": described,
    "welch": welch,
    "effects": {"observations": observations, "main": main, "interactions": interactions},
    "quantiles": quantiles,
    "tails": tails,
}
target = pathlib.Path(__file__).with_name("scipy.json")
target.write_text(json.dumps(golden, indent=1, default=float) + "\n")
