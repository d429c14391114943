"""Nothing that a test committed is seen by the next one."""

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection

from rapport.conversations.models import Conversation, Message
from rapport.labels.models import ConversationType
from rapport.platform.jobs import Job, enqueue
from rapport.platform.models import Event
from tests import cast, emptying


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_gone_and_what_migrating_made_is_left() -> None:
    permissions, types = Permission.objects.count(), list(ConversationType.objects.values_list("key", flat=True))
    ConversationType.objects.all().delete()
    enqueue(Job.ACT)
    cast.answers(cast.conversation())
    assert Event.objects.exists()
    emptying.empty()
    assert [model.objects.count() for model in (Conversation, Message, Event)] == [0, 0, 0]
    assert Permission.objects.count() == permissions > 0
    assert list(ConversationType.objects.values_list("key", flat=True)) == types != []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_a_connection_that_was_cut_is_made_again(time: str) -> None:
    """As after a restore, which drops the database that others look at."""
    assert Permission.objects.exists(), time
    with psycopg.connect(settings.RAPPORT_DATABASE_URL, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
