import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rapport.channels.email.models import OutboundMail
from rapport.conversations.letters import File
from rapport.conversations.models import Conversation, Message
from rapport.promises.models import Promise
from tests import cast
from tests.cast import SOL, later

Queries = Callable[[int], AbstractContextManager[Any]]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def url(conversation: Conversation, rest: str = "") -> str:
    return f"/conversations/{conversation.reference}/{rest}"


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def test_a_conversation_shows_what_was_said_and_why_it_stands_there(ada: Client) -> None:
    shown = page(ada, url(cast.conversation(reply_text="This is unacceptable, I make a complaint.")))
    assert "This is unacceptable" in shown
    assert "Complaint −72 h" in shown
    assert "Uma Ferrari" in shown


def test_a_reply_is_sent_once_however_often_the_form_is_posted(ada: Client) -> None:
    conversation = cast.conversation()
    form = {
        "kind": "reply",
        "text": "It is ready.",
        "html": "<p>It is <b>ready</b>.</p>",
        "token": "t1",
        "then": "send",
    }
    for _ in range(3):
        assert ada.post(url(conversation, "messages/"), form).status_code == 302
    message = Message.objects.get(kind="reply")
    assert message.html == "<p>It is <b>ready</b>.</p>"
    assert OutboundMail.objects.count() == 1


def test_an_empty_reply_comes_back_with_the_reason(ada: Client) -> None:
    answer = ada.post(url(cast.conversation(), "messages/"), {"kind": "reply", "text": " ", "token": "t"})
    assert answer.status_code == 422
    assert "The reply is empty" in answer.content.decode()


def test_a_reply_over_an_unseen_message_comes_back_with_its_words(ada: Client) -> None:
    conversation = cast.conversation()
    seen = conversation.messages.get().pk
    cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(minutes=1))
    answer = ada.post(
        url(conversation, "messages/"), {"kind": "reply", "text": "My long answer", "seen": seen, "token": "t"}
    )
    assert answer.status_code == 422
    assert "wrote while you were writing" in answer.content.decode()
    assert "My long answer" in answer.content.decode()
    assert not OutboundMail.objects.exists()


def test_a_note_is_never_mailed(ada: Client) -> None:
    conversation = cast.conversation()
    ada.post(url(conversation, "messages/"), {"kind": "note", "text": "Ask the workshop", "token": "n1"})
    assert Message.objects.get(kind="note").text == "Ask the workshop"
    assert not OutboundMail.objects.exists()
    assert "Internal" in page(ada, url(conversation))


def test_files_go_with_a_reply_and_come_back_as_downloads(ada: Client) -> None:
    conversation = cast.conversation()
    file = SimpleUploadedFile("../../quote.png", PNG, "image/png")
    ada.post(url(conversation, "messages/"), {"kind": "reply", "text": "See the quote", "token": "f", "attached": file})
    stored = Message.objects.get(kind="reply").attachments.get()
    assert stored.name == "quote.png"
    answer = ada.get(f"/attachments/{stored.public_id}/")
    assert b"".join(answer) == PNG
    assert answer["Content-Disposition"].startswith("attachment;")


def test_a_promise_is_made_with_the_reply(ada: Client) -> None:
    conversation = cast.conversation()
    form = {
        "kind": "reply",
        "text": "I will tell you.",
        "token": "p",
        "promise_at": "2099-01-05T15:00",
        "promise_text": "News",
    }
    ada.post(url(conversation, "messages/"), form)
    assert Promise.objects.get().text == "News"


def test_a_promise_of_the_past_is_refused_with_the_words_kept(ada: Client) -> None:
    form = {"kind": "reply", "text": "I will tell you.", "token": "p", "promise_at": "2001-01-05T15:00"}
    answer = ada.post(url(cast.conversation(), "messages/"), form)
    assert answer.status_code == 422
    assert "time is over" in answer.content.decode()


@pytest.mark.parametrize("bad", ["tomorrow", "2026-99-99", "<script>"])
def test_a_promised_time_that_is_none_says_how_to_write_it(ada: Client, bad: str) -> None:
    answer = ada.post(
        url(cast.conversation(), "messages/"), {"kind": "reply", "text": "x", "token": "p", "promise_at": bad}
    )
    assert answer.status_code == 422
    assert "2026-03-04 15:00" in answer.content.decode()


def test_taking_closing_and_opening_again(ada: Client) -> None:
    conversation = cast.conversation()
    ada.post(url(conversation, "assignment/"), {"agent": cast.ada().pk})
    ada.post(url(conversation, "closure/"))
    conversation.refresh_from_db()
    assert conversation.assignee == cast.ada()
    assert conversation.is_done
    ada.post(url(conversation, "opening/"))
    conversation.refresh_from_db()
    assert not conversation.is_done


def test_a_held_message_stands_in_plain_sight_with_its_two_buttons(ada: Client) -> None:
    conversation = cast.conversation()
    held = cast.arrives(SOL, conversation_id=conversation.pk, trust="stranger", received_at=later(hours=1))
    shown = page(ada, url(conversation))
    assert "not this customer’s" in shown
    assert f"/messages/{held.public_id}/acceptance/" in shown
    ada.post(f"/messages/{held.public_id}/separation/")
    assert Conversation.objects.count() == 2


def test_the_thread_comes_alone_for_live_changes(ada: Client) -> None:
    conversation = cast.conversation()
    shown = page(ada, url(conversation, "thread/"))
    assert "<html" not in shown
    assert f'id="conversation-{conversation.pk}"' in shown
    assert "composer" not in shown


@pytest.mark.parametrize("reference", ["R-1", "R-999999", "x", "R-%00", "..", "R-1001'--"])
def test_what_is_not_there_is_not_found(ada: Client, reference: str) -> None:
    assert ada.get(f"/conversations/{reference}/").status_code == 404


def test_query_counts_do_not_grow_with_the_thread_or_the_pile(
    ada: Client, django_assert_max_num_queries: Queries
) -> None:
    conversation = cast.conversation(files=[File("a.png", PNG)])
    for n in range(6):
        cast.conversation((f"C{n}", f"c{n}@customer.example"))
        cast.answers(conversation, at=later(hours=n + 1))
        cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(hours=n + 1, minutes=5))
    with django_assert_max_num_queries(9):
        page(ada, "/pile/")
    with django_assert_max_num_queries(12):
        page(ada, url(conversation))


@pytest.mark.parametrize(
    "path",
    [
        "/pile/",
        "/mine/",
        "/unassigned/",
        "/waiting/",
        "/done/",
        "/recoveries/",
        "/ratings/",
        "/alerts/",
        "/alerts/bell/",
        "/you/",
        "/lists/pile/",
        "/folders/",
    ],
)
def test_every_place_has_an_empty_state(ada: Client, path: str) -> None:
    page(ada, path)


@pytest.mark.parametrize("path", ["/pile/", "/conversations/R-1001/", "/recoveries/", "/ratings/", "/alerts/", "/you/"])
def test_strangers_are_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_long_lists_come_in_pages(ada: Client) -> None:
    for n in range(53):
        cast.conversation((f"C{n}", f"c{n}@customer.example"))
    first = page(ada, "/pile/")
    more = re.search(r'hx-get="(/lists/pile/\?after=[^"]+)"', first)
    assert more
    rest = page(ada, more.group(1).replace("&amp;", "&"))
    assert first.count('class="row"') == 50
    assert rest.count('class="row"') == 3


@pytest.mark.parametrize("cursor", ["x", "1-", "-1", "1-x", "9" * 40 + "-1", "1-1-1"])
def test_a_page_that_is_none_is_not_found(ada: Client, cursor: str) -> None:
    assert ada.get(f"/lists/pile/?after={cursor}").status_code == 404
