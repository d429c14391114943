"""Nothing that a test committed is seen by the next one."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection

from rapport.conversations.models import Conversation, Message
from rapport.platform.models import Event
from tests import cast, emptying


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_gone_and_what_migrating_made_is_left() -> None:
    permissions = Permission.objects.count()
    cast.answers(cast.conversation())
    assert Event.objects.exists()
    emptying.empty()
    assert [model.objects.count() for model in (Conversation, Message, Event)] == [0, 0, 0]
    assert Permission.objects.count() == permissions > 0
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
