from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import JSONField, Value
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from rapport.conversations.models import Conversation, Message
from rapport.platform.gathered import Asked, attach, gather
from rapport.platform.models import Event
from rapport.platform.sql import PREPARED_AT
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db

MESSAGES = Asked(
    lambda conversation: Message.objects.filter(conversation=conversation).select_related("author").order_by("id")
)
EVENTS = Asked(lambda conversation: Event.objects.filter(conversation_id=conversation).order_by("id")[:3])
ODD = Asked(
    lambda one, other: (
        Conversation.objects.filter(pk__in=[one, other], subject__contains="100% 'right\"")
        .exclude(status="done")
        .order_by("id")
    )
)


def two() -> tuple[Conversation, Conversation]:
    one, other = cast.conversation(), cast.conversation(("Bo", "bo@customer.example"))
    cast.answers(one, cast.ada(), at=NOON + timedelta(hours=1))
    return one, other


def every_field(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_the_same_objects_as_from_the_queryset_in_one_query() -> None:
    one, _ = two()
    with CaptureQueriesContext(connection) as asked:
        found = gather({"messages": MESSAGES, "events": EVENTS}, {"conversation": one.pk})
        authors = [message.author and message.author.name for message in found["messages"]]
    assert len(asked) == 1
    assert authors == [None, "Ada Byron"]
    messages = Message.objects.filter(conversation=one).order_by("id")
    assert [every_field(row) for row in found["messages"]] == [every_field(row) for row in messages]
    events = Event.objects.filter(conversation_id=one.pk).order_by("id")[:3]
    assert len(found["events"]) == 3
    assert [every_field(row) for row in found["events"]] == [every_field(row) for row in events]


def test_they_know_the_database_they_came_from() -> None:
    one, _ = two()
    message = MESSAGES.rows(conversation=one.pk)[1]
    assert message.author is not None
    for row in (message, message.author):
        assert (row._state.db, row._state.adding) == ("default", False)
    assert message == Message.objects.get(pk=message.pk)


@pytest.mark.parametrize("value", [{}, [], {"deep": [1, "ä", None]}, ["[]"], "text", 3, True, None])
def test_json_is_read_as_the_queryset_reads_it(value: object) -> None:
    one, _ = two()
    Conversation.objects.filter(pk=one.pk).update(fields=Value(value, JSONField()))
    asked = Asked(lambda conversation: Conversation.objects.filter(pk=conversation))
    first, second = (asked.rows(conversation=one.pk)[0].fields for _ in range(2))
    assert first == second == Conversation.objects.get(pk=one.pk).fields == value
    assert first is not second or not isinstance(value, dict | list)


def test_who_listens_hears_of_every_row() -> None:
    one, _ = two()
    heard: list[object] = []

    def listen(instance: Message, **_: object) -> None:
        heard.append(instance)

    post_init.connect(listen, sender=Message)
    try:
        asked = Asked(lambda conversation: Message.objects.filter(conversation=conversation))
        rows = asked.rows(conversation=one.pk)
    finally:
        post_init.disconnect(listen, sender=Message)
    assert heard == rows
    assert [every_field(row) for row in rows] == [every_field(row) for row in Message.objects.filter(conversation=one)]


def test_a_text_that_looks_like_sql_is_a_value() -> None:
    one, other = two()
    Conversation.objects.filter(pk=one.pk).update(subject="100% ' OR true --")
    named = Asked(lambda subject: Conversation.objects.filter(subject=subject), texts=("subject",))
    with CaptureQueriesContext(connection) as asked:
        found = [named.rows(subject=words) for words in ("100% ' OR true --", other.subject, "' OR true --")]
    assert [[row.pk for row in rows] for rows in found] == [[one.pk], [other.pk], []]
    assert len(asked) == 3


def test_a_row_may_be_locked() -> None:
    one, _ = two()
    locked = Asked(lambda conversation: Conversation.objects.filter(pk=conversation).select_for_update(of=("self",)))
    assert [row.pk for row in locked.rows(conversation=one.pk)] == [one.pk]
    assert locked.statement.endswith('FOR UPDATE OF "conversations_conversation"')


def test_each_asking_has_its_own_values() -> None:
    one, other = two()
    assert [len(MESSAGES.rows(conversation=pk)) for pk in (one.pk, other.pk, 0)] == [2, 1, 0]
    assert {row.conversation_id for row in MESSAGES.rows(conversation=other.pk)} == {other.pk}


def test_what_is_constant_may_hold_any_sign() -> None:
    one, other = two()
    Conversation.objects.filter(pk__in=[one.pk, other.pk]).update(subject="It is 100% 'right\" now")
    assert [row.pk for row in ODD.rows(one=one.pk, other=other.pk)] == [one.pk, other.pk]
    Conversation.objects.filter(pk=one.pk).update(subject="It is 100 'right\" now")
    assert [row.pk for row in ODD.rows(one=one.pk, other=other.pk)] == [other.pk]


def test_attached_children_are_not_asked_for_again() -> None:
    one, other = two()
    parents = [one, other]
    with CaptureQueriesContext(connection) as asked:
        attach(parents, "messages", MESSAGES.rows(conversation=one.pk), by="conversation_id")
        counts = [len(parent.messages.all()) for parent in parents]
    assert counts == [2, 0]
    assert len(asked) == 1


def test_more_can_be_asked_of_attached_children_and_only_of_those() -> None:
    one, other = two()
    attach([one, other], "messages", MESSAGES.rows(conversation=one.pk), by="conversation_id")
    assert set(other.messages.filter(kind="inbound").values_list("conversation_id", flat=True)) == {other.pk}
    assert [row.pk for row in one.messages.all().order_by("-id")] == [row.pk for row in reversed(one.messages.all())]
    assert one.messages.exclude(kind="inbound").count() == 1
    assert other.messages.filter(kind="reply").first() is None
    assert one.messages.filter(kind="inbound").get().conversation is one
    one.messages.all().update(subject="Changed")
    assert not Message.objects.filter(conversation=other, subject="Changed").exists()


def test_rows_can_be_changed_and_saved() -> None:
    one, _ = two()
    message = MESSAGES.rows(conversation=one.pk)[0]
    message.subject = "New"
    message.save(update_fields=["subject"])
    assert Message.objects.get(pk=message.pk).subject == "New"


def test_it_is_seen_within_the_transaction_of_a_test() -> None:
    """On the connection of the ORM, and the statement is planned once."""
    one, _ = two()
    for _ in range(PREPARED_AT + 2):
        MESSAGES.rows(conversation=one.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%conversations_message%%'")
        assert cursor.fetchone()[0] >= 1
