import pytest
from django.db import IntegrityError

from rapport.knowledge import actions
from rapport.knowledge.models import SavedReply, SavedReplyUse
from rapport.platform.models import Event
from tests import cast
from tests.cast import NOON, later
from tests.knowledge.saying import saved

pytestmark = pytest.mark.django_db


def test_writing_tells_and_keeps_only_known_actions() -> None:
    found = saved(actions=[{"do": "status", "value": "done"}, {"do": "eval", "value": "1"}])
    assert found.actions == [{"do": "status", "value": "done"}]
    event = Event.objects.get(name="knowledge.saved_reply_written")
    assert event.data == {"saved_reply": found.pk, "new": True}


def test_it_belongs_to_one_at_most() -> None:
    with pytest.raises(IntegrityError):
        saved(owner=cast.ada(), team=cast.team("Ours"))


def test_what_was_sent_with_it_stays_when_it_goes() -> None:
    found = saved()
    message = cast.answers(cast.conversation(), saved_reply=found.pk)
    assert SavedReplyUse.objects.get().message == message
    actions.remove(found, actor=cast.mo(), at=NOON)
    assert actions.used(found.pk, message, at=NOON) is None
    actions.forget_removed(before=later(seconds=1))
    assert not SavedReply.objects.exists()
    message.refresh_from_db()
    assert Event.objects.filter(name="knowledge.saved_reply_removed").exists()


def test_using_one_that_is_no_more_counts_nothing() -> None:
    message = cast.answers(cast.conversation())
    assert actions.used(999_999, message, at=NOON) is None
    assert not SavedReplyUse.objects.exists()
