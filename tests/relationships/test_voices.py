"""Voices and who stayed: what the worker counts equals a full count in Python, whatever was said."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from random import Random

import pytest

from rapport.conversations.models import Conversation
from rapport.feedback.models import Rating, RatingInvite
from rapport.flows import customer_leaves
from rapport.platform import sql
from rapport.recovery.models import Recovery
from rapport.relationships import actions, queries
from rapport.relationships.actions import Told
from rapport.relationships.models import BadPatch, Loss, Segment, Voice
from tests import cast
from tests.cast import NOON
from tests.reports.making import rated

pytestmark = pytest.mark.django_db
Key = tuple[str, str]


def signs(one: Conversation) -> int:
    """By reading every row."""
    since = NOON - timedelta(days=90)
    found = int(one.is_complaint and since < one.created_at <= NOON)
    for rating in one.ratings.select_related("invite"):
        low = rating.counts and rating.score <= 2 and not rating.passed_on and not rating.invite.of_staff
        found += int(low and since < rating.first_at <= NOON)
    return found


def places(one: Conversation) -> Iterator[Key]:
    invite = RatingInvite.objects.filter(conversation=one).order_by("-id").first()
    yield from (("all", ""), ("inbox", str(one.inbox_id)), ("type", one.type))
    yield "language", invite.language if invite else ""


def full_count() -> dict[Key, tuple[int, int, int, int, int]]:
    people: dict[Key, Counter[int]] = defaultdict(Counter)
    for one in Conversation.objects.all():
        times = signs(one)
        if times or NOON - timedelta(days=365) < one.last_message_at <= NOON:
            for place in places(one):
                people[place][one.customer_id] += times
    return {place: row(found) for place, found in people.items()}


def row(people: Counter[int]) -> tuple[int, int, int, int, int]:
    spoke = sorted((times for times in people.values() if times), reverse=True)
    loud = ceil(len(spoke) / 20)
    return len(people), len(spoke), sum(spoke), loud, sum(spoke[:loud])


def a_desk(seed: int) -> None:
    """People who write once and people who write often, in two inboxes, long ago and lately."""
    chance = Random(seed)
    inboxes = [cast.inbox(), cast.inbox("two@desk.example", name="Two")]
    for _ in range(12):
        at = NOON - timedelta(days=chance.choice([1, 30, 89, 91, 200, 364, 366, 500]))
        faces = [chance.choice([1, 1, 2, 3, 4, None]) for _ in range(8)]
        rated(faces, at=at, inbox=chance.choice(inboxes), language=chance.choice(["en", "de", ""]))
    people = list(Conversation.objects.values_list("customer_id", flat=True))
    for one in Conversation.objects.all():
        one.type = chance.choice(["", "refund"])
        one.is_complaint = chance.random() < 0.2
        if chance.random() < 0.5:
            one.customer_id = chance.choice(people[:9])
        one.save()
    for rating in Rating.objects.all():
        rating.state = chance.choice(["confirmed", "confirmed", "probable", "suspect"])
        rating.passed_on = chance.random() < 0.1
        rating.save()
    RatingInvite.objects.filter(pk__in=[pk for pk in _invites() if chance.random() < 0.1]).update(of_staff=True)


def _invites() -> list[int]:
    return list(RatingInvite.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("seed", range(6))
def test_voices_equal_a_full_count(seed: int) -> None:
    a_desk(seed)
    actions.count(at=NOON)
    counted = {
        (one.kind, one.key): (one.active, one.spoke, one.times, one.loudest, one.loudest_times)
        for one in Segment.objects.all()
    }
    assert counted == full_count()
    assert {one.pk: one.times for one in Voice.objects.all()} == {
        one.pk: times for one in Conversation.objects.all() if (times := signs(one))
    }


def test_a_number_and_the_list_behind_it_agree() -> None:
    a_desk(7)
    actions.count(at=NOON)
    for one in Segment.objects.all():
        behind = queries.voices(None, one.kind, one.key, size=1000)
        assert len({voice.conversation.customer_id for voice in behind}) == one.spoke
        assert sum(voice.times for voice in behind) == one.times


def test_pages_of_voices_leave_none_out_and_show_none_twice() -> None:
    rated([1] * 7, at=NOON - timedelta(days=2))
    actions.count(at=NOON)
    seen: list[int] = []
    after: tuple[datetime, int] | None = None
    while page := queries.voices(None, "all", "", after=after, size=3):
        seen += [one.pk for one in page]
        after = (page[-1].at, page[-1].pk)
    assert len(seen) == len(set(seen)) == 7


def test_one_loud_customer_counts_once_and_is_seen_to_be_loud() -> None:
    quiet = rated([1] * 19 + [4] * 21, at=NOON - timedelta(days=5))
    loud = rated([1] * 10, at=NOON - timedelta(days=4))
    first = loud[0].conversation.customer_id
    Conversation.objects.filter(pk__in=[one.conversation_id for one in loud]).update(customer_id=first)
    actions.count(at=NOON)
    found = Segment.objects.get(kind="all")
    assert (found.active, found.spoke, found.times) == (len(quiet) + 1, 20, 29)
    assert (found.loudest, found.loudest_times) == (1, 10)


def test_counted_again_nothing_is_counted_twice_and_what_is_old_goes() -> None:
    rated([1, 2, 4], at=NOON - timedelta(days=5))
    actions.count(at=NOON)
    before = list(Segment.objects.order_by("kind", "key").values("kind", "key", "active", "spoke", "times"))
    actions.count(at=NOON)
    assert list(Segment.objects.order_by("kind", "key").values("kind", "key", "active", "spoke", "times")) == before
    actions.count(at=NOON + timedelta(days=500))
    assert not Voice.objects.exists()
    assert not Segment.objects.exists()


def test_it_is_counted_once_a_day_by_whichever_worker_comes_first() -> None:
    assert queries.counted_at() is None
    assert actions.count_when_due(at=NOON)
    assert not actions.count_when_due(at=NOON + timedelta(hours=23))
    assert actions.count_when_due(at=NOON + timedelta(hours=25))
    assert queries.counted_at() == NOON + timedelta(hours=25)


class Broken(Exception):
    pass


def test_F12_a_worker_that_dies_while_counting_leaves_the_figures_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    rated([1, 4], at=NOON - timedelta(days=5))
    actions.count(at=NOON)
    rated([1], at=NOON - timedelta(days=1))
    real, done = sql.run, []

    def dies(statement: str, values: object) -> None:
        done.append(1)
        if len(done) == 2:
            raise Broken
        real(statement, values)  # type: ignore[arg-type]

    monkeypatch.setattr(sql, "run", dies)
    with pytest.raises(Broken):
        actions.count(at=NOON + timedelta(days=1))
    assert Segment.objects.get(kind="all").active == 2
    assert queries.counted_at() == NOON


LONG_AGO = NOON - timedelta(days=300)


def patch(at: datetime = LONG_AGO) -> Conversation:
    return rated([1], at=at)[0].conversation


def says(one: Conversation, days: int, score: int = 4) -> None:
    """They rate once more, so many days after the bad sign."""
    other = rated([score], at=LONG_AGO + timedelta(days=days))[0].conversation
    Conversation.objects.filter(pk=other.pk).update(customer=one.customer_id)


def judged(one: Conversation) -> BadPatch:
    actions.count(at=NOON)
    return BadPatch.objects.get(customer=one.customer_id)


@pytest.mark.parametrize(("days", "came"), [(30, False), (60, False), (61, True), (239, True), (241, False)])
def test_who_stayed_is_judged_by_the_days_after_the_landmark_alone(days: int, came: bool) -> None:
    one = patch()
    says(one, days)
    assert judged(one).came_again is came


@pytest.mark.parametrize(("days", "won"), [(10, True), (60, True), (61, False)])
def test_won_back_is_what_a_recovery_brought_by_the_landmark(days: int, won: bool) -> None:
    one = patch()
    closed = LONG_AGO + timedelta(days=days)
    Recovery.objects.create(
        conversation=one, opened_at=LONG_AGO, due_at=LONG_AGO, closed_at=closed, outcome="recovered"
    )
    assert judged(one).is_won_back is won


def test_a_mail_is_a_sign_that_they_stayed_and_a_held_one_is_not() -> None:
    wrote, held = patch(), patch()
    for one, is_held in ((wrote, False), (held, True)):
        one.messages.create(
            kind="inbound", origin="human", held=is_held, text="Hello", at=LONG_AGO + timedelta(days=100)
        )
    assert judged(wrote).came_again
    assert not judged(held).came_again


@pytest.mark.parametrize(("days", "is_lost"), [(1, True), (240, True), (241, False)])
def test_who_is_noted_as_lost_did_not_stay_though_they_wrote(days: int, is_lost: bool) -> None:
    one = patch()
    says(one, 100)
    lost_on = (LONG_AGO + timedelta(days=days)).date()
    customer_leaves.note(one.customer, Told(lost_on, "price"), known=None, actor=cast.ada(), at=NOON)
    found = judged(one)
    assert (found.is_lost, found.came_again) == (is_lost, not is_lost)
    Loss.objects.update(end="back", ended_at=NOON)
    assert not judged(one).is_lost


def test_of_whom_it_is_too_early_to_say_nothing_is_said() -> None:
    old, young = patch(NOON - timedelta(days=240)), patch(NOON - timedelta(days=239))
    gone = patch(NOON - timedelta(days=731))
    actions.count(at=NOON)
    known = {one.customer_id: one.is_recent for one in BadPatch.objects.all()}
    assert known == {old.customer_id: False, young.customer_id: True}
    assert gone.customer_id not in known
    sums, recent = queries.cohorts(queries.patches(None))
    assert recent == 1
    assert sums == {False: queries.Cohort(1, 0, 1)}


def test_the_first_bad_sign_of_a_customer_is_the_one_that_counts() -> None:
    one = patch()
    says(one, 100, score=1)
    assert judged(one).began_at == LONG_AGO
