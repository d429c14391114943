"""The folder of what one has begun to write."""

import pytest
from django.test import Client

from rapport.conversations.models import Conversation
from rapport.writing import actions
from rapport.writing.actions import Words
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db


def begun(conversation: Conversation, text: str, kind: str = "reply", minutes: int = 0, who: str = "ada") -> None:
    words = Words(html=f"<div>{text}</div>", text=text, token=f"{conversation.pk}{kind}{who}")
    actions.keep(conversation, getattr(cast, who)(), kind, words, base=0, at=later(minutes=minutes))


def rows(client: Client) -> list[tuple[str, str]]:
    return [(row["reference"], row["snippet"]) for row in client.get("/drafts/").context["rows"]]


def count(client: Client) -> int:
    links = [link for part in client.get("/drafts/").context["sections"] for link in part["links"]]
    [found] = [link["count"] for link in links if link["url"] == "/drafts/"]
    return int(found)


def test_what_was_begun_stands_there_by_the_time_of_its_words() -> None:
    ada = client_of(cast.ada())
    assert (rows(ada), count(ada)) == ([], 0)
    first, second = cast.conversation(), cast.conversation(cast.SOL)
    begun(first, "Dear Uma, the chain", minutes=1)
    begun(second, "Dear Sol, the saddle", minutes=2)
    assert rows(ada) == [(second.reference, "Dear Sol, the saddle"), (first.reference, "Dear Uma, the chain")]
    assert count(ada) == 2
    begun(first, "Ask the workshop", "note", minutes=3)
    assert rows(ada) == [(first.reference, "Ask the workshop"), (second.reference, "Dear Sol, the saddle")]
    assert count(ada) == 2


def test_it_opens_its_conversation_beside_the_folder() -> None:
    ada, conversation = client_of(cast.ada()), cast.conversation()
    begun(conversation, "Dear Uma")
    page = ada.get("/drafts/").content.decode()
    assert f"/conversations/{conversation.reference}/?in=drafts" in page
    opened = ada.get(f"/conversations/{conversation.reference}/?in=drafts")
    assert opened.context["list_back"] == "/drafts/"


def test_nobody_sees_the_drafts_of_others_nor_their_own_out_of_sight() -> None:
    conversation = cast.conversation()
    begun(conversation, "Mine")
    begun(conversation, "His", who="ben")
    assert rows(client_of(cast.ben())) == [(conversation.reference, "His")]
    conversation.inbox.teams.add(cast.team("Ours", cast.ada()))
    for who, wanted in (("ada", [(conversation.reference, "Mine")]), ("ben", [])):
        client = client_of(getattr(cast, who)())
        assert (rows(client), count(client)) == (wanted, len(wanted))


def test_what_was_thrown_away_is_no_draft() -> None:
    ada, conversation = client_of(cast.ada()), cast.conversation()
    begun(conversation, "Dear Uma")
    actions.discard_of(conversation, cast.ada(), "reply", at=later(minutes=1))
    assert (rows(ada), count(ada)) == ([], 0)
