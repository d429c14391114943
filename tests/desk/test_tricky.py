"""Where a case is tricky a lead is named beside the draft, before it is sent; nothing is held up."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.alerts.models import Alert
from rapport.conversations.models import Ask, Conversation, Message
from rapport.feedback.models import Rating
from rapport.language.tricky import Kind, read_tricky
from rapport.platform.clock import now
from rapport.team.models import User
from tests import cast
from tests.desk.conftest import client_of

TRICKY = "This one is tricky"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My lawyer will write to you, you liars.", {Kind.LEGAL: "My lawyer", Kind.ABUSE: "liars"}),
        ("Ich bin stinksauer und schalte einen Anwalt ein!", {Kind.ANGER: "stinksauer", Kind.LEGAL: "Anwalt"}),
        ("I will not go to court about a bell. I am not furious.", {}),
        ("The brake is broken. Do you have a courtyard? Scheibe, Anwältinnenkammer", {}),
        ("x " * 10_000 + "furious", {}),
    ],
)
def test_what_makes_a_case_tricky_is_read_with_its_words(text: str, found: dict[Kind, str]) -> None:
    assert read_tricky(text) == found


def advised(client: Client, about: Conversation, **more: str) -> str:
    answer = client.post(f"/conversations/{about.reference}/advice/", {"text": "Hello Uma, we look.", **more})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.django_db
def test_a_lead_on_duty_is_named_and_asked_with_the_draft() -> None:
    hard = "I am furious, and my <b>lawyer</b> knows. My lawyer, I say."
    found = cast.conversation(reply_text=hard, text=hard)
    olga = cast.olga()
    User.objects.filter(pk=olga.pk).update(on_duty=False)
    mo, ada = cast.mo(), client_of(cast.ada())
    with CaptureQueriesContext(connection) as asked:
        shown = advised(ada, found)
    assert len(asked) <= 14
    assert TRICKY in shown
    assert "“My lawyer”" in shown
    assert "anger (“furious”)" in shown
    assert "Ask Mo to look at this first" in shown
    assert TRICKY not in advised(ada, found, kind="note")
    assert TRICKY not in advised(client_of(mo), found)

    path = f"/conversations/{found.reference}/help/"
    sent = {"text": "We look\n<i>soon</i>", "ask": str(cast.ben().pk)}
    assert ada.post(path, sent).status_code == 302
    ask = Ask.objects.get()
    assert (ask.user, ask.asked_by) == (mo, cast.ada())
    assert Alert.objects.filter(user=mo, kind=Alert.Kind.ASKED).count() == 1
    note = Message.objects.get(kind=Message.Kind.NOTE)
    assert "> We look\n> <i>soon</i>" in note.text
    assert "talk of legal steps" in note.text
    assert TRICKY not in advised(ada, found)
    ada.post(path, sent)
    assert Ask.objects.count() == Message.objects.filter(kind=Message.Kind.NOTE).count() == 1
    assert client_of(cast.cleo()).post(path, sent).status_code == 403  # only reads


@pytest.mark.django_db
def test_a_second_poor_rating_is_tricky_where_it_may_be_known() -> None:
    cast.mo()
    first, second = cast.conversation(), cast.conversation()
    ada = client_of(cast.ada())
    rated(first)
    rated(cast.conversation(), score=4)
    assert TRICKY not in advised(ada, second)
    rating = rated(second)
    assert "2 poor ratings by this customer within half a year" in advised(ada, second)
    rating.changed_at = now() - timedelta(days=200)
    rating.save(update_fields=["changed_at"])
    assert TRICKY not in advised(ada, second)


def rated(about: Conversation, score: int = 2) -> Rating:
    at, reply = now(), cast.answers(about)
    given = {"invite": reply.invites.get(), "conversation": about, "score": score, "state": "confirmed"}
    return Rating.objects.create(**given, first_at=at, changed_at=at)
