"""Who sees which saved reply, and what is counted about it."""

import pytest

from rapport.conversations.models import Inbox
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.flows.customer_rates import customer_rates
from rapport.knowledge import queries
from rapport.platform.clock import now
from rapport.team.models import User
from tests import cast
from tests.cast import later
from tests.knowledge.saying import saved

pytestmark = pytest.mark.django_db


def inbox_of(*members: User) -> Inbox:
    inbox = cast.inbox("ours@desk.example", name="Ours")
    inbox.teams.add(cast.team("Ours", *members))
    return inbox


def names(user: User) -> set[str]:
    return {one.name for one in queries.usable_by(user)}


def test_each_sees_everybodys_those_of_their_teams_and_inboxes_and_their_own() -> None:
    inbox = inbox_of(cast.ada())
    saved("All")
    saved("Team", team=cast.team("Ours"))
    saved("Inbox", inbox=inbox)
    saved("Adas", owner=cast.ada())
    assert names(cast.ada()) == {"All", "Team", "Inbox", "Adas"}
    assert names(cast.ben()) == {"All"}
    assert names(cast.mo()) == {"All", "Team", "Inbox"}


def test_ones_own_are_ones_own_to_change_and_shared_ones_for_leads() -> None:
    shared, own = saved("All"), saved("Adas", owner=cast.ada())
    assert queries.may_change(cast.ada(), own)
    assert not queries.may_change(cast.ada(), shared)
    assert queries.may_change(cast.mo(), shared)
    assert not queries.may_change(cast.mo(), own)


def test_a_conversation_offers_its_inboxes_and_the_most_used_first() -> None:
    here, elsewhere = cast.inbox(), inbox_of(cast.ada())
    saved("Elsewhere", inbox=elsewhere)
    saved("Here", inbox=here)
    often = saved("Often")
    type(often).objects.filter(pk=often.pk).update(uses=3)
    assert [one.name for one in queries.usable_here(cast.ada(), here)] == ["Often", "Here"]


def test_the_list_is_in_groups_and_every_word_is_looked_for_in_name_and_text() -> None:
    inbox = inbox_of(cast.ada())
    saved("Own", owner=cast.ada())
    saved("Inbox", inbox=inbox)
    saved("Team", team=cast.team("Ours"))
    saved("Zero", text="Money for the chain")
    assert [one.name for one in queries.listed(cast.ada())] == ["Zero", "Team", "Inbox", "Own"]
    assert [one.name for one in queries.listed(cast.ada(), "CHAIN zero")] == ["Zero"]
    assert queries.listed(cast.ada(), "chain nothing\0") == []


def test_only_answers_that_count_are_counted() -> None:
    reply = saved()
    for hour, score in ((1, 4), (2, 1), (3, 3), (4, None)):
        conversation = cast.conversation((f"C{hour}", f"c{hour}@customer.example"))
        message = cast.answers(conversation, at=later(hours=hour), saved_reply=reply.pk)
        invite = feedback.invite_for(message.pk, conversation.identity.value)
        assert invite is not None
        if score:
            how = "button" if hour < 3 else "suspect"
            rating = customer_rates(invite, Choice(score, how if how == "button" else "dwell"), at=now())
            if how != "button":
                type(rating).objects.filter(pk=rating.pk).update(state="suspect")
    assert feedback.answers_by(queries.uses_of([reply.pk]), "saved_reply") == {reply.pk: (2, 1)}
    assert feedback.answers_by(queries.uses_of([reply.pk + 1]), "saved_reply") == {}
    reply.refresh_from_db()
    assert reply.uses == 4
