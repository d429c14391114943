"""The work that is counted equals a full scan of the messages, whatever happens to conversations, whenever counted."""

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import ceil

import pytest

from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Inbox, Message
from rapport.customers.models import Customer, Identity
from rapport.flows import act, conversation_closes, forget_customer, join, undo
from rapport.flows.deeds import Deed, Verb
from rapport.platform.models import Event, Fact
from rapport.reports import actions, work
from rapport.reports.actions import work as counting
from rapport.reports.models import Work, WorkDue
from rapport.reports.rules import work as rules
from rapport.reports.rules.work import Measure, Said, Turned
from rapport.reports.work import Counts, Scope
from rapport.team.models import BusinessHours
from rapport.team.opening import between
from rapport.team.queries import plain_hours
from tests import cast
from tests.cast import NOON, later
from tests.filling import fill

WHOLE = Scope(date(2026, 1, 10), date(2026, 7, 9))


def story(words: str, done: int | None = None) -> list[str]:
    """What is made of a story of hours: c customer, r reply, x closed, o opened by hand, w their turn, u undone."""
    said, turned = [], []
    for hour, what in enumerate(words):
        at = later(hours=hour)
        if what in "cr":
            said.append(Said(at, hour, 7 if what == "r" else None, what == "r"))
        else:
            name = {"x": "closed", "o": "reopened", "w": "set_waiting", "u": "undone"}[what]
            turned.append(Turned(at, name, 8, "closed" if what == "u" else ""))
    found = []
    for one in rules.entries(said, turned, done_at=None if done is None else later(hours=done)):
        hour = round((one.at - NOON) / timedelta(hours=1))
        wait = "" if one.measure is None or one.state is None else f" {one.measure.name} {one.state.name}"
        until = "" if one.until is None else f" {round((one.until - one.at) / timedelta(hours=1))}"
        found.append(f"{hour} {one.kind.name}{wait}{until}".lower())
    return found


@pytest.mark.parametrize(
    ("words", "done", "found"),
    [
        ("c", None, ["0 came resolution open", "0 asked first open"]),
        ("ccr", None, ["0 came resolution open", "0 asked first ended 2", "1 asked", "2 replied"]),
        ("rx", 1, ["0 replied"]),
        ("crcxc", None, ["0 came resolution open", "0 asked first ended 1", "1 replied", "2 asked next let", "3 closed",
            "4 reopened", "4 asked next open"]),
        ("crxu", None, ["0 came resolution open", "0 asked first ended 1", "1 replied"]),
        ("crxox", 4, ["0 came resolution ended 4", "0 asked first ended 1", "1 replied", "2 closed", "3 reopened",
            "4 closed"]),
        ("cw", None, ["0 came resolution open", "0 asked first let"]),
        ("c", 5, ["0 came resolution ended 5", "0 asked first let", "5 closed"]),
    ],
)  # fmt: skip
def test_what_messages_and_events_say(words: str, done: int | None, found: list[str]) -> None:
    assert story(words, done) == found


def test_steps_are_within_two_and_a_half_percent() -> None:
    random.seed(3)
    for _ in range(300):
        seconds = round(10 ** random.uniform(0, 7.5))
        assert abs(rules.middle(rules.step(seconds)) - seconds) <= 0.0251 * (seconds + 1)
    assert rules.quantile({}, 0.5) is None
    assert [rules.quantile({5: 1, 9: 1}, share) for share in (0.5, 0.9)] == [5, 9]


def made(number: int, inboxes: list[Inbox]) -> None:
    """Conversations as they may lie in an old desk, in bulk."""
    when = [NOON - timedelta(days=50) + timedelta(seconds=random.randrange(150 * 86_400)) for _ in range(number)]
    people = fill(Customer(name="Somebody", created_at=at) for at in when)
    identities = fill(
        Identity(customer=one, value=f"n{one.pk}@customer.example", created_at=one.created_at) for one in people
    )
    talks = fill(
        Conversation(
            inbox=random.choice(inboxes), customer=one.customer, identity=one, subject="Gears",
            type=random.choice(["", "fault"]),
            tag_names=random.choice([[], ["billing"], ["billing", "delivery"]]), created_at=one.created_at,
            last_message_at=one.created_at,
        )
        for one in identities
    )  # fmt: skip
    messages, happened = [], []
    for talk in talks:
        at, what = talk.created_at, "in"
        for _ in range(random.randint(1, 8)):
            if what == "close":
                happened.append(
                    Event(name="conversations.closed", at=at, conversation_id=talk.pk, actor_id=cast.ada().pk)
                )
            else:
                by = random.choice([cast.ada(), cast.ben()]) if what == "reply" else None
                messages.append(
                    Message(conversation=talk, kind="inbound" if what == "in" else "reply", author=by, at=at,
                        held=by is None and random.random() < 0.05)
                )  # fmt: skip
            at += timedelta(seconds=1 + round(10 ** random.uniform(0, 6)))
            last, what = what, random.choice(["in", "reply", "close"] if what != "close" else ["in", "reply"])
        talk.status, talk.closed_at = ("done", at) if last == "close" else ("open", None)
    fill(messages)
    fill(happened)
    Conversation.objects.bulk_update(talks, ["status", "closed_at"])


class Scan:
    """Everything counted anew from the messages, in another way than rapport does."""

    def __init__(self) -> None:
        self.days: dict[date, Counts] = defaultdict(Counts)
        self.tagged: Counter[str] = Counter()
        self.waits: dict[tuple[Measure, bool], list[int]] = defaultdict(list)
        for talk in Conversation.objects.filter(merged_into=None).select_related("inbox__hours"):
            self._read(talk)

    def _add(self, at: datetime, name: str) -> None:
        self.days[at.astimezone(UTC).date()] += Counts(**{name: 1})

    def _read(self, talk: Conversation) -> None:
        customer = list(talk.messages.filter(kind="inbound", held=False).order_by("at").values_list("at", flat=True))
        replies = list(talk.messages.filter(kind="reply").values_list("at", flat=True))
        closed = list(
            Event.objects.filter(name="conversations.closed", conversation_id=talk.pk).values_list("at", flat=True)
        )
        for at in replies:
            self._add(at, "replied")
        if not customer:
            return
        self.tagged.update(talk.tag_names)
        self._add(customer[0], "came")
        closed = sorted(at for at in closed if at > customer[0])
        turns: dict[datetime | None, datetime] = {}
        for at in customer:
            self._add(at, "asked")
            turns.setdefault(min((end for end in [*replies, *closed] if end > at), default=None), at)
            before = [end for end in [*customer, *replies, *closed] if end < at]
            if before and max(before) in closed:
                self._add(at, "reopened")
        for at in closed:
            self._add(at, "closed")
        for end, at in turns.items():
            name = "first" if at == customer[0] else "next"
            if end in replies:
                assert end is not None
                self._wait(Measure[name.upper()], at, end, talk)
            else:
                self._add(at, f"{name}_{'let' if end else 'open'}")
        if talk.status == "done":
            self._wait(Measure.RESOLUTION, customer[0], max(closed), talk)
        else:
            self._add(customer[0], "unresolved")

    def _wait(self, measure: Measure, start: datetime, end: datetime, talk: Conversation) -> None:
        hours = talk.inbox.hours
        office = between(plain_hours(hours), start, end) if hours else end - start
        for is_office, span in ((False, end - start), (True, office)):
            self.waits[measure, is_office].append(round(span.total_seconds()))


def assert_equal() -> None:
    scan = Scan()
    found: dict[date, Counts] = defaultdict(Counts)
    total = Counts()
    for day, _, counts in work.days(WHOLE):
        found[day] += counts
        total += counts
    assert found == scan.days
    assert {name: counts.came for name, counts in work.apart(WHOLE)["tag"] if counts.came} == scan.tagged
    for measure, wait in work.waits(WHOLE, total).items():
        few = work.waits(replace(WHOLE, first=date(2026, 2, 10), last=date(2026, 4, 20)), total)[measure]
        for is_office in (False, True):
            exact = sorted(scan.waits[measure, is_office])
            assert wait.n == len(exact)
            assert few.is_exact
            assert set(few.office if is_office else few.elapsed) <= set(exact)
            for share in (0.5, 0.9):
                known, seen = exact[ceil(share * len(exact)) - 1], wait.within(share, office=is_office)
                assert seen is not None
                assert abs(seen - known) <= 0.0251 * (known + 1)
    assert work.off() == []


@pytest.fixture
def inboxes(db: None) -> list[Inbox]:
    week = [[[540, 1020]]] * 5 + [[], []]
    hours = BusinessHours.objects.create(name="Office", zone="Europe/Berlin", week=week, closed=[])
    first, second = cast.inbox(), cast.inbox("b@desk.example", name="Sales")
    Inbox.objects.filter(pk=second.pk).update(hours=hours)
    return [first, second]


def test_the_counts_equal_a_full_scan_of_old_messages_and_of_all_that_happens_to_them(
    inboxes: list[Inbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was there before is counted in batches, one of which is killed; then whatever may happen happens."""
    random.seed(11)
    made(80, inboxes)
    WorkDue.objects.all().delete()
    monkeypatch.setattr(counting, "BATCH", 25)
    assert actions.fill_work(at=NOON, batches=2) == 50
    with monkeypatch.context() as broken:
        broken.setattr(counting, "remember_fact", _killed)
        with pytest.raises(KeyboardInterrupt):
            actions.fill_work(at=NOON)
    assert Work.objects.values("conversation_id").distinct().count() <= 50
    assert actions.fill_work(at=NOON) == 30
    assert actions.fill_work(at=NOON) == 0
    assert Fact.objects.get(pk=work.FILLED).value == {"done": True}
    assert_equal()

    talks = list(Conversation.objects.order_by("pk"))
    Conversation.objects.filter(pk__in=[one.pk for one in talks[:10]]).update(inbox=inboxes[0])
    Conversation.objects.filter(pk__in=[one.pk for one in talks[10:20]]).update(tag_names=["delivery"], type="refund")
    Message.objects.filter(held=True).update(held=False)
    Message.objects.filter(conversation=talks[40], kind="inbound").update(conversation=talks[41])
    Message.objects.filter(conversation__in=talks[30:32]).delete()
    Conversation.objects.filter(pk__in=[one.pk for one in talks[30:32]]).delete()
    Conversation.objects.filter(pk=talks[40].pk).update(status="open", closed_at=None)
    Event.objects.filter(conversation_id=talks[40].pk).delete()
    made(10, inboxes)
    assert actions.count_work() > 30
    assert actions.count_work() == 0
    assert_equal()


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def counts(scope: Scope = WHOLE) -> Counts:
    while actions.count_work():
        pass
    assert work.off() == []
    total = Counts()
    for _, _, one in work.days(scope):
        total += one
    return total


def waits(scope: Scope = WHOLE) -> dict[str, tuple[int, int, int]]:
    return {one.name: (wait.n, wait.still, wait.let) for one, wait in work.waits(scope, counts(scope)).items()}


def test_closing_undoing_merging_splitting_moving_and_erasing_keep_the_figures_right(inboxes: list[Inbox]) -> None:
    ada, mo = cast.ada(), cast.mo()
    one, other = cast.conversation(), cast.conversation(text="And the brakes.", received_at=later(hours=1))
    cast.answers(one, ada, at=later(hours=2))
    closed = act.act(Deed(Verb.CLOSE), [one.pk], actor=ada, at=later(hours=3))
    assert counts() == Counts(came=2, asked=2, replied=1, closed=1, first_open=1, unresolved=1)
    assert waits() == {"FIRST": (1, 1, 0), "NEXT": (0, 0, 0), "RESOLUTION": (1, 1, 0)}
    assert counts(replace(WHOLE, person=ada.pk)) == Counts(replied=1, closed=1)
    assert waits(replace(WHOLE, person=ada.pk))["FIRST"] == (1, 0, 0)
    assert waits(replace(WHOLE, person=ada.pk, channel="email"))["FIRST"] == (1, 0, 0)
    assert waits(replace(WHOLE, person=mo.pk))["FIRST"] == (0, 0, 0)

    assert closed.change is not None
    undo.undo(closed.change.pk, actor=ada, at=later(hours=3.2))
    assert counts() == Counts(came=2, asked=2, replied=1, first_open=1, unresolved=2)
    merged = join.merge([other.pk], one.pk, actor=ada, at=later(hours=4))
    assert counts() == Counts(came=1, asked=2, replied=1, unresolved=1), "the reply came after both"
    assert merged.change is not None
    undo.undo(merged.change.pk, actor=ada, at=later(hours=5))
    assert counts() == Counts(came=2, asked=2, replied=1, first_open=1, unresolved=2)

    cast.arrives(received_at=later(hours=6), conversation_id=one.pk, trust="proven")
    conversation_closes.close(one, actor=mo, at=later(hours=7))
    cast.arrives(received_at=later(hours=8), conversation_id=one.pk, trust="proven")
    last = Message.objects.filter(conversation=one).order_by("-at")[0]
    whole = Counts(
        came=2, asked=4, replied=1, closed=1, reopened=1, first_open=1, next_open=1, next_let=1, unresolved=2
    )
    assert counts() == whole
    join.split(one.pk, [last.pk], subject="Another", actor=ada, at=later(hours=9))
    assert counts() == replace(whole, came=3, reopened=0, first_open=2, next_open=0, unresolved=3)

    act.act(Deed(Verb.MOVE, inboxes[1].pk), [one.pk], actor=mo, at=later(hours=10))
    in_sales = counts(replace(WHOLE, inboxes=(inboxes[1].pk,)))
    assert (in_sales.came, in_sales.asked, in_sales.closed, in_sales.next_let) == (1, 2, 1, 1)

    cast.arrives(cast.SOL, received_at=later(hours=11), conversation_id=one.pk, trust="stranger")
    before = counts()
    OutboundMail.objects.update(state="sent")
    forget_customer.forget_customer(one.customer, actor=mo, at=later(hours=20))
    assert counts() == replace(before, closed=before.closed + 2, first_open=0, first_let=2, unresolved=0)


def test_who_is_answered(inboxes: list[Inbox]) -> None:
    """Held mail and machines count as nothing until somebody says otherwise, and a word to others answers nobody."""
    one = cast.conversation(trust="failed", received_at=later())
    Message.objects.filter(conversation=one).update(held=True)
    cast.conversation(cast.SOL, origin="auto_reply")
    assert counts() == Counts()
    Message.objects.filter(conversation=one).update(held=False)
    reply = cast.answers(one, cast.ada(), at=later(hours=1))
    Message.objects.filter(pk=reply.pk).update(to=[{"name": "", "address": "supplier@elsewhere.example"}])
    Message.objects.filter(pk=reply.pk).update(at=later(hours=2))
    assert counts() == Counts(came=1, asked=1, first_open=1, unresolved=1)
