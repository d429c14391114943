"""Advice beside the draft: read, shown with its reason, and forgotten."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rapport.coaching import actions, queries
from rapport.conversations.models import Conversation, Message
from rapport.desk.present.advice import openings_for
from rapport.knowledge import actions as knowledge
from rapport.knowledge.models import SavedReply
from rapport.language.tone import Rule
from rapport.platform.models import Event
from rapport.team.models import User
from tests import cast
from tests.cast import NOON
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db
FLAWED = "Hi Ana,\n\nas I already said, you simply have to click Save. I will call you on Friday."


@pytest.fixture
def conversation() -> Conversation:
    return cast.conversation(reply_text="Where is my lamp? And can I pay by invoice?")


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(cast.ada())
    return client


def asked(client: Client, conversation: Conversation, **fields: str) -> str:
    answer = client.post(f"/conversations/{conversation.reference}/advice/", fields)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_hint_has_its_words_and_a_reason(ada: Client, conversation: Conversation) -> None:
    shown = asked(ada, conversation, text=FLAWED)
    for words in (
        "as I already said",
        "you simply have to",
        "It makes the customer the culprit.",
        "And can I pay by invoice?",
    ):
        assert words in shown
    assert shown.index("<q>Ana</q>") < shown.index("as I already said"), "what must be decided comes first"


def test_a_promise_with_a_time_set_is_no_loose_one(ada: Client, conversation: Conversation) -> None:
    assert 'data-rule="loose_promise"' in asked(ada, conversation, text=FLAWED)
    assert 'data-rule="loose_promise"' not in asked(ada, conversation, text=FLAWED, promise_at="2026-03-06T12:00")


def test_notes_are_only_kept_civil(ada: Client, conversation: Conversation) -> None:
    shown = asked(ada, conversation, text=FLAWED, kind="note")
    assert 'data-rule="blame"' in shown
    assert 'data-rule="wrong_name"' not in shown


def test_an_empty_draft_gets_none(ada: Client, conversation: Conversation) -> None:
    assert "<li" not in asked(ada, conversation, text="  ")
    assert "<li" not in asked(ada, conversation)


def test_hostile_words_come_back_as_words(ada: Client, conversation: Conversation) -> None:
    shown = asked(
        ada, conversation, text="Hi <script>alert(1)</script>Xaver, obviously <img src=x onerror=alert(1)>!!!"
    )
    assert "<script" not in shown
    assert "<img" not in shown


def test_rules_that_are_off_and_own_phrases_count(ada: Client, conversation: Conversation) -> None:
    actions.switch(Rule.BLAME, on=False, actor=cast.mo(), at=NOON)
    actions.add_phrase(Rule.JARGON, language="en", phrase="click Save", rewrite="press", actor=cast.mo(), at=NOON)
    shown = asked(ada, conversation, text=FLAWED)
    assert 'data-rule="blame"' not in shown
    assert "<q>click Save</q>" in shown


def test_nothing_of_the_draft_is_kept(ada: Client, conversation: Conversation) -> None:
    before = Event.objects.count()
    asked(ada, conversation, text=FLAWED)
    assert Event.objects.count() == before
    assert queries.tone_rules() == {}


def test_it_costs_a_fixed_number_of_queries(ada: Client, conversation: Conversation) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        asked(ada, conversation, text=FLAWED)
    assert len(few) <= 12


def test_an_outcome_is_counted_by_rule(ada: Client, conversation: Conversation) -> None:
    path = f"/conversations/{conversation.reference}/advice/outcome/"
    assert ada.post(path, {"rule": "blame"}).status_code == 204
    assert ada.post(path, {"rule": "blame", "followed": "on"}).status_code == 204
    assert ada.post(path, {"rule": "none"}).status_code == 400
    row = queries.tone_rules()["blame"]
    assert (row.followed, row.dismissed) == (1, 1)


def test_a_lead_keeps_the_rules_and_phrases(client: Client) -> None:
    client.force_login(cast.mo())
    assert client.post("/settings/tone/rules/blame/", {"on": "0"}).status_code == 302
    assert queries.rules_off() == {"blame"}
    phrase = {"phrase": "bottom bracket", "language": "en", "rule": "jargon", "rewrite": "the bearing"}
    assert client.post("/settings/tone/", phrase).status_code == 302
    page = client.get("/settings/tone/").content.decode()
    assert "bottom bracket" in page
    assert "Switch on" in page
    assert "on the list already" in client.post("/settings/tone/", phrase).content.decode()
    found = queries.phrases()[0]
    gone = client.post(f"/settings/tone/phrases/{found.pk}/", follow=True).content.decode()
    assert queries.phrases() == []
    back = re.search(r'action="(/settings/tone/phrases/return/[^"]*)"', gone)
    assert back
    for _ in range(2):
        assert client.post(unescape(back[1])).status_code == 302
    assert queries.phrases() == [found]
    assert client_of(cast.olga()).post(unescape(back[1])).status_code == 404
    assert client.post("/settings/tone/rules/nonsense/").status_code == 404


def sent(client: Client, conversation: Conversation, text: str, **fields: object) -> int:
    given = {"kind": "reply", "text": text, "token": f"t-{len(text)}-{len(fields)}"} | fields
    return client.post(f"/conversations/{conversation.reference}/messages/", given).status_code


def test_a_loose_promise_is_decided_before_it_leaves(ada: Client, conversation: Conversation) -> None:
    text = "Hello Uma,\n\nI will call you on Friday."
    answer = ada.post(
        f"/conversations/{conversation.reference}/messages/", {"kind": "reply", "text": text, "token": "one"}
    )
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "This is no promise" in shown
    assert "I will call you on Friday." in shown
    assert not conversation.messages.filter(kind="reply").exists()
    assert sent(ada, conversation, text, decided=["loose_promise:I will call you on Friday."]) == 302
    assert conversation.messages.filter(kind="reply").count() == 1


def test_a_promise_with_its_time_leaves_at_once(ada: Client, conversation: Conversation) -> None:
    due = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert sent(ada, conversation, "I will call you on Friday.", promise_at=due) == 302


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Hi Ana,\n\nthe lamp is here.", "wrong_name:Ana"),
        ("Hello,\n\nyour card 4111 1111 1111 1111 was charged.", "private_data:4111 1111 1111 1111"),
    ],
)
def test_a_strange_name_and_a_card_are_decided_too(
    ada: Client, conversation: Conversation, text: str, key: str
) -> None:
    assert sent(ada, conversation, text) == 422
    assert sent(ada, conversation, text, decided=["loose_promise:x"]) == 422
    assert sent(ada, conversation, text, decided=[key]) == 302


def test_everything_else_is_advice_and_never_keeps_a_mail_back(ada: Client, conversation: Conversation) -> None:
    assert sent(ada, conversation, "As I already said, obviously you failed to read it!!! It is our policy.") == 302


def test_notes_and_rules_that_are_off_ask_nothing(ada: Client, conversation: Conversation) -> None:
    assert sent(ada, conversation, "I will call Uma on Friday.", kind="note") == 302
    actions.switch(Rule.LOOSE_PROMISE, on=False, actor=cast.mo(), at=NOON)
    assert sent(ada, conversation, "I will call you on Friday.") == 302


def begun_with(saved: SavedReply, author: User, *, ago: timedelta, who: int) -> Conversation:
    """A conversation in which this author began the reply with it."""
    talk = cast.conversation((f"C{who}", f"c{who}@customer.example"))
    message = cast.answers(talk, author)
    Message.objects.filter(pk=message.pk).update(at=timezone.now() - ago)
    knowledge.used(saved.pk, message, at=timezone.now())
    return talk


def routine(client: Client, conversation: Conversation, saved: SavedReply, **fields: str) -> list[str]:
    shown = asked(client, conversation, **{"text": "Hello, we are on it.", "saved_reply": str(saved.pk), **fields})
    assert ("advice-routine" in shown) == ("data-opening" in shown or "The first time" in shown)
    return re.findall(r"data-opening>([^<]*)<", shown)


@pytest.fixture
def saved() -> SavedReply:
    return SavedReply.objects.create(name="On it", html="<p>We are on it.</p>", text="x", changed_at=timezone.now())


def test_what_was_answered_often_this_week_is_new_to_this_customer(
    ada: Client, conversation: Conversation, saved: SavedReply
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(subject="Re: Fwd: My lamp")
    for who in range(4):
        begun_with(saved, cast.ada(), ago=timedelta(days=1), who=who)
    begun_with(saved, cast.ada(), ago=timedelta(days=8), who=4)
    begun_with(saved, cast.mo(), ago=timedelta(days=1), who=5)
    assert routine(ada, conversation, saved) == []
    begun_with(saved, cast.ada(), ago=timedelta(hours=1), who=6)
    shown = asked(ada, conversation, text="Hello, we are on it.", saved_reply=str(saved.pk))
    assert "The first time for Uma Ferrari" in shown and "You have answered so 5 times this week." in shown
    assert len(routine(ada, conversation, saved)) == 2
    assert routine(ada, conversation, saved, kind="note") == []
    assert routine(ada, conversation, saved, text=" ") == []
    assert routine(ada, conversation, saved, saved_reply="") == []
    subjects = "".join(
        unescape(one) for talk in range(3) for one in openings_for(Conversation(pk=talk, subject="AW: Re: Chain"), "en")
    )
    assert "“Chain”" in subjects
    assert openings_for(conversation, "de")[0] != openings_for(conversation, "en")[0]
    assert openings_for(conversation, "tr") == []


def test_who_was_answered_so_before_is_no_first_time(
    ada: Client, conversation: Conversation, saved: SavedReply
) -> None:
    for who in range(6):
        known = begun_with(saved, cast.ada(), ago=timedelta(hours=1), who=who)
    assert routine(ada, conversation, saved)
    again = cast.conversation(("C5", "c5@customer.example"))
    assert again.customer_id == known.customer_id
    assert routine(ada, again, saved) == []
    cast.answers(conversation)
    assert routine(ada, conversation, saved) == []
