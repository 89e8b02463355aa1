"""Writes contrasts.json: paired t intervals of scipy, and the bootstrap of numpy with resamples of its own.

The bootstrap is written again from its description, vectorised, with numpy's generator and far more resamples, so
that it agrees with src/stats up to the noise of resampling.
"""
import json
import pathlib

import numpy as np
from scipy import stats

rng = np.random.default_rng(61)


def paired(a, b, confidence):
    low, high = stats.ttest_rel(a, b).confidence_interval(confidence)
    return {"low": float(low), "high": float(high)}


a = rng.normal(0.99, 0.002, 10).round(5)
b = rng.normal(0.987, 0.003, 10).round(5)
fixed = {
    "a": a.tolist(),
    "b": b.tolist(),
    "effect": float((a - b).mean()),
    "standardError": float(stats.sem(a - b)),
    # three contrasts in a family: Bonferroni
    "alone95": paired(a, b, 0.95),
    "family95": paired(a, b, 1 - 0.05 / 3),
    "family90": paired(a, b, 1 - 0.1 / 3),
}

# the logarithm of a ratio of means: delta method with the t quantile
steps_a = rng.lognormal(6, 0.3, 12).round()
steps_b = rng.lognormal(6.3, 0.3, 12).round()
linear = steps_a / steps_a.mean() - steps_b / steps_b.mean()
log_effect = float(np.log(steps_a.mean() / steps_b.mean()))
log_error = float(stats.sem(linear))
half = stats.t.ppf(0.975, 11) * log_error
ratio = {
    "a": steps_a.tolist(),
    "b": steps_b.tolist(),
    "effect": log_effect,
    "standardError": log_error,
    "alone95": {"low": log_effect - half, "high": log_effect + half},
}

# two tuned arms: 4 rates, 3 tuning seeds, 12 final seeds
rates, m, n, resamples = 4, 3, 12, 400_000
tuning, finals = [], []
for shift, best in ((0.0, 1.4), (0.6, 1.7)):
    level = shift - 1.5 * (np.arange(rates) - best) ** 2
    tuning.append(level[:, None] + rng.normal(0, 1, (rates, m)))
    finals.append(level[:, None] + rng.normal(0, 1, (rates, n)))
rows = rng.integers(0, m, (resamples, m))
seeds = rng.integers(0, n, (resamples, n))
chosen, choices, shares = [], [], []
for scores in tuning:
    center = scores.mean(1)
    again = scores[:, rows].mean(2).T
    again = center + np.sqrt(m / (m - 1)) * (again - center)
    chosen.append(int(center.argmax()))
    choices.append(again.argmax(1))
    shares.append((np.bincount(again.argmax(1), minlength=rates) / resamples).tolist())
d = finals[0][chosen[0]] - finals[1][chosen[1]]
means = [f.mean(1) for f in finals]
tuning_variance = float((means[0][choices[0]] - means[1][choices[1]]).var())
star = finals[0][choices[0][:, None], seeds] - finals[1][choices[1][:, None], seeds]
FLOOR = 0.25  # share of SE^2 added to it and to every SE*^2
total = d.var(ddof=1) / n + tuning_variance
error = np.sqrt((star.var(1, ddof=1) / n + tuning_variance + FLOOR * total) / (1 + FLOOR))
statistic = np.abs(star.mean(1) - d.mean()) / error
tuned = {
    "tuning": [t.tolist() for t in tuning],
    "finals": [f.tolist() for f in finals],
    "chosen": chosen,
    "shares": shares,
    "effect": float(d.mean()),
    "standardError": float(np.sqrt(d.var(ddof=1) / n + tuning_variance)),
    "tuningShare": tuning_variance / (d.var(ddof=1) / n + tuning_variance),
    "critical95": float(np.quantile(statistic, 0.95)),
    "critical90": float(np.quantile(statistic, 0.9)),
}
# with a second contrast in the family: the first arm alone, over the same resamples
one = finals[0][chosen[0]]
own = float(means[0][choices[0]].var())
star_one = finals[0][choices[0][:, None], seeds]
total_one = one.var(ddof=1) / n + own
error_one = np.sqrt((star_one.var(1, ddof=1) / n + own + FLOOR * total_one) / (1 + FLOOR))
statistic_one = np.abs(star_one.mean(1) - one.mean()) / error_one
tuned["maximum95"] = float(np.quantile(np.maximum(statistic, statistic_one), 0.95))

path = pathlib.Path(__file__).with_name("contrasts.json")
path.write_text(json.dumps({"fixed": fixed, "ratio": ratio, "tuned": tuned}, indent=1) + "\n")
