import pytest

from rapport.conversations import queries
from rapport.conversations.actions import ConversationError
from rapport.flows import conversation_closes
from tests import cast
from tests.cast import later

pytestmark = pytest.mark.django_db


def test_an_inbox_without_teams_is_for_everybody_but_partners() -> None:
    conversation = cast.conversation()
    assert queries.by_reference(cast.ada(), conversation.reference) == conversation
    assert queries.by_reference(cast.mo(), conversation.reference) == conversation
    assert queries.by_reference(cast.pat(), conversation.reference) is None


def test_an_inbox_of_a_team_is_for_the_team_and_the_leads() -> None:
    conversation = cast.conversation()
    conversation.inbox.teams.add(cast.team("Workshop", cast.ben(), cast.pat()))
    assert queries.by_reference(cast.ben(), conversation.reference) == conversation
    assert queries.by_reference(cast.pat(), conversation.reference) == conversation
    assert queries.by_reference(cast.mo(), conversation.reference) == conversation
    assert queries.by_reference(cast.ada(), conversation.reference) is None
    assert queries.visible_inbox_ids(cast.ada()) == []


def test_messages_and_files_are_found_only_through_their_conversation() -> None:
    from rapport.conversations.letters import File

    message = cast.arrives(files=[File("photo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)])
    message.conversation.inbox.teams.add(cast.team("Workshop", cast.ben()))
    file = message.attachments.get()
    assert queries.message(cast.ben(), message.public_id) == message
    assert queries.attachment(cast.ben(), file.public_id) == file
    assert queries.message(cast.ada(), message.public_id) is None
    assert queries.attachment(cast.ada(), file.public_id) is None
    assert file.content_type == "image/png"


def test_a_conversation_is_not_given_to_somebody_who_may_not_see_it() -> None:
    conversation = cast.conversation()
    conversation.inbox.teams.add(cast.team("Workshop", cast.ben()))
    with pytest.raises(ConversationError, match="does not see"):
        conversation_closes.assign(conversation, cast.ada(), actor=cast.mo(), at=later(hours=1))
    conversation_closes.assign(conversation, cast.ben(), actor=cast.mo(), at=later(hours=1))
    conversation.refresh_from_db()
    assert conversation.assignee == cast.ben()
