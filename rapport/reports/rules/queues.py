"""How long people wait: the closed forms of queues with priorities. Times are in units of your choice, rates per unit.

A class of customers arrives at random (Poisson) and is served one by one; classes stand in order of their rank, the
most urgent first. Waits are means of the time until service begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Arrivals:
    """One class: `rate` is arrivals per unit of time, `service` the mean time one takes, `squared` the mean of that
    time squared; without it, times are taken for exponential, whose mean square is twice the square of the mean."""

    rate: float
    service: float
    squared: float | None = None

    @property
    def load(self) -> float:
        return self.rate * self.service

    @property
    def residual(self) -> float:
        """What is left of the service in hand when somebody arrives, W0 of this class."""
        return self.rate * (2 * self.service**2 if self.squared is None else self.squared) / 2


def erlang_c(load: float, servers: int) -> float:
    """The probability that somebody has to wait, of `servers` who share one queue (Erlang 1917). `load` is arrivals
    times mean service; raises ValueError unless it is under `servers`."""
    _check(load, servers)
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    return servers * blocked / (servers - load * (1 - blocked))


def mean_wait(rate: float, service: float, servers: int) -> float:
    """In order of arrival, exponential service (M/M/c)."""
    load = rate * service
    return erlang_c(load, servers) * service / (servers - load)


def first_come(classes: Sequence[Arrivals]) -> float:
    """One server, in order of arrival (Pollaczek and Khinchine): everybody waits as long as everybody else."""
    return _residual(classes) / (1 - _load(classes))


def strict(classes: Sequence[Arrivals]) -> list[float]:
    """One server that always takes the most urgent class, without breaking off (Cobham 1954)."""
    left, waits, served = _residual(classes), [], 0.0
    _check(_load(classes), 1)
    for one in classes:
        waits.append(left / ((1 - served) * (1 - served - one.load)))
        served += one.load
    return waits


def accumulating(classes: Sequence[Arrivals], slopes: Sequence[float]) -> list[float]:
    """One server that takes who has waited most, each class's time counted at its slope (Kleinrock 1964).

    `slopes` are above zero and fall or stay from class to class.
    """
    if len(slopes) != len(classes) or min(slopes) <= 0 or list(slopes) != sorted(slopes, reverse=True):
        raise ValueError("Give each class a slope above zero, the largest first.")
    everybody = first_come(classes)
    waits: dict[int, float] = {}
    # From the least urgent class up: its wait knows of nobody behind it.
    for p in reversed(range(len(classes))):
        behind = sum(classes[i].load * waits[i] * (1 - slopes[i] / slopes[p]) for i in range(p + 1, len(classes)))
        before = sum(classes[i].load * (1 - slopes[p] / slopes[i]) for i in range(p))
        waits[p] = (everybody - behind) / (1 - before)
    return [waits[p] for p in range(len(classes))]


def conserved(classes: Sequence[Arrivals], waits: Sequence[float]) -> float:
    """The sum of load times wait, which no order of service can change as long as nobody is idle while somebody waits
    (Kleinrock 1965): it is that of `first_come`. Whoever is put before others makes them wait for it."""
    return sum(one.load * wait for one, wait in zip(classes, waits, strict=True))


def _load(classes: Sequence[Arrivals]) -> float:
    total = sum(one.load for one in classes)
    _check(total, 1)
    return total


def _residual(classes: Sequence[Arrivals]) -> float:
    return sum(one.residual for one in classes)


def _check(load: float, servers: int) -> None:
    if servers < 1 or not 0 <= load < servers:
        raise ValueError(f"A load of {load:g} on {servers} grows without end; it has to be under the servers' number.")
