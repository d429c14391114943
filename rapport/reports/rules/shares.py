"""Shares with their intervals, and how many answers a statement needs."""

from dataclasses import dataclass
from math import ceil, exp, lgamma, log, sqrt
from statistics import NormalDist

LEAST = 30  # fewer answers carry no percentage
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval; `n` is how many answers it rests on."""

    value: float
    interval: Interval
    n: int


def z_of(confidence: float = CONFIDENCE) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def is_enough(n: int) -> bool:
    """Whether so many answers carry a percentage."""
    return n >= LEAST


def wilson(hits: float, n: float, confidence: float = CONFIDENCE) -> Interval:
    """Between which shares the true one lies (Wilson's score interval). Without answers it may be anything."""
    if n == 0:
        return Interval(0.0, 1.0)
    z, share = z_of(confidence), hits / n
    middle, half = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    under = 1 + z * z / n
    low, high = (middle - half) / under, (middle + half) / under
    return Interval(0.0 if hits == 0 else max(0.0, low), 1.0 if hits == n else min(1.0, high))


def share(hits: int, n: int, confidence: float = CONFIDENCE) -> Estimate:
    return Estimate(hits / n if n else 0.0, wilson(hits, n, confidence), n)


def net_promoter(promoters: int, detractors: int, n: int, confidence: float = CONFIDENCE) -> Estimate:
    """The net promoter score from −1 to 1 with the adjusted Wald interval (Rocks 2016): three answers are added, three
    quarters of one at either end."""
    if n == 0:
        return Estimate(0.0, Interval(-1.0, 1.0), 0)
    more = n + 3
    for_us, against = (promoters + 0.75) / more, (detractors + 0.75) / more
    half = net_promoter_margin(for_us, against, more, confidence)
    middle = for_us - against
    return Estimate((promoters - detractors) / n, Interval(max(-1.0, middle - half), min(1.0, middle + half)), n)


def net_promoter_margin(promoters: float, detractors: float, n: int, confidence: float = CONFIDENCE) -> float:
    """Half the width of the plain Wald interval, of shares."""
    return z_of(confidence) * sqrt((promoters + detractors - (promoters - detractors) ** 2) / n)


@dataclass(frozen=True)
class Ranks:
    """The quantile lies between the values of these ranks, counted from 1, with this probability."""

    low: int
    high: int
    coverage: float


def quantile_ranks(n: int, quantile: float, confidence: float = CONFIDENCE) -> Ranks | None:
    """Which two of `n` values in order enclose a quantile, whatever the distribution; None when `n` is too small."""
    tail, below = (1 - confidence) / 2, _binomial_sums(n, quantile)
    low = sum(total <= tail for total in below)
    high = next((rank for rank in range(1, n + 1) if 1 - below[rank - 1] <= tail), None)
    if low == 0 or high is None:
        return None
    return Ranks(low, high, below[high - 1] - below[low - 1])


def upper_rank(n: int, quantile: float, confidence: float = CONFIDENCE) -> int | None:
    """Which of `n` values in order the quantile stays below at this confidence; None when `n` is too small."""
    below = _binomial_sums(n, quantile)
    return next((rank for rank in range(1, n + 1) if below[rank - 1] >= confidence), None)


def _binomial_sums(n: int, p: float) -> list[float]:
    """P(B ≤ k) for k from 0 to n."""
    sums, total = [], 0.0
    for k in range(n + 1):
        total += exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p))
        sums.append(min(1.0, total))
    return sums


@dataclass(frozen=True)
class Group:
    """How many answered, and how many of them with what is counted."""

    hits: int
    n: int

    @property
    def share(self) -> float:
        return self.hits / self.n if self.n else 0.0


def two_phase(answered: Group, asked: int, sample: Group, confidence: float = CONFIDENCE) -> Estimate:
    """The share among all who were asked: those who answered, and a random sample of those who did not (Hansen and
    Hurwitz 1946). Who answered is known in full, so the interval comes from the sample alone; it is Wilson's, which
    does not collapse when all of a sample say the same."""
    rate = answered.n / asked if asked else 0.0
    own, silent = rate * answered.share, wilson(sample.hits, sample.n, confidence)
    interval = Interval(own + (1 - rate) * silent.low, own + (1 - rate) * silent.high)
    return Estimate(own + (1 - rate) * sample.share, interval, answered.n + sample.n)


def two_phase_error(answered: int, asked: int, sample: Group) -> float:
    """The standard error of that estimate."""
    if sample.n < 2:
        return 0.0
    spread = sqrt(sample.share * (1 - sample.share) * sample.n / (sample.n - 1))
    return (1 - answered / asked) * spread / sqrt(sample.n)


def reliability(spread: float, p: float, n: int) -> float:
    """How much of the differences between agents with `n` answers each is real, if the agents' true shares around `p`
    differ by a standard deviation of `spread`."""
    return spread**2 / (spread**2 + p * (1 - p) / n)


def answers_for(reliable: float, spread: float, p: float) -> int:
    """How many answers an agent needs until differences are that reliable."""
    return ceil(reliable / (1 - reliable) * p * (1 - p) / spread**2)
