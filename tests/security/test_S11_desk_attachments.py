"""S11: who gets which bytes; and no bytes get anywhere by their number, their name or a form's hidden field."""

import pytest

from rapport.conversations.models import Attachment, Conversation, Message
from rapport.platform import storage
from rapport.platform.audit import actions as audit
from tests import cast
from tests.cast import later
from tests.security import world
from tests.security.conftest import Desk
from tests.security.world import ROLES

pytestmark = pytest.mark.django_db
READERS = {"member", "partner", "asked collaborator", "collaborator", "lead", "owner"}


def kinds(desk: Desk) -> dict[str, str]:
    """Addresses of everything with bytes in the conversation of one team."""
    things = desk.things
    quote = Attachment.objects.get(message__public_id=things.reply)
    note = desk.conversation.messages.get(kind=Message.Kind.NOTE)
    held = desk.conversation.messages.get(held=True)
    return {
        "file of the customer": f"/attachments/{things.file}/",
        "file of a reply": f"/attachments/{quote.public_id}/",
        "picture in the text": f"/attachments/{things.picture}/picture/",
        "picture as a download": f"/attachments/{things.picture}/",
        "body": f"/messages/{things.inbound}/body/",
        "body of a note": f"/messages/{note.public_id}/body/",
        "body of a held mail": f"/messages/{held.public_id}/body/",
        "raw mail": f"/messages/{things.inbound}/source/",
    }


KINDS = (
    "file of the customer",
    "file of a reply",
    "picture in the text",
    "picture as a download",
    "body",
    "body of a note",
    "body of a held mail",
    "raw mail",
)
SECRETS = (b"%PDF", b"PNG", b"Secret", b"chain", b"uma@")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_exactly_those_of_the_team_and_the_leads_get_it(desk: Desk, kind: str, role: str) -> None:
    answer = desk.clients[role].get(kinds(desk)[kind])
    if role == "partner" and kind == "raw mail":
        assert answer.status_code == 403  # every address of the customer is in it
    elif role in READERS:
        assert answer.status_code == 200
    elif role == "anonymous":
        assert answer.status_code == 302
    else:
        assert answer.status_code == 404
        assert not any(secret in answer.content for secret in SECRETS)


def test_every_kind_is_asked_for(desk: Desk) -> None:
    assert set(kinds(desk)) == set(KINDS)


@pytest.mark.parametrize("kind", ["file of the customer", "body", "raw mail", "picture in the text"])
def test_nothing_is_left_for_who_leaves_the_team(desk: Desk, kind: str) -> None:
    path = kinds(desk)[kind]
    assert desk.clients["member"].get(path).status_code == 200
    cast.ada().teams.clear()
    assert desk.clients["member"].get(path).status_code == 404


@pytest.mark.parametrize("kind", ["file of the customer", "body"])
def test_another_team_of_the_inbox_is_enough_and_none_is_not(desk: Desk, kind: str) -> None:
    desk.conversation.inbox.teams.set([cast.team("Theirs")])
    assert desk.clients["member"].get(kinds(desk)[kind]).status_code == 404
    assert desk.clients["outsider"].get(kinds(desk)[kind]).status_code == 200
    desk.conversation.inbox.teams.clear()
    assert desk.clients["outsider"].get(kinds(desk)[kind]).status_code == 200
    assert desk.clients["partner"].get(kinds(desk)[kind]).status_code == 404


def test_what_is_deleted_is_gone(desk: Desk) -> None:
    paths = kinds(desk)
    for rating in desk.conversation.ratings.all():  # one is only deleted after the audit log says who does it
        audit.record("feedback.rating_deleted", at=later(), actor="Mo", about=str(rating.pk))
    desk.conversation.messages.all().delete()
    for path in paths.values():
        assert desk.clients["lead"].get(path).status_code == 404


def test_bytes_that_are_missing_are_not_found_and_no_error(desk: Desk) -> None:
    Attachment.objects.filter(public_id=desk.things.file).update(blob=storage.key_of(b"never stored"))
    assert desk.clients["lead"].get(f"/attachments/{desk.things.file}/").status_code == 404


@pytest.mark.parametrize("blob", ["../../secret.key", "/etc/passwd", "ab/../../../etc/passwd", "", "ab/" + "g" * 62])
def test_a_spoiled_row_opens_no_other_file(desk: Desk, blob: str) -> None:
    Attachment.objects.filter(public_id=desk.things.file).update(blob=blob)
    desk.clients["lead"].raise_request_exception = False
    answer = desk.clients["lead"].get(f"/attachments/{desk.things.file}/")
    desk.clients["lead"].raise_request_exception = True
    assert answer.status_code in {404, 500}
    assert b"root:" not in answer.content
    with pytest.raises(ValueError):
        storage.path_of(blob)


@pytest.mark.parametrize("number", ["1", "00000000-0000-0000-0000-000000000001", "%2e%2e", "ab/cdef"])
def test_numbers_and_names_lead_nowhere(desk: Desk, number: str) -> None:
    blob = Attachment.objects.get(public_id=desk.things.file).blob
    for path in (
        f"/attachments/{number}/",
        f"/attachments/{blob}/",
        f"/blobs/{blob}",
        f"/static/x/{blob}",
        f"/files/{blob}",
    ):
        assert desk.clients["lead"].get(path).status_code in {400, 404}


@pytest.mark.parametrize(
    "name", ["../../config/settings.py", "..%2f..%2fsettings.py", "/etc/passwd", "web/../../x", "."]
)
def test_static_files_are_only_ours(desk: Desk, name: str) -> None:
    answer = desk.clients["anonymous"].get(f"/static/x/{name}")
    assert answer.status_code in {301, 400, 404}


def test_files_of_others_cannot_be_taken_along(desk: Desk) -> None:
    own = cast.conversation(inbox=cast.inbox("open@desk.example", name="Open"))
    foreign = Attachment.objects.get(public_id=desk.things.file)
    for name in ("attached", "attachments", "files", "file", "blob"):
        for value in (foreign.public_id, foreign.pk, foreign.blob):
            form = {"kind": "reply", "text": "x", "token": f"{name}{value}"[:60], name: str(value)}
            desk.clients["outsider"].post(f"/conversations/{own.reference}/messages/", form)
    assert not Attachment.objects.filter(message__conversation=own).exists()


def test_the_draft_of_one_conversation_is_not_the_reply_of_another(desk: Desk) -> None:
    """A compose key seen once names a reply only in its own conversation."""
    other = cast.conversation(cast.SOL, inbox=desk.conversation.inbox)
    for one in (desk.conversation, other):
        form = {"kind": "reply", "text": f"For {one.reference}", "token": "same"}
        assert desk.clients["member"].post(f"/conversations/{one.reference}/messages/", form).status_code == 302
    assert Message.objects.get(conversation=other, kind="reply").text == f"For {other.reference}"


def test_a_picture_of_another_mail_is_not_shown_by_naming_it(desk: Desk) -> None:
    """A mail's `cid:` finds only what the same mail brought."""
    html = '<img src="cid:photo@x"><img src="cid:&lt;photo@x&gt;"><img src="CID:photo@x">'
    mine = cast.arrives(cast.SOL, inbox=desk.conversation.inbox, html=html, received_at=later(hours=2))
    body = desk.clients["member"].get(f"/messages/{mine.public_id}/body/").content.decode()
    assert "<img" in body
    assert "src=" not in body


def test_ids_tell_nothing_of_their_number(desk: Desk) -> None:
    found = [one.public_id for one in Attachment.objects.all()] + [one.public_id for one in Message.objects.all()]
    assert {one.version for one in found} == {4}
    assert isinstance(desk.conversation, Conversation)
    assert world.PNG
