"""How long until something happens, when it has not happened to everybody yet. For the worker: loads lifelines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any


@dataclass(frozen=True)
class Curve:
    """`steps` are the times at which somebody was last seen or something happened, and the share left after each.
    `median` is infinite when more than half are left at the end."""

    steps: tuple[tuple[float, float], ...]
    median: float

    def at(self, time: float) -> float:
        """The share left after this time."""
        return next((left for when, left in reversed(self.steps) if when <= time), 1.0)


@dataclass(frozen=True)
class Difference:
    statistic: float
    p: float


@dataclass(frozen=True)
class Effect:
    """What one more unit adds to the log of the risk."""

    log_ratio: float
    low: float
    high: float
    p: float


def kaplan_meier(durations: Sequence[float], happened: Sequence[bool]) -> Curve:
    from lifelines import KaplanMeierFitter

    fitted = KaplanMeierFitter().fit(durations, happened)
    table = fitted.survival_function_
    steps = zip(table.index, table.iloc[:, 0], strict=True)
    median = float(fitted.median_survival_time_)
    return Curve(tuple((float(when), float(left)) for when, left in steps), median if median < inf else inf)


def log_rank(
    first: tuple[Sequence[float], Sequence[bool]], second: tuple[Sequence[float], Sequence[bool]]
) -> Difference:
    """Whether two groups differ; each is its durations and whether it happened."""
    from lifelines.statistics import logrank_test

    found = logrank_test(first[0], second[0], event_observed_A=first[1], event_observed_B=second[1])
    return Difference(float(found.test_statistic), float(found.p_value))


def proportional_hazards(
    durations: Sequence[float], happened: Sequence[bool], covariates: Mapping[str, Sequence[float]]
) -> dict[str, Effect]:
    """Cox's model: what each covariate does to the risk, the others held."""
    import pandas
    from lifelines import CoxPHFitter

    rows = pandas.DataFrame({**covariates, "·duration": durations, "·happened": happened})
    summary: Any = CoxPHFitter().fit(rows, "·duration", "·happened").summary
    columns = ("coef", "coef lower 95%", "coef upper 95%", "p")
    return {name: Effect(*(float(summary.loc[name, column]) for column in columns)) for name in covariates}
