"""Conversations find somebody: in turn, by load, or whoever asks for the next one."""

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from rapport.automation.rules import Condition, Deed
from rapport.changes.models import Change
from rapport.conversations.models import Conversation, Inbox
from rapport.conversations.rules import Candidate, next_of
from rapport.desk.present.timeline import shown_events
from rapport.flows import give_out
from rapport.flows.act import act
from rapport.flows.deeds import Deed as Deeds
from rapport.labels import actions as labels
from rapport.platform.events import newest_of
from rapport.team import actions as team
from rapport.team.models import User
from tests import cast
from tests.cast import NOON, REX, SOL, UMA, later
from tests.desk.conftest import client_of
from tests.desk.test_conversations import page, url
from tests.flows.test_apply_rules import rule

Verb = Change.Verb


@pytest.fixture
def ada(db: None) -> Client:
    return client_of(cast.ada())


def giving(how: str, **more: bool) -> Inbox:
    inbox = cast.inbox()
    inbox.giving = how
    for name, value in more.items():
        setattr(inbox, name, value)
    inbox.save()
    return inbox


def test_ten_thousand_are_given_out_fairly_in_turn() -> None:
    last, given = dict.fromkeys(range(7), NOON), Counter[int]()
    for number in range(10_000):
        found = next_of([Candidate(pk, 0, None, at) for pk, at in last.items()], by_load=False)
        assert found is not None
        last[found.user_id] = later(seconds=number + 1)
        given[found.user_id] += 1
    assert max(given.values()) - min(given.values()) <= 1


def test_ten_thousand_are_given_by_load_so_that_nobody_has_two_more_than_another() -> None:
    """Each answers at a speed of their own: who is quicker gets more, and nobody's pile grows."""
    waiting, last, given = [0, 0, 0], [NOON, NOON, NOON], Counter[int]()
    for number in range(10_000):
        people = [Candidate(pk, waiting[pk], 50, last[pk]) for pk in range(3)]
        found = next_of(people, by_load=True)
        assert found is not None
        waiting[found.user_id] += 1
        last[found.user_id] = later(seconds=number)
        given[found.user_id] += 1
        assert max(waiting) - min(waiting) <= 2
        for pk in range(3):
            if number % (pk + 2) == 0 and waiting[pk]:
                waiting[pk] -= 1
    assert given[0] > given[1] > given[2]


def test_nobody_gets_more_than_they_have_room_for() -> None:
    full, free = Candidate(1, 3, 3, None), Candidate(2, 9, None, NOON)
    assert next_of([full, free], by_load=True) == free
    assert next_of([full], by_load=False) is None


@pytest.mark.django_db
def test_a_new_mail_is_given_to_whoever_has_the_fewest_and_says_so() -> None:
    ada, ben = cast.ada(), cast.ben()
    inbox = giving("load")
    Conversation.objects.filter(pk=cast.conversation(SOL, inbox=cast.inbox("x@desk.example")).pk).update(assignee=ada)
    found = cast.conversation(UMA, inbox=inbox)
    assert Conversation.objects.get(pk=found.pk).assignee == ben
    words = [event["words"] for event in shown_events(newest_of(found.pk, 9), {ben.pk: ben.name})]
    assert "Given to Ben Okoye: fewest waiting (0)" in words


@pytest.mark.django_db
def test_only_people_on_duty_who_see_the_inbox_are_given_anything() -> None:
    ada = cast.ada()
    cast.pat()
    team.set_duty(ada, on_duty=False, at=NOON)
    found = cast.conversation(UMA, inbox=giving("turns"))
    assert Conversation.objects.get(pk=found.pk).assignee is None
    team.set_duty(ada, on_duty=True, at=later(hours=1))
    assert give_out.sweep(at=later(hours=1)) == 1
    assert Conversation.objects.get(pk=found.pk).assignee == ada


@pytest.mark.django_db
def test_only_who_knows_what_is_asked_for_is_given_it_and_else_it_is_said_why(ada: Client) -> None:
    anna, ben, mo = cast.ada(), cast.ben(), cast.mo()
    inbox = giving("load")
    labels.save_type(None, name="Spare part", skill="brakes", actor=mo, at=NOON)
    rule("conversation.created", Deed("skill", "German"), conditions=(Condition("subject", "has", "Rad"),))
    plain = cast.conversation(REX, inbox=inbox)
    assert who_has(plain) is not None
    asked = cast.conversation(UMA, inbox=inbox, subject="Mein Rad")
    assert who_has(asked) is None
    assert "nobody who sees this inbox knows German." in page(ada, url(asked))
    team.set_skills(ben, ["german", "Brakes"], actor=mo, at=NOON)
    team.set_duty(ben, on_duty=False, at=NOON)
    assert give_out.sweep(at=later(hours=1)) == 0
    assert "Ben knows German, and is off duty." in page(ada, url(asked))
    team.set_duty(ben, on_duty=True, at=NOON)
    team.set_capacity(ben, 0, actor=mo, at=NOON)
    assert give_out.sweep(at=later(hours=1)) == 0
    assert "has as many as they are given at most" in page(ada, url(asked))
    ben.refresh_from_db()
    team.set_capacity(ben, None, actor=mo, at=NOON)
    act(Deeds(Verb.TYPE, "spare-part"), [asked.pk], actor=mo, at=NOON)
    assert give_out.sweep(at=later(hours=1)) == 1
    assert who_has(asked) == ben
    shown = page(ada, url(asked))
    assert "Given to Ben Okoye: knows brakes, German, fewest waiting (" in shown
    assert "Not given to anybody" not in shown
    assert who_has(cast.conversation(SOL, inbox=inbox)) in (anna, mo)


def who_has(one: Conversation) -> User | None:
    return Conversation.objects.get(pk=one.pk).assignee


@pytest.mark.django_db
def test_what_nobody_knows_keeps_nothing_else_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(give_out, "MOST_AT_ONCE", 1)
    ada, inbox = cast.ada(), giving("turns")
    team.set_duty(ada, on_duty=False, at=NOON)
    first, second = cast.conversation(UMA, inbox=inbox), cast.conversation(SOL, inbox=inbox, received_at=later(hours=1))
    Conversation.objects.filter(pk=first.pk).update(skills=["Basque"])
    team.set_duty(ada, on_duty=True, at=NOON)
    assert give_out.sweep(at=later(hours=2)) == 1
    assert (who_has(first), who_has(second)) == (None, ada)


@pytest.mark.django_db
def test_off_duty_what_waits_is_given_back_and_on_where_the_inbox_wants_it() -> None:
    ada, ben = cast.ada(), cast.ben()
    inbox = giving("load", take_back_off_duty=True)
    mine = [cast.conversation(who, inbox=inbox) for who in (UMA, SOL, REX)]
    Conversation.objects.filter(pk__in=[one.pk for one in mine]).update(assignee=ada)
    answered = mine[2]
    cast.answers(answered)
    team.set_duty(ada, on_duty=False, at=later(hours=1))
    assert give_out.take_back(ada, at=later(hours=1)) == 2
    assert set(Conversation.objects.filter(assignee=ben)) == {mine[0], mine[1]}
    assert Conversation.objects.get(pk=answered.pk).assignee == ada


@pytest.mark.django_db
def test_the_next_for_me_is_the_top_one_that_nobody_has() -> None:
    calm = cast.conversation(SOL)
    urgent = cast.conversation(reply_text="This is unacceptable, I make a complaint.")
    board = cast.inbox("board@desk.example", name="Board")
    board.teams.add(cast.team("Board", cast.mo()))
    cast.conversation(REX, inbox=board, reply_text="I make a complaint at once!", received_at=later(hours=-90))
    taken = [give_out.take_next(cast.ada(), at=later(hours=1)) for _ in range(3)]
    assert [one and one.pk for one in taken] == [urgent.pk, calm.pk, None]


@pytest.mark.django_db
def test_the_next_for_me_asks_for_nothing_that_i_do_not_know_unless_there_is_nothing_else() -> None:
    calm = cast.conversation(SOL)
    urgent = cast.conversation(reply_text="This is unacceptable, I make a complaint.")
    Conversation.objects.filter(pk=urgent.pk).update(skills=["Basque"])
    taken = [give_out.take_next(cast.ada(), at=later(hours=1)) for _ in range(3)]
    assert [one and one.pk for one in taken] == [calm.pk, urgent.pk, None]
    cast.conversation(SOL)
    urgent = cast.conversation(REX, reply_text="This is unacceptable, I make a complaint.")
    Conversation.objects.filter(pk=urgent.pk).update(skills=["Basque"])
    team.set_skills(cast.ben(), ["basque"], actor=cast.mo(), at=NOON)
    found = give_out.take_next(User.objects.get(pk=cast.ben().pk), at=later(hours=1))
    assert found is not None
    assert found.pk == urgent.pk


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_two() -> None:
    people = [cast.ada(), cast.ben()]
    for who in (UMA, SOL):
        cast.conversation(who)
    got: list[int | None] = []
    start = Barrier(2)

    def ask(user: User) -> None:
        start.wait(10)
        found = give_out.take_next(user, at=later(hours=1))
        got.append(found.pk if found else None)
        connection.close()

    threads = [Thread(target=ask, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(set(got)) == 2
    assert None not in got
