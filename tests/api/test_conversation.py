import pytest
from pytest_django import DjangoAssertNumQueries

from rapport.conversations import actions
from rapport.conversations.letters import File
from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating, RatingInvite, Score, State
from rapport.feedback.queries import links
from rapport.flows import recover
from rapport.recovery.actions import open_recovery
from rapport.triage.actions import place
from tests import cast
from tests.api.machine import Machine, problem
from tests.cast import later

pytestmark = pytest.mark.django_db
PICTURE = File("chain.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)


def unhappy(conversation: Conversation, hours: int = 1) -> Rating:
    at = later(hours=hours)
    invite = RatingInvite.objects.filter(conversation=conversation).latest("id")
    rating = Rating.objects.create(
        invite=invite,
        conversation=conversation,
        score=Score.BAD,
        state=State.CONFIRMED,
        comment="Nobody listened.",
        chips={"heard": False},
        first_at=at,
        changed_at=at,
        acted_on_at=at,
    )
    open_recovery(conversation, rating, at=at)
    place(conversation, at=at)
    return rating


def eventful() -> Conversation:
    conversation = cast.conversation(files=[PICTURE])
    cast.answers(conversation, promise_text="The part is here", promise_due_at=later(hours=30))
    actions.note(conversation, cast.ada(), "She rides daily.", at=later(minutes=20))
    unhappy(conversation)
    return conversation


def test_a_conversation_comes_with_all_that_was_said_and_is_owed() -> None:
    conversation = eventful()
    body = Machine(cast.mo()).get(f"/conversations/{conversation.reference}").json()
    assert (body["reference"], body["subject"]) == (conversation.reference, "The chain slips")
    assert body["customer"]["address"] == "uma@customer.example"
    assert body["inbox"] == {"name": "Help", "address": "help@desk.example"}
    assert body["assignee"] == {"name": "Ada Byron", "email": "ada@desk.example"}
    assert [one["kind"] for one in body["messages"]] == ["inbound", "reply", "note"]
    assert body["messages"][1]["author"]["name"] == "Ada Byron"
    assert body["messages"][1]["to"] == [{"name": "Uma Ferrari", "address": "uma@customer.example"}]
    assert {one["text"] for one in body["promises"]} == {"The part is here", "A person writes or calls"}
    assert [term["words"] for term in body["placement"]["terms"]] == ["First human word due", "Unhappy"]


def test_an_attachment_is_told_without_its_place_in_storage() -> None:
    conversation = eventful()
    [told] = Machine(cast.mo()).get(f"/conversations/{conversation.reference}").json()["messages"][0]["attachments"]
    attachment = conversation.messages.first().attachments.get()  # type: ignore[union-attr]
    assert told == {
        "id": str(attachment.public_id),
        "name": "chain.png",
        "content_type": "image/png",
        "size": 72,
        "inline": False,
    }


def test_ratings_and_recoveries_stand_in_their_conversation() -> None:
    conversation = eventful()
    recovery = conversation.recoveries.get()
    recover.contacted(recovery, actor=cast.mo(), at=later(hours=2), note="Called her.")
    body = Machine(cast.mo()).get(f"/conversations/{conversation.reference}").json()
    [rating], [told] = body["ratings"], body["recoveries"]
    assert (rating["score"], rating["word"], rating["comment"]) == (1, "Bad", "Nobody listened.")
    assert rating["message"] == body["messages"][1]["id"]
    assert told["ratings"] == [rating["id"]]
    assert [(one["kind"], one["done_by"]["name"], one["note"]) for one in told["steps"]] == [
        ("contacted", "Mo Haddad", "Called her.")
    ]
    assert told["next_step"] == "apologised"
    assert told["missing"] == ["apologised", "caused", "agreed", "fixed", "asked_again", "learned"]


def test_who_reads_a_conversation_cannot_vote_in_its_customers_name() -> None:
    conversation = cast.conversation()
    reply = cast.answers(conversation)
    sent = links(RatingInvite.objects.get(message=reply))
    quoted = "Thanks!\n> " + "\n> ".join([*(face.url for face in sent.faces), sent.page_url, sent.trap_url])
    cast.arrives(conversation_id=conversation.pk, trust=Message.Trust.SECRET, text=quoted, reply_text=quoted)
    answer = Machine(cast.ada()).get(f"/conversations/{conversation.reference}")
    token = sent.page_url.rstrip("/").rsplit("/", 1)[-1]
    assert token not in answer.content.decode()
    assert [answer.json()["messages"][1][part].count("/r/…") for part in ("text", "full_text")] == [6, 6]


def test_a_reference_may_be_written_small_or_as_a_number() -> None:
    conversation = cast.conversation()
    machine = Machine(cast.ada())
    for written in (conversation.reference, conversation.reference.lower(), conversation.reference[2:]):
        assert machine.get(f"/conversations/{written}").json()["reference"] == conversation.reference


def test_what_did_not_change_is_not_sent_again() -> None:
    conversation = cast.conversation()
    machine, path = Machine(cast.ada()), f"/conversations/{conversation.reference}"
    tag = machine.get(path)["ETag"]
    same = machine.get(path, {"If-None-Match": tag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert same["RateLimit-Limit"] == "600"
    actions.note(conversation, cast.ada(), "New.", at=later(hours=1))
    changed = machine.get(path, {"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_an_answer_is_kept_by_no_shared_cache() -> None:
    answer = Machine(cast.ada()).get(f"/conversations/{cast.conversation().reference}")
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer["Vary"]


@pytest.mark.parametrize(
    "reference", ["R-1", "R-999", "R-99999999999999999", "R-", "R--1", "x", "١٢٣٤", "R-1001.0", "%00"]
)
def test_what_is_no_reference_is_not_found(reference: str) -> None:
    problem(Machine(cast.mo()).get(f"/conversations/{reference}"), 404, "not_found")


def test_a_conversation_costs_eleven_queries_however_long(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    conversation = eventful()
    for hours in range(2, 8):
        cast.arrives(conversation_id=conversation.pk, trust=Message.Trust.SECRET, files=[PICTURE])
        cast.answers(conversation, at=later(hours=hours, minutes=1), files=[PICTURE])
        unhappy(conversation, hours + 1)
    machine = Machine(cast.ada())
    with django_assert_num_queries(11):
        assert len(machine.get(f"/conversations/{conversation.reference}").json()["ratings"]) == 7
