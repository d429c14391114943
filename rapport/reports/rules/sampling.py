"""A random sample of those who did not answer, and what it says about everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from rapport.reports.rules.counts import HAPPY
from rapport.reports.rules.shares import Estimate, Group, is_enough, share, two_phase, z_of

SIZES = (40, 60, 100, 200, 300)
TIME_TO_ANSWER = timedelta(days=7)


@dataclass(frozen=True)
class Told:
    """What became of one who was drawn; `face` is what they think, once we know."""

    outcome: str
    face: int | None


@dataclass(frozen=True)
class Corrected:
    """`headline` is what the answers alone say. `estimate` is None while too few of the sample have told."""

    headline: Estimate
    estimate: Estimate | None
    told: Group
    drawn: int
    unreached: int


def last_day(today: date) -> date:
    """The newest day of replies about which people have had their time to answer."""
    return today - TIME_TO_ANSWER


def corrected(answered: Group, asked: int, sample: Sequence[Told]) -> Corrected:
    """Those who could not be reached are taken to think like the rest of the sample; how many they are is shown."""
    faces = [one.face for one in sample if one.face is not None]
    group = Group(sum(face >= HAPPY for face in faces), len(faces))
    return Corrected(
        share(answered.hits, answered.n),
        two_phase(answered, asked, group) if is_enough(group.n) else None,
        group,
        len(sample),
        sum(one.outcome == "unreached" and one.face is None for one in sample),
    )


def margin(answered: Group, asked: int, size: int) -> float:
    """About how far the truth may be from the estimate of such a sample, if the silent are as happy as the others; of
    the least favourable share when nobody answered."""
    p = answered.share if answered.n else 0.5
    rate = answered.n / asked if asked else 0.0
    return (1 - rate) * z_of() * sqrt(max(p * (1 - p), 0.05) / size)
