"""What is found, for whom, in which order, and why."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.conversations import actions as conversations
from rapport.conversations.letters import File
from rapport.conversations.models import Conversation, Message, Priority, Status
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.flows.customer_rates import customer_rates
from rapport.labels.models import ConversationType, Field, Tag
from rapport.search import queries
from rapport.search.actions import index
from rapport.search.queries import Found
from rapport.search.queries.limit import TooSlow, time_limit
from rapport.search.rules import NotUnderstood, read
from rapport.team.models import User
from tests import cast
from tests.cast import NOON, later
from tests.search.payloads import PAYLOADS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 4)


def search(text: str, user: User | None = None, **options: Any) -> list[Found]:
    index(Conversation.objects.values_list("pk", flat=True))
    return queries.page(user or cast.mo(), read(text, today=TODAY), **options)


def found(text: str, user: User | None = None, **options: Any) -> list[Conversation]:
    return [one.conversation for one in search(text, user, **options)]


def whole() -> Conversation:
    """With a word in every place where one can stand."""
    cast.ada()
    Tag.objects.create(name="Refund")
    ConversationType.objects.get_or_create(key="return", defaults={"name": "Return"})
    Field.objects.create(key="order-no", name="Order", kind=Field.Kind.NUMBER)
    Field.objects.create(key="size", name="Size")
    Field.objects.create(key="gift", name="Gift", kind=Field.Kind.TICK)
    one = cast.conversation(to=[{"name": "", "address": "help@desk.example"}], files=[File("manual.pdf", b"x")])
    one.customer.name = "Uma Ferrari-Berg"
    one.customer.save()
    one.team = cast.team("Repair")
    one.tag_names, one.type, one.priority = ["Refund"], "return", Priority.HIGH
    one.fields = {"order-no": 4711, "size": "Large", "gift": True}
    one.save()
    conversations.note(one, cast.ada(), "Secretnote: be kind", at=later(minutes=1))
    return one


BY = [
    "chain",
    "CHAIN slips",
    '"third gear"',
    "secretnote",
    "slips secretnote",
    "ferrari",
    "Férrari",
    "uma@customer.example",
    "from:uma",
    'from:"Uma Ferrari"',
    "to:help@desk.example",
    "subject:chain",
    "thi*",
    "chain -brake",
    "customer.example",
    "manual.pdf",
    "has:attachment",
    "has:note",
    "is:open",
    "status:open",
    "is:unassigned",
    "assigned:nobody",
    "-assigned:ada",
    "-is:mine",
    "inbox:help",
    "inbox:HELP@desk.example",
    "team:rep",
    "tag:refund",
    "type:Return",
    "priority:high",
    "field.order-no:4711",
    "field.size:large",
    "field.gift:yes",
    "after:2026-03-04",
    "before:2026-03-05",
    "after:7d",
    "R-{number}",
    "-R-1",
    "-is:complaint",
    "-rating:<4",
    "-has:rating",
    "chain tag:refund is:open inbox:help",
]
NOT_BY = [
    "brake",
    '"gear third"',
    '"gear Secretnote"',
    "thir",
    "-chain",
    "from:chain",
    "from:help",
    "to:ferrari",
    "subject:gear",
    "status:done",
    "is:mine",
    "is:snoozed",
    "is:unhappy",
    "-is:open",
    "after:2026-03-05",
    "before:2026-03-04",
    "R-1",
    "rating:<4",
    "-inbox:help",
    "-tag:refund",
    "field.order-no:4712",
    "field.gift:no",
    "priority:low",
]


def test_each_word_and_operator_finds_what_it_says() -> None:
    one = whole()
    wrong = {text: rows for text in BY if (rows := found(text.format(number=one.reference[2:]))) != [one]}
    wrong |= {text: rows for text in NOT_BY if (rows := found(text))}
    assert wrong == {}


@pytest.mark.parametrize("text", ["assigned:zoe", "inbox:nowhere", "tag:nothing", "type:none", "team:x", "field.x:1"])
def test_names_that_nothing_has_are_said(text: str) -> None:
    with pytest.raises(NotUnderstood, match="called"):
        found(text)


def rated(score: int, sender: tuple[str, str] = cast.UMA) -> Conversation:
    one = cast.conversation(sender)
    rate(one, score, at=20)
    return one


def rate(one: Conversation, score: int, *, at: int) -> None:
    invite = feedback.invite_for(cast.answers(one, at=later(minutes=at)).pk, one.identity.value)
    assert invite is not None
    customer_rates(invite, Choice(score, "button", comment=""), at=later(minutes=at + 5))


def test_ratings_count_as_the_newest_says() -> None:
    bad, great = rated(1), rated(4, cast.SOL)
    assert found("is:unhappy") == found("rating:<3") == found("rating:bad") == [bad]
    assert found("is:happy") == found("rating:>=4") == [great]
    assert found("is:recovery") == [bad]
    assert found("-is:unhappy") == [great]
    rate(bad, 4, at=60)
    assert found("is:unhappy") == []
    assert set(found("rating:4 has:rating")) == {bad, great}


def test_states() -> None:
    mine, later_one = cast.conversation(), cast.conversation(cast.SOL)
    mine.assignee, mine.is_complaint = cast.mo(), True
    mine.save()
    later_one.status = Status.LATER
    later_one.save()
    assert found("is:mine") == found("assigned:me") == found("assigned:mo") == found("is:assigned") == [mine]
    assert found("is:complaint") == [mine]
    assert found("is:snoozed") == found("status:later") == [later_one]
    cast.arrives(cast.REX, conversation_id=mine.pk, trust=Message.Trust.STRANGER, inbox=mine.inbox)
    assert found("is:held") == [mine]


def test_the_newest_come_first_and_pages_follow_each_other() -> None:
    made = [cast.conversation((f"C{n}", f"c{n}@x.example"), received_at=later(minutes=n // 2)) for n in range(7)]
    wanted, seen, before = list(reversed(made)), [], None
    while rows := search("chain", before=before, size=3):
        seen += [one.conversation for one in rows]
        before = (rows[-1].at, rows[-1].conversation.pk)
    assert seen == wanted


def test_what_became_part_of_another_conversation_is_found_there() -> None:
    kept, gone = cast.conversation(), cast.conversation()
    gone.merged_into = kept
    gone.save()
    assert found("chain") == [kept]


def text_of(pieces: list[Any]) -> str:
    return "".join(f"[{one.text}]" if one.marked else one.text for one in pieces)


def test_each_row_says_why_it_was_found() -> None:
    one = whole()
    cast.answers(one, cast.ada(), text="We order a new\n\n  derailleur\tand call you. " + "Other words. " * 40)
    [row] = search("derailleur CHAIN")
    assert text_of(row.subject) == "The [chain] slips"
    assert text_of(row.words).startswith("We order a new [derailleur] and call you.")
    assert text_of(row.words).endswith("…")
    assert row.author == "Ada Byron"
    [row] = search('"third gear"')
    assert text_of(row.words) == "Hello, the chain slips on the [third gear]."
    assert row.author == "Uma Ferrari"
    [row] = search("from:uma@customer.example")
    assert text_of(row.words) == "Uma Ferrari [uma@customer.example]"
    [row] = search("is:waiting")
    assert (row.subject, row.words) == ([], [])


def test_people_see_what_is_theirs_only() -> None:
    ours = cast.inbox("ours@desk.example", name="Ours")
    ours.teams.add(cast.team("Ours", cast.ada()))
    one = cast.conversation(inbox=ours, subject="Secretsubject")
    conversations.note(one, cast.ada(), "Secretnote", at=NOON)
    for text in (one.reference, one.reference[2:], "secretsubject", "secretnote", "uma", "from:uma", "is:open", "-x"):
        assert found(text, cast.ada()) == ([] if text.isdigit() else [one])
        assert found(text, cast.ben()) == []
        assert found(text, cast.pat()) == []
    with pytest.raises(NotUnderstood) as foreign:
        found("inbox:ours", cast.ben())
    with pytest.raises(NotUnderstood) as unknown:
        found("inbox:none", cast.ben())
    assert str(foreign.value).replace("ours", "none") == str(unknown.value)


def test_people_are_found_although_misspelt_and_only_by_those_who_may() -> None:
    ours = cast.inbox("ours@desk.example", name="Ours")
    ours.teams.add(cast.team("Ours", cast.ada()))
    uma = cast.conversation(inbox=ours).customer
    cast.conversation(("Jörg Müller", "jm@customer.example"), inbox=ours)
    index(Conversation.objects.values_list("pk", flat=True))
    for text in ("Uma Ferrari", "ferari", "Ferari", "FERRRARI", "uma@customer.example"):
        assert queries.named(cast.ada(), text)[0] == uma
        assert queries.named(cast.ben(), text) == []
    assert [str(one) for one in queries.named(cast.mo(), "jorg muler")] == ["Jörg Müller"]
    assert queries.named(cast.mo(), "xyzzy") == []
    assert queries.named(cast.mo(), "") == []


def answer(payload: str) -> str:
    """What somebody gets: a message, or as many rows as were found."""
    try:
        rows = queries.page(cast.mo(), read(payload, today=TODAY))
        queries.named(cast.mo(), payload)
    except NotUnderstood as problem:
        return str(problem)
    return f"{len(rows)} rows"


def demands_nothing(payload: str) -> bool:
    """Signs alone are an empty field, and a minus says what must not be there."""
    try:
        query = read(payload, today=TODAY)
    except NotUnderstood:
        return False
    return all(text.negated for text in query.texts) and all(one.negated for one in query.filters)


def test_a_payload_finds_exactly_what_it_says_or_is_refused() -> None:
    """S17: as key, operator and value."""
    index([cast.conversation().pk])
    answers = {payload: answer(payload) for payload in PAYLOADS}
    assert {payload for payload, said in answers.items() if said == "1 rows"} == set(filter(demands_nothing, PAYLOADS))
    assert len(set(answers.values())) > 10


def test_the_words_of_a_payload_are_found_as_words() -> None:
    one = cast.conversation(reply_text="He wrote: '; DROP TABLE team_user; -- and laughed")
    assert found("'; DROP TABLE team_user; --") == [one]
    assert found('"\'; DROP TABLE team_user; --"') == [one]
    assert User.objects.exists()


def test_a_search_has_a_time_limit() -> None:
    with pytest.raises(TooSlow), time_limit(20), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    assert Conversation.objects.count() == 0


def test_a_page_costs_the_same_however_much_is_found() -> None:
    cast.conversation()
    lead, costs = cast.mo(), []
    for extra in (0, 5):
        for n in range(extra):
            cast.conversation((f"C{n}", f"c{n}@x.example"))
        index(Conversation.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as made:
            queries.page(lead, read("chain", today=TODAY))
        costs.append(len(made))
    assert costs == [6, 6]
