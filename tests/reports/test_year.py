"""The reports on a simulated year (tests/reports/year.py) recover what is true of it; FULL_LABS=1 plays it whole."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from scipy.stats import binom

from rapport.channels.email.news_note import Row
from rapport.flows import tell_company
from rapport.flows.digest_in_words import in_words_of
from rapport.learning import actions as learning
from rapport.learning.models import Digest
from rapport.reports import actions, queries
from rapport.reports.models import Drawn
from rapport.reports.rules import control, counts, fairness, sampling
from rapport.reports.rules.counts import Scope, Totals
from rapport.reports.rules.fairness import Comparison
from rapport.reports.rules.shares import Estimate, Group, share, wilson, z_of
from tests import cast
from tests.labs import IS_FULL, sized
from tests.reports import year as played
from tests.reports.year import BAD_WEEK, DOES_BADLY, FIRST, HAS_HARD_CASES, LAST, Year
from tests.security.conftest import undone

CONVERSATIONS = sized(40_000, least=8_000)
YEARS = sized(20, least=5)
WHOLE = Scope(FIRST, LAST)
NEW_YEAR = datetime.combine(LAST + timedelta(10), time(), UTC)
CALLED, REACHED, DRAWS = 300, 0.8, 12


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Year]:
    with django_db_blocker.unblock(), undone():
        cast.mo()
        yield played.play(CONVERSATIONS)


def compared(year: Year) -> Comparison:
    rows = queries.mix(WHOLE)
    return fairness.compare_people((row.author, row.kind, Group(row.happy, row.answered)) for row in rows)


@pytest.mark.django_db
def test_only_people_are_counted_and_everybody_else_is_shown(year: Year) -> None:
    found = counts.totals(queries.by_day(WHOLE, 0))
    voted = [one for one in year.replies if one.heard is not None]
    kept = [one for one in voted if one.is_true_vote]
    machines = [one for one in year.replies if one.state in ("confirmed", "probable") and not one.is_true_vote]
    assert [one for one in machines if one.state == "confirmed"] == []
    assert found.asked == CONVERSATIONS
    assert found.answered == len(kept) + len(machines)
    assert found.happy.hits == sum(one.score >= 3 for one in kept + machines)
    assert len(kept) > 0.97 * len(voted)
    assert found.forwarded == sum(one.passed_on for one in year.replies) > 0
    assert found.staff == sum(one.is_staff for one in year.replies) > 0
    assert found.suspect == sum(one.state == "suspect" and not one.passed_on for one in year.replies) > 0
    assert queries.off() == []
    print(
        f"Year {CONVERSATIONS} asked, {len(voted)} people answered, {len(kept)} counted, {len(machines)} machines"
        f" counted; excluded: {found.suspect} suspect, {found.forwarded} passed on, {found.staff} our own"
    )


@pytest.mark.django_db
def test_the_sample_of_the_silent_corrects_the_headline(year: Year) -> None:
    """Who is unhappy answers more often, so the answers alone say too little; and they are sure of it."""
    sums = counts.totals(queries.by_day(WHOLE, 0))
    alone = share(sums.happy.hits, sums.happy.n)
    assert not alone.interval.low <= year.true_share <= alone.interval.high
    found = [one for one in (call_some(year, sums) for _ in range(DRAWS)) if one is not None]
    held = sum(one.interval.low <= year.true_share <= one.interval.high for one in found)
    first, mean = found[0], sum(one.value for one in found) / len(found)
    print(
        f"Year happy in truth {year.true_share:.1%}; answers alone {alone.value:.1%}"
        f" ({alone.interval.low:.1%} to {alone.interval.high:.1%}); corrected by {CALLED} of the silent"
        f" {first.value:.1%} ({first.interval.low:.1%} to {first.interval.high:.1%}); of {DRAWS} such samples {held}"
        f" intervals hold the truth, their mean is {mean:.1%}"
    )
    assert held >= DRAWS - 4  # 19 of 20 do
    assert abs(mean - year.true_share) < 0.02


def call_some(year: Year, sums: Totals) -> Estimate | None:
    """What the report says once some of the silent were called; not all of them are reached."""
    sample = actions.draw(WHOLE, CALLED, actor=cast.mo(), at=NEW_YEAR)
    drawn = list(sample.drawn.select_related("invite"))
    for number, one in enumerate(drawn):
        reached = number % 10 < 10 * REACHED
        one.outcome = Drawn.Outcome.TOLD if reached else Drawn.Outcome.UNREACHED
        one.score = year.by_invite[one.invite_id].truth if reached else None
    Drawn.objects.bulk_update(drawn, ["outcome", "score"])
    return sampling.corrected(sums.happy, sums.asked, queries.told([sample])[sample.pk]).estimate


@pytest.mark.django_db
def test_the_funnel_names_who_does_badly_and_not_who_has_the_hard_cases(year: Year) -> None:
    found = compared(year)
    agents = [one.pk for one in year.agents]
    assert found.outliers() == [agents[DOES_BADLY]]
    raw = {one: found.people[pk].observed / found.people[pk].n for one, pk in enumerate(agents)}
    assert sorted(raw, key=raw.__getitem__)[:2] == sorted({DOES_BADLY, HAS_HARD_CASES}, key=raw.__getitem__)
    inside = []
    for one, pk in enumerate(agents):
        own, truth = found.people[pk], year.true_share_of(one)
        half = z_of() * (found.p * (1 - found.p) / own.n) ** 0.5
        adjusted = found.adjusted(own)
        inside.append(abs(adjusted - truth) <= half)
        print(
            f"Year agent {one + 1}: n = {own.n}, of all their answers {raw[one]:.1%}, of the same cases {adjusted:.1%}"
            f" ± {half:.1%}, in truth {truth:.1%}{', beyond the limits' if pk in found.outliers() else ''}"
        )
    assert sum(inside) >= len(agents) - 2  # 19 of 20 do, see below


@pytest.mark.django_db
def test_a_shrunk_share_is_nearer_to_the_truth_than_the_raw_one(year: Year) -> None:
    """With few answers each: those of February."""
    rows = queries.mix(Scope(FIRST.replace(month=2), FIRST.replace(month=2, day=28)))
    found = fairness.compare_people((row.author, row.kind, Group(row.happy, row.answered)) for row in rows)
    off = {"raw": 0.0, "shrunk": 0.0}
    for one, agent in enumerate(year.agents):
        own, truth = found.people[agent.pk], year.true_share_of(one)
        off["raw"] += (own.observed / own.n - truth) ** 2
        off["shrunk"] += (found.drawn_in(own) - truth) ** 2
    print(
        f"Year shares of a month, mean distance from the truth: raw {(off['raw'] / 8) ** 0.5:.1%},"
        f" shrunk {(off['shrunk'] / 8) ** 0.5:.1%}"
    )
    assert off["shrunk"] < off["raw"]


@pytest.mark.django_db
def test_the_bad_week_is_outside_the_limits(year: Year) -> None:
    weeks = counts.stretches(queries.by_day(WHOLE, 0), WHOLE)
    chart = control.p_chart([one.totals.happy for one in weeks])
    outside = [week.first for week, point in zip(weeks, chart.points, strict=True) if point.is_outside]
    assert BAD_WEEK in outside
    assert len(outside) <= 2  # one by chance is no wonder in a year, see below
    bad = next(one.totals.happy for one in weeks if one.first == BAD_WEEK)
    told, usual = share(bad.hits, bad.n), wilson(round(chart.middle * 10_000), 10_000)
    print(
        f"Year week of {BAD_WEEK}: {told.value:.1%} ({told.interval.low:.1%} to {told.interval.high:.1%}), n = {bad.n};"
        f" in the middle {chart.middle:.1%}; {len(outside)} of {len(weeks)} weeks outside the limits"
    )
    assert told.interval.high < usual.low


@pytest.mark.django_db
def test_the_digest_names_the_reason_of_the_bad_week_and_tells_that_it_fell_again(year: Year) -> None:
    monday, week = BAD_WEEK, timedelta(7)
    weeks = {"before": told_of(monday - week), "bad": told_of(monday), "after": told_of(monday + week)}
    for name, (first, detail) in weeks.items():
        print(f"Year digest of the week {name}: {first}. {detail}")
    slow = {name: found[0].startswith("Too slow:") for name, found in weeks.items()}
    assert slow["bad"]
    assert "rose:" in weeks["bad"][1]
    assert "fell:" in detail_of("Too slow", monday + week)


def told_of(monday: date) -> tuple[str, str]:
    """The first reason that the digest of a week names, and how it compares with the week before."""
    row = rows_of(monday)[0]
    return row.text, row.detail


def detail_of(reason: str, monday: date) -> str:
    return next(row.detail for row in rows_of(monday) if row.text.startswith(reason))


def rows_of(monday: date) -> tuple[Row, ...]:
    digest = Digest.objects.filter(first=monday).first()
    if digest is None:
        at = datetime.combine(monday + timedelta(8), time(8), UTC)
        digest = learning.make(monday, tell_company.facts_of(monday, monday + timedelta(6), at), at=at)
    found = in_words_of(digest, cast.mo()).sections[0]
    assert found.title == "Why answers were poor"
    return found.rows


def test_so_it_is_in_every_year() -> None:
    """The same without a database, year after year: how often intervals hold, and how often chance is mistaken."""
    held, named, weeks_outside, bad_weeks = [], Counter[int](), 0, 0
    for seed in range(YEARS):
        one = Year([], None, list(played.replies(CONVERSATIONS, seed)))
        found = fairness.compare_people(one.by_agent())
        named.update(found.outliers())
        for agent, own in found.people.items():
            half = z_of() * (found.p * (1 - found.p) / own.n) ** 0.5
            held.append(abs(found.adjusted(own) - one.true_share_of(agent)) <= half)
        weeks = one.by_week()
        chart = control.p_chart(list(weeks.values()))
        outside = [monday for monday, point in zip(weeks, chart.points, strict=True) if point.is_outside]
        weeks_outside, bad_weeks = weeks_outside + len(outside), bad_weeks + (BAD_WEEK in outside)
    print(
        f"Year {YEARS} of them: {sum(held)} of {len(held)} intervals hold the truth; the funnel named the right agent"
        f" {named[DOES_BADLY]} times, another {named.total() - named[DOES_BADLY]} times; the bad week was outside"
        f" {bad_weeks} times, another {weeks_outside - bad_weeks} times"
    )
    assert sum(held) >= 0.88 * len(held)
    # Two of a thousand who do as everybody does lie beyond the outer limits by chance: no more may be named than that.
    others = YEARS * (len(played.OWN) - 1)
    assert named.total() - named[DOES_BADLY] <= binom.ppf(0.999, others, 1 - fairness.ALARM)
    # A fifth of the year's answers show it less surely.
    assert min(named[DOES_BADLY], bad_weeks) >= (YEARS if IS_FULL else 0.7 * YEARS)
    assert weeks_outside - bad_weeks <= YEARS / 3


@pytest.mark.django_db
def test_folding_changes_no_figure(year: Year) -> None:
    before = counts.totals(queries.by_day(WHOLE, 0)), compared(year)
    actions.fold()
    assert (counts.totals(queries.by_day(WHOLE, 0)), compared(year)) == before
    assert queries.off() == []
