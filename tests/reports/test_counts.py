"""The counts of ratings equal a full count after whatever happens, and every number is the length of its list."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction

from rapport.conversations.models import Conversation
from rapport.feedback import actions as feedback
from rapport.feedback import queries as ratings
from rapport.feedback.models import Observation, Rating, RatingInvite
from rapport.feedback.rules import Client
from rapport.platform.audit import actions as audit
from rapport.reports import queries
from rapport.reports.actions import fold
from rapport.reports.models import RatingChange, RatingDay, RatingMix
from rapport.reports.rules import counts
from rapport.reports.rules.counts import Scope, Totals
from tests import cast
from tests.cast import NOON, later
from tests.reports.making import rated

pytestmark = pytest.mark.django_db
MARCH = Scope(NOON.date() - timedelta(40), NOON.date() + timedelta(40))


def asked(sender: tuple[str, str] = cast.UMA, **fields: object) -> RatingInvite:
    """A reply that was delivered with its question."""
    conversation = cast.conversation(sender)
    answer = cast.answers(conversation, cast.ada(), **fields)  # type: ignore[arg-type]
    feedback.mark_delivered(answer, conversation.identity.value, at=later(minutes=11))
    found = ratings.invite_for(answer.pk, conversation.identity.value)
    assert found is not None
    return found


def rate(invite: RatingInvite, score: int, how: str = "button", minute: int = 60) -> None:
    from rapport.flows.customer_rates import customer_rates

    page = feedback.observe(invite, method="GET", score=score, client=Client("net", "agent"), at=later(minutes=minute))
    choice = feedback.Choice(score, how, page=page, client=Client("net", "agent"))
    customer_rates(invite, choice, at=later(minutes=minute, seconds=5))


def counted(scope: Scope = MARCH) -> Totals:
    return counts.totals(queries.by_day(scope, cast.ada().pk))


def assert_exact() -> None:
    assert queries.off() == []


def test_nothing_is_counted_as_nothing() -> None:
    assert counted() == Totals()
    fold()
    assert_exact()


def test_a_reply_is_asked_about_when_its_mail_is_delivered() -> None:
    answer = cast.answers(cast.conversation())
    assert counted().asked == 0
    feedback.mark_delivered(answer, cast.UMA[1], at=later(minutes=11))
    assert counted().asked == 1
    feedback.mark_delivered(answer, cast.UMA[1], at=later(minutes=12))
    assert counted().asked == 1
    assert_exact()


def test_an_answer_counts_on_the_day_of_the_reply() -> None:
    invite = asked()
    rate(invite, 4, minute=60 * 24 * 3)
    day = queries.by_day(Scope(NOON.date(), NOON.date()), cast.ada().pk)
    found = counts.totals(day)
    assert (found.asked, found.answered, found.happy.hits, found.faces[4]) == (1, 1, 1, 1)
    assert counts.own(day).answered == 1
    assert counts.own(queries.by_day(MARCH, cast.ben().pk)).answered == 0
    assert_exact()


def test_a_change_of_mind_moves_the_face() -> None:
    invite = asked()
    rate(invite, 4)
    rate(invite, 1, minute=90)
    fold()
    rate(invite, 2, minute=120)
    found = counted()
    assert (found.answered, found.faces) == (1, {4: 0, 3: 0, 2: 1, 1: 0})
    assert_exact()


def test_a_likely_answer_counts_and_is_told_apart() -> None:
    rate(asked(), 3, how="dwell")
    assert (counted().answered, counted().probable) == (1, 1)
    assert_exact()


def test_what_is_excluded_is_counted_apart() -> None:
    """A forwarded mail, a machine, and our own people; none of it is an answer."""
    rate(asked(), 1, how="passed_on")
    scanned = asked(cast.SOL)
    for score in (1, 2, 3, 4):
        feedback.observe(
            scanned, method="GET", score=score, client=Client("net", "agent"), at=later(minutes=50, seconds=score)
        )
    rate(scanned, 4, how="dwell", minute=50)
    feedback.observe(asked(cast.REX), method="GET", score=1, client=Client(), at=later(minutes=30), is_staff=True)
    found = counted()
    assert (found.answered, found.forwarded, found.suspect, found.staff, found.excluded) == (0, 1, 1, 1, 3)
    assert found.silent == 3
    assert_exact()


def test_our_own_people_are_never_asked_for_a_figure() -> None:
    invite = asked(("Ben Okoye", cast.ben().email))
    assert invite.of_staff
    rate(invite, 4)
    assert (counted().asked, counted().answered, counted().staff) == (0, 0, 1)
    assert_exact()


def test_what_a_reply_is_counted_under_is_written_down_when_it_is_asked() -> None:
    invite = asked(text="Vielen Dank für Ihre Nachricht, wir sehen uns das an.")
    Conversation.objects.filter(pk=invite.conversation_id).update(inbox=cast.inbox("b@desk.example", name="B"))
    assert (invite.language, invite.channel, invite.inbox, invite.was_unhappy) == ("de", "email", cast.inbox(), False)
    rate(invite, 1)
    answer = cast.answers(invite.conversation, cast.ada(), at=later(hours=3))
    again = ratings.invite_for(answer.pk, cast.UMA[1])
    assert again is not None
    assert again.was_unhappy
    assert_exact()


def test_only_what_is_asked_for_is_counted() -> None:
    rate(asked(text="Vielen Dank für Ihre Nachricht, wir sehen uns das an."), 4)
    rate(asked(cast.SOL, text="Thank you for your message, we will look at it."), 1)
    fold()
    inbox = cast.inbox().pk
    days = (MARCH.first, MARCH.last)
    assert counted(Scope(*days, language="de")).faces[4] == counted(Scope(*days, language="de")).answered == 1
    assert counted(Scope(*days, channel="form")).answered == 0
    assert counted(Scope(*days, inboxes=(inbox,))).answered == 2
    assert counted(Scope(*days, inboxes=())).answered == counted(Scope(*days, inboxes=(inbox + 1,))).answered == 0
    assert counted(Scope(*days, survey="recovery")).asked == 0
    assert counted(Scope(days[0], NOON.date() - timedelta(1))).asked == 0
    assert queries.offered(None) == (["de", "en"], ["email"])
    assert queries.offered([]) == ([], [])


def test_folding_changes_no_number_and_leaves_one_row_each() -> None:
    for n in range(5):
        rate(asked((f"C{n}", f"c{n}@customer.example")), 4)
    before, mixed = counted(), queries.mix(MARCH)
    fold()
    assert (counted(), queries.mix(MARCH)) == (before, mixed)
    assert RatingChange.objects.count() == 0
    assert [(row.score, row.asked, row.confirmed) for row in RatingDay.objects.order_by("score")] == [
        (-1, 5, 0),
        (4, 0, 5),
    ]
    assert [(row.answered, row.happy) for row in RatingMix.objects.all()] == [(5, 5)]
    rate(asked(cast.SOL), 1)
    fold()
    assert [(row.answered, row.happy) for row in RatingMix.objects.all()] == [(6, 5)]
    assert_exact()


def test_what_is_taken_back_was_never_counted() -> None:
    invite = asked()
    with transaction.atomic():
        rate(invite, 1)
        assert counted().answered == 1
        transaction.set_rollback(True)
    assert counted().answered == 0
    assert_exact()


def test_a_conversation_that_is_gone_is_not_counted() -> None:
    invite = asked()
    rate(invite, 3)
    fold()
    said_to_be_deleted(invite)
    RatingInvite.objects.filter(pk=invite.pk).delete()
    assert counted() == Totals()
    assert_exact()


def test_what_an_earlier_version_asked_is_counted_when_it_has_its_place() -> None:
    invite = asked()
    rate(invite, 2)
    RatingInvite.objects.update(inbox=None)
    assert counted() == Totals()
    rate(invite, 1, minute=100)
    assert counted() == Totals()
    assert feedback.place_older(at=later(days=1)) == 1
    found = counted()
    assert (found.asked, found.faces[1], found.answered) == (1, 1, 1)
    assert feedback.place_older(at=later(days=1)) == 0
    assert_exact()


def said_to_be_deleted(invite: RatingInvite) -> None:
    """Without this the database keeps a rating."""
    for rating in Rating.objects.filter(invite=invite):
        audit.record("feedback.rating_deleted", at=later(), about=str(rating.pk))


def give(invite: RatingInvite, minute: int) -> None:
    rate(invite, random.choice([1, 2, 3, 4]), random.choice(["button", "dwell", "passed_on", "interaction"]), minute)


def settle(invite: RatingInvite, minute: int) -> None:
    from rapport.flows.customer_rates import settle_due

    settle_due(at=later(minutes=minute))


def look(invite: RatingInvite, minute: int) -> None:
    feedback.observe(invite, method="GET", score=2, client=Client(), at=later(minutes=minute), is_staff=True)


def move(invite: RatingInvite, minute: int) -> None:
    """Whatever changes what an invite is counted under moves its answers, too."""
    ways: list[dict[str, Any]] = [
        {"language": random.choice(["", "de", "en"])},
        {"author": random.choice([cast.ada(), cast.ben()])},
        {"created_at": later(days=random.randint(-40, 5))},
        {"of_staff": random.random() < 0.2},
        {"topic": random.choice(["", "fault"]), "was_unhappy": random.random() < 0.5},
        {"delivered_at": random.choice([None, later(minutes=11)])},
        {"delivered_at": random.choice([None, later(minutes=11)]), "channel": "form"},
        {"inbox": random.choice([None, cast.inbox()])},
    ]
    RatingInvite.objects.filter(pk=invite.pk).update(**random.choice(ways))


def doubt(invite: RatingInvite, minute: int) -> None:
    Rating.objects.filter(invite=invite).update(
        state=random.choice(["suspect", "confirmed"]), score=random.choice([1, 4])
    )


def forget(invite: RatingInvite, minute: int) -> None:
    Observation.objects.filter(invite=invite).delete() if minute % 5 == 0 else None
    if minute % 9 == 0:
        said_to_be_deleted(invite)
        Rating.objects.filter(invite=invite, score=1).delete()


CHANGES: list[Callable[[RatingInvite, int], None]] = [give, give, give, settle, look, move, move, doubt, forget]


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_in_any_order_leave_it_exact(seed: int) -> None:
    random.seed(seed)
    made = [asked((f"C{n}", f"c{n}@customer.example")) for n in range(4)]
    for minute in range(20, 90):
        random.choice(CHANGES)(random.choice(made), minute)
        if minute % 7 == 0:
            fold()
        assert_exact()
    assert_lists_are_as_long_as_their_numbers()


def assert_lists_are_as_long_as_their_numbers() -> None:
    found = counted()
    lengths = {part: queries.invites(MARCH, part).count() for part in queries.PARTS}
    assert lengths["asked"] == found.asked
    assert lengths["answered"] == found.answered
    assert (lengths["suspect"], lengths["forwarded"]) == (found.suspect, found.forwarded)
    assert lengths["staff"] <= found.staff, "of clicks there may be many on one reply"
    assert (lengths["staff"] == 0) == (found.staff == 0)
    for face, number in found.faces.items():
        assert queries.invites(MARCH, "answered", faces=[face]).count() == number


def test_lists_are_as_long_as_their_numbers() -> None:
    made = [asked((f"C{n}", f"c{n}@customer.example")) for n in range(8)]
    for n, invite in enumerate(made[:6]):
        rate(invite, 1 + n % 4, "passed_on" if n == 5 else "button")
    look(made[7], 30)
    assert_lists_are_as_long_as_their_numbers()
    assert counted().silent == queries.invites(MARCH, "silent").count() == 3
    assert [one.pk for one in queries.behind(queries.invites(MARCH, "silent"), None, size=2)] == [
        made[7].pk,
        made[6].pk,
    ]


def test_the_report_is_what_a_full_count_says() -> None:
    """Random ratings over two years, some not folded yet, asked for in random times and parts."""
    dice = random.Random(7)
    inboxes = [cast.inbox(), cast.inbox("b@desk.example", name="B")]
    for n in range(60):
        made = rated(
            dice.choices([4, 3, 2, 1, None], [5, 3, 1, 1, 10], k=5),
            author=dice.choice([cast.ada(), cast.ben()]),
            inbox=dice.choice(inboxes),
            language=dice.choice(["", "de", "en"]),
            at=NOON - timedelta(days=dice.randint(0, 700), hours=dice.randint(0, 23)),
        )
        Rating.objects.filter(invite=made[0]).update(
            state=dice.choice(["probable", "suspect"]), passed_on=dice.random() < 0.3
        )
        if n % 13 == 0:
            fold()
    assert_exact()
    for _ in range(40):
        first = NOON.date() - timedelta(dice.randint(0, 720))
        scope = Scope(
            first,
            first + timedelta(dice.choice([0, 1, 6, 20, 45, 90, 300, 450])),
            dice.choice([None, (inboxes[0].pk,), (inboxes[1].pk,), ()]),
            dice.choice([None, "", "de"]),
        )
        rows = queries.by_day(scope, cast.ben().pk)
        found, own = counts.totals(rows), counts.own(rows)
        by_stretch = counts.stretches(rows, scope)
        full = {part: queries.invites(scope, part).count() for part in queries.PARTS}
        assert (found.asked, found.answered, found.suspect, found.forwarded) == (
            full["asked"],
            full["answered"],
            full["suspect"],
            full["forwarded"],
        )
        assert own.answered == queries.invites(scope, "answered", author=cast.ben().pk).count()
        assert sum(one.totals.answered for one in by_stretch) == found.answered
        for one in by_stretch:
            part = replace(scope, first=one.first, last=one.last)
            assert one.totals.answered == queries.invites(part, "answered").count()


@pytest.mark.parametrize(("days", "points"), [(1, 1), (31, 31), (32, 5), (364, 53), (401, 15), (1096, 40)])
def test_a_chart_has_days_weeks_or_four_weeks(days: int, points: int) -> None:
    """From a Wednesday on, without a gap."""
    first = NOON.date()
    found = counts.stretches([], Scope(first, first + timedelta(days - 1)))
    assert (found[0].first, found[-1].last) == (first, first + timedelta(days - 1))
    assert all(after.first == before.last + timedelta(1) for before, after in pairwise(found))
    assert abs(len(found) - points) <= 1
