"""The pages of who left, and of who spoke up."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.conversations.models import Conversation
from rapport.customers.models import Customer
from rapport.desk.present import losses as present
from rapport.platform.clock import now
from rapport.relationships import actions
from rapport.relationships.models import BadPatch, Loss, Segment
from rapport.relationships.rules import Family, Reason
from rapport.team.models import User
from rapport.writing.models import Draft
from tests import cast
from tests.desk.conftest import client_of
from tests.reports.making import rated

pytestmark = pytest.mark.django_db
STATEMENTS = {"lead": 9, "agent": 10, "partner": 11, "collaborator": 13}


def read(client: Client, path: str = "/losses/", status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def lost(number: int = 1, reason: str = "too_slow", days: int = 5, score: int = 1) -> list[Loss]:
    """So many customers who were rated, left, and were noted."""
    at = now() - timedelta(days=days)
    talks = [one.conversation for one in rated([score] * number, at=at - timedelta(days=1))]
    return Loss.objects.bulk_create(
        Loss(
            customer=one.customer,
            conversation=one,
            lost_on=at.date(),
            reason=reason,
            words="It took a month",
            noted_by=cast.ada(),
            noted_at=at,
        )
        for one in talks
    )


def noted(days: int = 2, **more: str) -> dict[str, str]:
    return {"lost_on": (now() - timedelta(days=days)).date().isoformat(), "reason": "not_heard", "words": "", **more}


def test_an_agent_notes_it_on_the_page_of_the_customer_and_it_stands_in_the_list_with_what_went_before() -> None:
    one = rated([2], at=now() - timedelta(days=9))[0].conversation
    ada, address = client_of(cast.ada()), f"/customers/{one.customer.public_id}/losses/"
    assert address in read(ada, f"/customers/{one.customer.public_id}/")
    answer = ada.post(address, noted(words="Nobody listened"))
    made = Loss.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/losses/{made.pk}/")
    shown = read(ada)
    for words in (one.customer.name, "They were not heard", "“Nobody listened”", "rated on", f"/{one.reference}/"):
        assert words in shown
    assert f"/losses/{made.pk}/" in read(ada, f"/customers/{one.customer.public_id}/")


def test_what_is_wrong_is_said_and_the_words_stay_in_the_form() -> None:
    one = rated([2], at=now() - timedelta(days=9))[0].conversation
    address = f"/customers/{one.customer.public_id}/losses/"
    for wrong, problem in (
        ({"lost_on": "yesterday"}, "Choose a day."),
        ({"reason": "anger"}, "Choose a reason from the list."),
        ({"lost_on": (now() + timedelta(days=2)).date().isoformat()}, "today or earlier"),
        ({"words": "w" * 601}, "Say it in fewer than 600 characters."),
    ):
        answer = client_of(cast.ada()).post(address, noted() | {"words": "Words to keep"} | wrong)
        assert answer.status_code == 422
        shown = unescape(answer.content.decode())
        assert problem in shown
        assert ("Words to keep" in shown) is ("words" not in wrong)
    assert not Loss.objects.exists()


def test_nobody_is_noted_as_lost() -> None:
    assert "Nobody is noted as lost" in read(client_of(cast.ada()))


def test_under_thirty_nobody_gives_a_share() -> None:
    lost(29)
    assert "too few answers (n = 29)" in read(client_of(cast.ada()))


def test_shares_are_of_those_whose_reason_is_known_and_each_number_leads_to_its_customers() -> None:
    lost(20, "too_slow")
    lost(20, "fault")
    lost(10, "unknown")
    lost(3, "price", days=400)
    ada = client_of(cast.ada())
    shown = read(ada)
    assert "50 %, 35 to 65 %, n = 40" in shown
    assert "80 %, 67 to 89 %, n = 50" in shown
    for part, number in {"delay": 20, "product": 20, "price": 0, "unknown": 10, "known": 40, "any": 50}.items():
        address, rows = f"/losses/?part={part}", 0
        if part != "unknown":
            assert f'href="{address}">{number}</a>' in shown
        while address:
            page = read(ada, address)
            rows += page.count("<article")
            following = page.split('href="/losses/?after=')
            address = f"/losses/?after={following[1].split(chr(34))[0]}" if len(following) > 1 else ""
        assert rows == number, part
    for nonsense in ("?part=anger", "?after=x", "?part=%00"):
        read(ada, f"/losses/{nonsense}", 404)


def test_every_family_has_words() -> None:
    assert (set(present.FAMILIES), set(present.REASONS)) == (set(Family), set(Reason))


def test_it_is_corrected_with_its_lesson_and_taken_back() -> None:
    made, ada = lost()[0], client_of(cast.ada())
    address = f"/losses/{made.pk}/"
    assert ada.post(address, noted(reason="quality", lesson="Test them first")).status_code == 302
    shown = read(ada, address)
    assert "It was not good enough" in shown
    assert "Test them first" in shown
    assert ada.post(f"{address}end/", {"how": "nonsense"}).status_code == 302
    assert Loss.objects.get().ended_at is None
    ada.post(f"{address}end/", {"how": "back"})
    assert "Came back" in read(ada)
    assert "Left us once" in read(ada, f"/customers/{made.customer.public_id}/")


def test_the_question_opens_in_the_conversation_as_a_draft_and_its_answer_comes_back_to_the_loss() -> None:
    made, ada = lost()[0], client_of(cast.ada())
    answer = ada.post(f"/losses/{made.pk}/question/")
    assert answer["Location"] == f"/conversations/{made.conversation.reference}/"
    assert "What should we have done differently?" in read(ada, answer["Location"])
    assert "it was not sent yet" in read(ada, f"/losses/{made.pk}/")
    ada.post(f"/losses/{made.pk}/question/")
    assert "it waits as a draft for whoever asks" in read(ada, f"/losses/{made.pk}/")
    assert Draft.objects.count() == 1
    cast.answers(made.conversation, cast.ada(), at=now())
    made.conversation.messages.create(kind="inbound", origin="human", text="Answer sooner", at=now())
    shown = read(ada, f"/losses/{made.pk}/")
    assert "Answer sooner" in shown
    assert "Begin the mail" not in shown


def test_S12_a_loss_of_customers_one_does_not_see_is_not_there() -> None:
    made = lost()[0]
    made.conversation.inbox.teams.add(cast.team("Bikes", cast.ada()))
    actions.count(at=now())
    ben = client_of(cast.ben())
    assert "It took a month" in read(client_of(cast.ada()))
    assert "It took a month" not in read(ben)
    read(ben, f"/losses/{made.pk}/", 404)
    for part in ("end/", "question/", ""):
        assert ben.post(f"/losses/{made.pk}/{part}", noted(how="back")).status_code == 404
    assert ben.post(f"/customers/{made.customer.public_id}/losses/", noted()).status_code == 404
    assert made.conversation.reference not in read(ben, "/losses/stayed/?part=recent")


def test_who_stayed_is_shown_with_n_and_the_customers_behind() -> None:
    at = now() - timedelta(days=300)
    rated([1] * 31, at=at)
    rated([1] * 2, at=now() - timedelta(days=10))
    actions.count(at=now())
    ada = client_of(cast.ada())
    shown = read(ada)
    assert 'href="/losses/stayed/?won=0&part=all">31</a>' in shown
    assert "0 %, 0 to 11 %, n = 31" in shown
    assert "100 %, 89 to 100 %, n = 31" in shown
    assert 'href="/losses/stayed/?part=recent">2</a>' in shown
    assert read(ada, "/losses/stayed/?won=0&part=kept").count("today-what") == 31
    assert read(ada, "/losses/stayed/?part=recent").count("today-what") == 2
    for nonsense in ("", "?part=all", "?won=2&part=all", "?won=1&part=x", "?won=1&part=recent"):
        read(ada, f"/losses/stayed/{nonsense}", 404)


def test_voices_are_per_thousand_with_interval_and_the_loud_few_beside() -> None:
    rated([1] * 20 + [4] * 180, at=now() - timedelta(days=3), language="de")
    loud = [one.conversation_id for one in rated([1] * 11, at=now() - timedelta(days=2), language="de")]
    first = Conversation.objects.get(pk=loud[0]).customer_id
    Conversation.objects.filter(pk__in=loud).update(customer_id=first)
    actions.count(at=now())
    ada = client_of(cast.ada())
    shown = read(ada, "/voices/")
    assert "<strong>104</strong>" in shown
    assert "69 to 154" in shown
    assert "39 %, 12 of 31 from 2 customers" in shown
    assert "German" in shown
    inbox = cast.inbox()
    behind = read(ada, f"/voices/behind/?kind=inbox&key={inbox.pk}")
    assert behind.count("today-what") == 31
    for nonsense in ("", "?kind=x", "?kind=inbox&key=x", "?kind=inbox&key=999", "?kind=type&key=%00"):
        read(ada, f"/voices/behind/{nonsense}", 404)


def test_few_customers_give_no_rate() -> None:
    rated([1, 4], at=now() - timedelta(days=3))
    actions.count(at=now())
    shown = read(client_of(cast.ada()), "/voices/")
    assert "too few customers (n = 2)" in shown
    assert "too few for a share (1 of 1 from 1 customer)" in shown


def test_before_the_first_count_it_says_so() -> None:
    shown = read(client_of(cast.ada()), "/voices/")
    assert "Nothing to count yet" in shown
    assert "Not counted yet" in shown
    assert not Segment.objects.exists()


def test_S12_who_does_not_see_every_inbox_is_told_of_their_own() -> None:
    rated([1, 4], at=now() - timedelta(days=3))
    other = cast.inbox("two@desk.example", name="Second desk")
    rated([1], at=now() - timedelta(days=3), inbox=other)
    other.teams.add(cast.team("Bikes", cast.ada()))
    actions.count(at=now())
    ben = client_of(cast.ben())
    shown = read(ben, "/voices/")
    assert "Second desk" not in shown
    assert "All customers" not in shown
    assert "You see the inboxes that are yours" in shown
    read(ben, "/voices/behind/?kind=all", 404)
    read(ben, f"/voices/behind/?kind=inbox&key={other.pk}", 404)


@pytest.mark.parametrize("path", ["/losses/", "/losses/stayed/?part=recent", "/voices/", "/voices/behind/?kind=all"])
def test_many_rows_cost_as_many_queries_as_few(path: str, django_assert_max_num_queries: object) -> None:
    lost(30)
    lost(8, "fault", score=2)
    actions.count(at=now())
    assert BadPatch.objects.count() == 38
    client = client_of(cast.mo())
    read(client, path)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        read(client, path)


def test_a_page_of_one_loss_is_cheap(django_assert_max_num_queries: object) -> None:
    made, client = lost()[0], client_of(cast.ada())
    for path in (f"/losses/{made.pk}/", f"/customers/{made.customer.public_id}/losses/"):
        read(client, path)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            read(client, path)


def test_a_name_cannot_speak_html() -> None:
    made = lost()[0]
    Customer.objects.filter(pk=made.customer_id).update(name="<script>x</script>")
    Loss.objects.update(words="<img src=x>", lesson="<img src=y>", learned_at=now())
    for path in ("/losses/", f"/losses/{made.pk}/"):
        raw = client_of(cast.ada()).get(path).content.decode()
        assert "<script>x" not in raw
        assert "<img src=" not in raw


def figures(client: Client) -> str:
    """The two tables of the page, without the list under them."""
    page = read(client)
    return page[page.index('id="shares"') : page.index("One by one")]


def test_a_lead_and_an_agent_who_sees_every_inbox_read_the_same_figures_and_one_who_does_not_their_own() -> None:
    lost(3)
    lost(2, "price", score=2)
    elsewhere = cast.inbox("sales@desk.example")
    Conversation.objects.filter(pk=lost(1, "fault")[0].conversation_id).update(inbox=elsewhere)
    actions.count(at=now())
    assert BadPatch.objects.count() == 6
    whole = figures(client_of(cast.mo()))
    assert figures(client_of(cast.ada())) == whole
    elsewhere.teams.add(cast.team("Sales", cast.ben()))
    assert figures(client_of(cast.mo())) == figures(client_of(cast.ben())) == whole
    assert figures(client_of(cast.ada())) != whole


@pytest.mark.parametrize("who", [cast.mo, cast.ada, cast.pat, cast.cleo])
def test_as_many_statements_for_many_losses_as_for_few(who: Callable[[], User]) -> None:
    elsewhere = cast.inbox("sales@desk.example")
    elsewhere.teams.add(cast.team("Sales", cast.pat(), cast.cleo()))
    client = client_of(who())
    for number in (1, 6):
        for one in (*lost(number), *lost(number)):
            Conversation.objects.filter(pk=one.conversation_id).update(inbox=elsewhere)
        lost(number)
        actions.count(at=now())
        client.get("/losses/")
        with CaptureQueriesContext(connection) as asked:
            read(client)
        assert len(asked) == STATEMENTS[who().role]
