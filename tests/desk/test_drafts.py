"""Drafts at the desk: one's own, saved as one types, sent once, seen by nobody else until they wait to be sent."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rapport.conversations.models import Conversation, Message
from rapport.team.models import User
from rapport.writing.models import Draft, DraftFile
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of
from tests.desk.test_conversations import page, url

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def ben() -> Client:
    return client_of(cast.ben())


def save(client: Client, conversation: Conversation, kind: str = "reply", **more: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(
        url(conversation, f"drafts/{kind}/"), {"text": "Half", "html": "<b>Half</b>", "token": "t1"} | more
    )
    return answer.status_code, answer.json()


def upload(client: Client, conversation: Conversation, data: bytes = PNG, **more: Any) -> dict[str, Any]:
    form = {"file": SimpleUploadedFile("a.png", data), "token": "t1"} | more
    answer = client.post(url(conversation, "drafts/reply/files/"), form)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def waiting(seconds: int = 10) -> None:
    User.objects.filter(pk=cast.ada().pk).update(undo_seconds=seconds)


def test_what_is_saved_stands_in_the_composer_of_the_next_page(ada: Client) -> None:
    conversation = cast.conversation()
    assert save(ada, conversation) == (200, {"version": 1, "token": "t1"})
    shown = page(ada, url(conversation))
    assert ">Half</textarea>" in shown
    assert 'name="token" value="t1"' in shown
    assert "Half" not in page(ben(), url(conversation)).split('class="writing"')[1].split("</textarea>")[0]


def test_a_save_over_unseen_words_answers_with_them(ada: Client) -> None:
    conversation = cast.conversation()
    save(ada, conversation)
    status, theirs = save(ada, conversation, text="Other tab", token="t2")
    assert status == 409
    assert (theirs["text"], theirs["version"], theirs["token"]) == ("Half", 1, "t1")
    assert save(ada, conversation, text="Merged", version=1)[1]["version"] == 2


def test_hostile_markup_is_stored_harmless(ada: Client) -> None:
    conversation = cast.conversation()
    foreign = '<img src="https://evil.example/x.png"><img src=x onerror=alert(1)><script>alert(1)</script><b>Hi</b>'
    save(ada, conversation, html=foreign)
    assert Draft.objects.get().html == "<b>Hi</b>"


def test_sending_takes_the_draft_along(ada: Client) -> None:
    conversation = cast.conversation()
    save(ada, conversation)
    kept, left = upload(ada, conversation), upload(ada, conversation)
    form = {"kind": "reply", "text": "Whole", "html": "<b>Whole</b>", "token": "t1", "kept": [kept["id"]]}
    assert ada.post(url(conversation, "messages/"), form).status_code == 302
    sent = Message.objects.get(kind="reply")
    assert [file.name for file in sent.attachments.all()] == ["a.png"]
    assert kept["id"] != left["id"]
    assert not Draft.objects.exists()
    assert save(ada, conversation)[0] == 410


def test_nobody_sends_a_file_of_somebody_elses_draft(ada: Client) -> None:
    conversation = cast.conversation()
    foreign = upload(ben(), conversation)
    html = f'<img src="/draft-files/{foreign["id"]}/picture/">Hello'
    form = {"kind": "reply", "text": "Hello", "html": html, "token": "t1", "kept": [foreign["id"]]}
    ada.post(url(conversation, "messages/"), form)
    sent = Message.objects.get(kind="reply")
    assert not sent.attachments.exists()
    assert "draft-files" not in sent.html


@pytest.mark.parametrize("path", ["", "picture/"])
def test_a_file_of_a_draft_is_its_authors_alone_until_it_waits_to_be_sent(ada: Client, path: str) -> None:
    conversation = cast.conversation()
    made = upload(ada, conversation)
    address = f"/draft-files/{made['id']}/{path}"
    assert ada.get(address).status_code == 200
    assert "sandbox" in ada.get(address)["Content-Security-Policy"]
    assert ben().get(address).status_code == 404
    waiting()
    form = {"kind": "reply", "text": "See", "token": "t1", "kept": [made["id"]]}
    ada.post(url(conversation, "messages/"), form)
    assert ben().get(address).status_code == 200
    assert ben().post(f"/draft-files/{made['id']}/removal/").status_code == 404
    conversation.inbox.teams.set([cast.team("Theirs")])
    assert ben().get(address).status_code == 404


def test_a_picture_route_shows_pictures_only(ada: Client) -> None:
    made = upload(ada, cast.conversation(), b"<svg onload=alert(1)>")
    assert ada.get(f"/draft-files/{made['id']}/picture/").status_code == 404


def test_a_file_is_taken_out_again(ada: Client) -> None:
    conversation = cast.conversation()
    made = upload(ada, conversation)
    assert ada.post(made["removal_url"]).json() == {"version": made["version"] + 1}
    assert not DraftFile.objects.exists()


def test_a_reply_that_waits_is_shown_to_all_and_called_back_by_its_author(ada: Client) -> None:
    conversation = cast.conversation()
    waiting()
    form = {
        "kind": "reply",
        "text": "It is ready.",
        "html": "It is <b>ready</b>.",
        "token": "t1",
        "to": "uma@customer.example",
    }
    answer = ada.post(url(conversation, "messages/"), form, follow=True).content.decode()
    assert not Message.objects.filter(kind="reply").exists()
    assert "Not sent yet" in answer
    assert answer.count('action="/pending/t1/undoing/"') == 2
    seen = page(ben(), url(conversation, "thread/"))
    assert "It is <b>ready</b>." in seen
    assert "undoing" not in seen
    assert ben().post("/pending/t1/undoing/").status_code == 404
    again = ada.post("/pending/t1/undoing/", follow=True).content.decode()
    assert ">It is ready.</textarea>" in again
    assert "Not sent yet" not in again
    assert ada.post("/pending/t1/undoing/").status_code == 404


def test_send_later_keeps_the_time_and_a_bad_time_keeps_the_words(ada: Client) -> None:
    conversation = cast.conversation()
    form = {"kind": "reply", "text": "Good morning", "token": "t1", "then": "later", "later": "2001-01-01T09:00"}
    answer = ada.post(url(conversation, "messages/"), form)
    assert answer.status_code == 422
    assert "Good morning" in answer.content.decode()
    from rapport.platform.clock import now

    moment = now().replace(microsecond=0) + (later(days=1) - later())
    ada.post(url(conversation, "messages/"), form | {"later": moment.isoformat()})
    assert Draft.objects.get().send_at == moment


def test_the_warning_shows_what_came_and_lets_it_be_sent_anyway(ada: Client) -> None:
    conversation = cast.conversation()
    seen = conversation.messages.get().pk
    cast.answers(conversation, cast.ben(), text="I told her already.")
    form = {"kind": "reply", "text": "My long answer", "seen": seen, "token": "t"}
    answer = ada.post(url(conversation, "messages/"), form)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Ben Okoye wrote while you were writing" in shown
    assert "I told her already." in shown
    assert 'value="anyway"' in shown
    assert ada.post(url(conversation, "messages/"), form | {"then": "anyway"}).status_code == 302
    assert Message.objects.filter(kind="reply", text="My long answer").exists()


def test_a_message_is_forwarded_with_the_files_that_were_chosen(ada: Client) -> None:
    from rapport.conversations.letters import File

    first = cast.arrives(files=[File("bill.pdf", b"%PDF-1.7"), File("photo.pdf", b"%PDF-1.7 x")])
    chosen = first.attachments.get(name="bill.pdf")
    form = {
        "kind": "forward", "text": "Can you help?", "token": "f", "forward_to": "shop@maker.example",
        "forwards": first.public_id, "originals": [chosen.public_id],
    }  # fmt: skip
    ada.post(url(first.conversation, "messages/"), form)
    sent = Message.objects.get(forwards=first)
    assert [file.name for file in sent.attachments.all()] == ["bill.pdf"]
    first.conversation.refresh_from_db()
    assert first.conversation.waiting_since is not None
    answer = ada.post(url(first.conversation, "messages/"), form | {"forward_to": "", "token": "f2"})
    assert "write an address into To" in answer.content.decode()


def test_a_message_of_another_conversation_is_not_forwarded(ada: Client) -> None:
    conversation, other = cast.conversation(), cast.arrives(cast.SOL)
    form = {"kind": "forward", "text": "x", "token": "f", "forward_to": "a@b.example", "forwards": other.public_id}
    answer = ada.post(url(conversation, "messages/"), form)
    assert answer.status_code == 422
    assert "Choose the message to forward" in answer.content.decode()


@pytest.mark.parametrize(("way", "to"), [("stay", "R-"), ("next", "/conversations/R-1999/"), ("list", "/mine/")])
def test_after_sending_one_goes_where_one_likes(ada: Client, way: str, to: str) -> None:
    conversation = cast.conversation()
    User.objects.filter(pk=cast.ada().pk).update(after_sending=way)
    form = {"kind": "reply", "text": "Done", "token": "t", "following": "R-1999"}
    assert to in ada.post(url(conversation, "messages/?in=mine"), form)["Location"]


def test_presence_is_told_to_those_who_may_see_it(ada: Client) -> None:
    conversation = cast.conversation()
    assert "Ben" not in ada.post(url(conversation, "presence/")).content.decode()
    save(ben(), conversation, typing="1")
    assert "Ben is writing" in ada.post(url(conversation, "presence/")).content.decode()
    ben().post(url(conversation, "presence/"), {"leaves": "1"})
    assert "Ben" not in ada.get(url(conversation, "presence/")).content.decode()


def test_reply_to_all_names_whoever_stood_on_the_mails(ada: Client) -> None:
    cc = [{"name": "Sol", "address": "sol@customer.example"}, {"name": "", "address": "help@desk.example"}]
    conversation = cast.conversation(cc=cc)
    assert ada.get(url(conversation, "everybody/")).json() == {"cc": "Sol <sol@customer.example>"}


def test_habits_and_signatures_are_ones_own(ada: Client, mo: Client) -> None:
    conversation = cast.conversation()
    ada.post("/settings/writing/", {"undo_seconds": 30, "after_sending": "next"})
    assert (cast.ada().undo_seconds, cast.ada().after_sending) == (30, "next")
    assert ada.post("/settings/writing/", {"undo_seconds": 61, "after_sending": "next"}).status_code == 200
    ada.post("/settings/writing/", {"html": "Yours\n{{agent.first_name}} for {{customer.name}}", "language": ""})
    assert "Yours<br>Ada for Uma Ferrari" in page(ada, url(conversation))
    refused = ada.post("/settings/writing/", {"html": "{{agent.email}} {{7*7}}"}).content.decode()
    assert "{{agent.email}}, {{7*7}} means nothing here" in refused.replace("&quot;", '"')
    assert ada.get("/settings/signatures/").status_code == 403
    mo.post("/settings/signatures/", {"html": "The team", "inbox": conversation.inbox.pk})
    assert "The team" in page(ben(), url(conversation))
    mo.post(f"/settings/quoting/{conversation.inbox.pk}/", {"on": "0"})
    conversation.inbox.refresh_from_db()
    assert not conversation.inbox.quotes_history


def test_saving_is_cheap_and_cheaper_the_second_time(
    ada: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    conversation = cast.conversation()
    with django_assert_max_num_queries(14):
        save(ada, conversation)
    with django_assert_max_num_queries(8):
        save(ada, conversation, version=1)


def test_pressing_send_is_cheap(
    ada: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    waiting()
    first, second = cast.conversation(), cast.conversation()
    form = {"kind": "reply", "text": "It is ready.", "html": "It is <b>ready</b>.", "then": "send"}
    ada.post(url(first, "messages/"), form | {"token": "t1"})
    with django_assert_max_num_queries(12):
        ada.post(url(second, "messages/"), form | {"token": "t2"})
    save(ada, first, token="t3", text="Half")
    with django_assert_max_num_queries(15):  # the draft and its files
        ada.post(url(first, "messages/"), form | {"token": "t3"})
