"""Whether something that was done changed how often something else happens. For the worker: loads statsmodels."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from statistics import fmean
from typing import Any

from rapport.reports.rules.shares import Interval, z_of


@dataclass(frozen=True)
class Ratio:
    """By what a rate is multiplied. `dispersion` is how much more the counts scatter than chance; 1 where not asked."""

    value: float
    interval: Interval
    p: float
    dispersion: float = 1.0


def interrupted_series(
    counts: Sequence[int],
    exposure: Sequence[float],
    is_after: Sequence[bool],
    *,
    harmonics: int = 0,
    year: int = 12,
    quasi: bool = False,
) -> Ratio:
    """The step in a series of counts from the moment on at which something was changed: against the trend that goes on,
    and against the season when `harmonics` are asked for (`year` is its length in steps). `quasi` widens the interval
    by how much the counts scatter beyond chance."""
    import numpy as np
    import statsmodels.api as sm

    time = np.arange(1, len(counts) + 1, dtype=float)
    columns = [np.ones_like(time), np.asarray(is_after, dtype=float), time]
    for order in range(1, harmonics + 1):
        angle = 2 * np.pi * order * time / year
        columns += [np.sin(angle), np.cos(angle)]
    model: Any = sm.GLM(counts, np.column_stack(columns), family=sm.families.Poisson(), offset=np.log(exposure))
    fitted = model.fit(scale="X2" if quasi else 1.0)
    low, high = fitted.conf_int()[1]
    interval = Interval(exp(float(low)), exp(float(high)))
    return Ratio(exp(float(fitted.params[1])), interval, float(fitted.pvalues[1]), float(fitted.scale))


def two_rates(first: tuple[int, float], second: tuple[int, float]) -> Ratio:
    """Two counts with their exposures: the ratio of their rates, and the E-test of whether they are one."""
    from statsmodels.stats.rates import confint_poisson_2indep, test_poisson_2indep

    found = test_poisson_2indep(*first, *second, method="etest")
    low, high = confint_poisson_2indep(*first, *second, method="score", compare="ratio")
    return Ratio(
        (first[0] / first[1]) / (second[0] / second[1]), Interval(float(low), float(high)), float(found.pvalue)
    )


def paired_change(
    before: Sequence[float], after: Sequence[float], others_before: Sequence[float], others_after: Sequence[float]
) -> tuple[float, Interval]:
    """How much a chosen group changed beyond what others with the same first value changed by themselves. Whoever is
    chosen for a bad value is better the next time, whatever was done (regression to the mean): the others show by how
    much. Answers the difference of the differences with its interval."""
    own = [b - a for a, b in zip(before, after, strict=True)]
    natural = [b - a for a, b in zip(others_before, others_after, strict=True)]
    effect = fmean(own) - fmean(natural)
    half = z_of() * sqrt(_variance_of_mean(own) + _variance_of_mean(natural))
    return effect, Interval(effect - half, effect + half)


def _variance_of_mean(values: Sequence[float]) -> float:
    middle = fmean(values)
    return sum((value - middle) ** 2 for value in values) / (len(values) - 1) / len(values)
