"""S11: the API tells of files only inside a conversation that one may see, and never where their bytes lie."""

import pytest

from rapport.conversations import actions
from rapport.conversations.letters import File
from rapport.conversations.models import Attachment
from tests import cast
from tests.api.machine import Machine, problem
from tests.cast import later

pytestmark = pytest.mark.django_db
FILE = File("invoice.pdf", b"%PDF-1.7 secret bytes")


def test_files_of_a_foreign_conversation_are_not_told() -> None:
    inbox = cast.inbox()
    inbox.teams.add(cast.team("Ours", cast.ada()))
    conversation = cast.conversation(files=[FILE])
    for user in (cast.ben(), cast.iris(), cast.pat()):
        answer = Machine(user).get(f"/conversations/{conversation.reference}")
        problem(answer, 404, "not_found")
        assert b"invoice" not in answer.content
    assert b"invoice" in Machine(cast.ada()).get(f"/conversations/{conversation.reference}").content


def test_where_the_bytes_lie_is_never_told() -> None:
    conversation = cast.conversation(files=[FILE])
    cast.answers(conversation, files=[FILE])
    actions.note(conversation, cast.ada(), "See the invoice.", at=later(hours=1))
    body = Machine(cast.mo()).get(f"/conversations/{conversation.reference}").content.decode()
    for attachment in Attachment.objects.all():
        assert str(attachment.public_id) in body
        assert attachment.blob not in body
        assert f'"id": {attachment.pk}' not in body
    assert "secret bytes" not in body


def test_a_reply_cannot_take_files_of_others_along() -> None:
    foreign = cast.conversation(files=[FILE]).messages.get().attachments.get()
    own = cast.conversation(cast.SOL)
    for value in ([str(foreign.public_id)], [foreign.pk], [{"blob": foreign.blob}]):
        answer = Machine(cast.ada()).post(
            f"/conversations/{own.reference}/replies", {"text": "x", "attachments": value}
        )
        problem(answer, 400, "unknown_key")
    assert Attachment.objects.count() == 1
    assert own.messages.count() == 1
