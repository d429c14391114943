"""The first page: who waits, who is unhappy and what is done, what is promised, what went wrong, how the day goes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating
from rapport.flows import conversation_closes, recover
from rapport.platform.clock import now
from rapport.recovery import actions as recoveries
from rapport.recovery.models import Recovery
from tests import cast
from tests.desk.conftest import client_of
from tests.desk.test_conversations import page, url
from tests.learning.making import reason, says
from tests.reports.making import rated

Queries = Callable[[int], AbstractContextManager[Any]]


def mine(sender: tuple[str, str] = cast.UMA, **fields: Any) -> Conversation:
    conversation = cast.conversation(sender, **fields)
    conversation_closes.assign(conversation, cast.ada(), actor=cast.ada(), at=now())
    return conversation


def unhappy(conversation: Conversation) -> Rating:
    """A customer says today that the answer of an hour ago was bad."""
    at = now()
    answer = cast.answers(conversation, at=at - timedelta(minutes=1))
    rating = Rating.objects.create(
        invite=answer.invites.get(),
        conversation=conversation,
        score=1,
        state="confirmed",
        first_at=at,
        changed_at=at,
    )
    recoveries.open_recovery(conversation, rating, at=at)
    return rating


def test_it_is_a_page_and_says_when_nothing_waits(ada: Client) -> None:
    shown = page(ada, "/")
    assert "Ada" in shown
    assert "Nothing waits for you." in shown
    assert "Nobody has rated an answer yet today." in shown


def test_what_waits_for_me_stands_there_and_what_waits_for_others_does_not(ada: Client) -> None:
    own, foreign = mine(subject="The chain slips"), cast.conversation(cast.SOL, subject="A light is broken")
    shown = page(ada, "/")
    assert url(own) in shown
    assert url(foreign) not in shown
    assert "1 has nobody yet" not in shown


def test_who_has_nothing_to_do_is_told_of_what_nobody_has(ada: Client) -> None:
    cast.conversation()
    assert "1 has nobody yet" in page(ada, "/")


def test_an_unhappy_customer_stands_there_by_name_with_what_comes_next(ada: Client, mo: Client) -> None:
    conversation = mine()
    unhappy(conversation)
    for client in (ada, mo):
        shown = page(client, "/")
        assert "Unhappy now" in shown
        assert "Uma Ferrari" in shown
        assert "Next: Contacted" in shown


def test_who_wrote_without_a_name_stands_there_by_address(ada: Client, mo: Client) -> None:
    unhappy(mine(("", "sol@customer.example")))
    for client in (ada, mo):
        assert '<strong class="cut">sol@customer.example</strong>' in page(client, "/")


def test_faces_of_today_come_with_their_number(ada: Client) -> None:
    unhappy(mine())
    shown = page(ada, "/")
    assert "1 face chosen today" in shown
    assert "1</strong> <span>answer by you today" in shown


def test_a_promise_for_today_stands_there_and_one_for_next_week_does_not(ada: Client) -> None:
    at = now()
    cast.answers(mine(), at=at, promise_due_at=at + timedelta(seconds=1), promise_text="A call from the workshop")
    cast.answers(mine(cast.SOL), at=at, promise_due_at=at + timedelta(days=7), promise_text="The new wheel")
    shown = page(ada, "/")
    assert "A call from the workshop" in shown
    assert "The new wheel" not in shown


def test_held_mail_and_replies_that_did_not_arrive_stand_there(ada: Client) -> None:
    held, failed = cast.conversation(), cast.conversation(cast.SOL)
    Message.objects.filter(conversation=held).update(held=True)
    cast.answers(failed)
    OutboundMail.objects.filter(conversation=failed).update(state="failed")
    shown = page(ada, "/")
    assert "sender is not proven" in shown
    assert "A reply did not arrive" in shown


def test_an_answered_conversation_of_mine_is_with_the_customer(ada: Client) -> None:
    conversation = mine()
    cast.answers(conversation)
    assert f'href="{url(conversation)}"' in page(ada, "/today/")


def test_nobody_hears_of_customers_of_foreign_inboxes(pat: Client) -> None:
    unhappy(mine())
    held = cast.conversation(cast.SOL)
    Message.objects.filter(conversation=held).update(held=True)
    shown = page(pat, "/")
    for name in ("Uma", "Sol"):
        assert name not in shown


@pytest.mark.parametrize("who", ["ada", "mo"])
def test_it_costs_eight_queries_and_one_more_to_know_ones_inboxes(
    db: None, who: str, django_assert_max_num_queries: Queries
) -> None:
    cast.inbox("private@desk.example", name="Private").teams.add(cast.team("Others"))
    for number in range(3):
        unhappy(mine((f"C{number}", f"c{number}@customer.example")))
        mine((f"D{number}", f"d{number}@customer.example"))
    Message.objects.filter(kind="inbound").update(held=True)
    client = client_of(getattr(cast, who)())
    page(client, "/")
    with django_assert_max_num_queries(8 + (who == "ada")):
        page(client, "/")


def test_few_faces_of_today_make_no_percentage(ada: Client) -> None:
    unhappy(mine())
    assert "1 face chosen today: too few answers for a percentage" in page(ada, "/")
    rated([4] * 30, at=now())
    assert "97 %</strong> <span>felt good about it (84 to 99 %, n = 31)" in page(ada, "/")


def test_it_tells_who_is_unhappy_without_a_recovery_and_that_nobody_has_read_it(ada: Client) -> None:
    says(2, "Not what I asked.", reason=reason("Not understood"), at=now())
    shown = page(ada, "/")
    assert "1 unread" in shown
    assert "Uma Ferrari" in shown
    assert "nobody has read it" in shown
    assert "Not understood" in shown
    assert ">1 of 1<" in shown


def test_it_tells_what_was_put_right_for_whom_and_praise(ada: Client) -> None:
    recovery = says(1, at=now()).conversation.recoveries.get()
    recover.fixed(recovery, actor=cast.ada(), note="A new chain was sent.", at=now())
    Recovery.objects.filter(pk=recovery.pk).update(closed_at=now(), outcome="recovered")
    says(4, "Ada was wonderful.", sender=cast.SOL, at=now())
    shown = page(ada, "/")
    assert "Put right this week" in shown
    assert "A new chain was sent." in shown
    assert "Ada was wonderful." in shown


@pytest.mark.django_db
def test_of_what_customers_said_strangers_see_nothing() -> None:
    inbox = cast.inbox("ours@desk.example", name="Ours")
    inbox.teams.add(cast.team("Ours", cast.ada()))
    says(2, reason=reason("Not understood"), at=now(), inbox=inbox)
    says(4, "Wonderful.", sender=cast.SOL, at=now(), inbox=inbox)
    assert "Wonderful." in page(client_of(cast.ada()), "/")
    for stranger in (cast.pat(), cast.ben(), cast.cleo()):
        shown = page(client_of(stranger), "/")
        for said in ("Wonderful.", "Not understood", "Uma Ferrari", "1 unread"):
            assert said not in shown
