"""The register of complaints: none is closed without a lesson and somebody who sees to it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.conversations.models import Conversation
from rapport.flows import complaint_closes, prevent
from rapport.flows.forget_customer import forget_customer
from rapport.platform.clock import now
from rapport.platform.models import Event
from rapport.recovery import complaints
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Complaint, Concern, Prevention
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of
from tests.learning.making import says

pytestmark = pytest.mark.django_db
HARD = "This is unacceptable, I make a complaint. <b>Now</b>"


def complaint(sender: tuple[str, str] = cast.UMA, minutes: int = 0) -> Complaint:
    found = cast.conversation(sender, reply_text=HARD, text=HARD, received_at=later(minutes=minutes))
    return Complaint.objects.get(conversation=found)


def read(client: Client, path: str = "/complaints/", status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def typed(**more: str) -> dict[str, str]:
    day = (now() + timedelta(days=9)).date().isoformat()
    lesson = {"lesson": "Chains  are\nlooked at", "text": "Look twice", "owner": str(cast.ada().pk), "due_on": day}
    return {**lesson, **more}


def names() -> list[str]:
    found = Event.objects.filter(name__startswith="recovery.complaint").order_by("id")
    return [name.removeprefix("recovery.complaint_") for name in found.values_list("name", flat=True)]


def test_nothing_open_is_said_so() -> None:
    mo = client_of(cast.mo())
    assert "No complaint is open" in read(mo)
    assert "No complaint was closed yet" in read(mo, "/complaints/closed/")


def test_what_came_first_stands_first_with_its_words_and_as_words() -> None:
    second, first = complaint(minutes=30), complaint(cast.SOL, minutes=5)
    answer = client_of(cast.mo()).get("/complaints/").content.decode()
    assert answer.index(f'id="complaint-{first.pk}"') < answer.index(f'id="complaint-{second.pk}"')
    assert "&lt;b&gt;Now&lt;/b&gt;" in answer
    assert "Open: 2. In the last 365 days" in answer


def test_it_is_closed_with_a_lesson_and_a_commitment_of_the_register() -> None:
    one, mo = complaint(), client_of(cast.mo())
    assert mo.post(f"/complaints/{one.pk}/commitment/", typed()).status_code == 302
    one.refresh_from_db()
    made = Prevention.objects.get()
    assert (one.lesson, one.prevention, one.closed_by) == ("Chains are looked at", made, cast.mo())
    assert (made.text, made.owner) == ("Look twice", cast.ada())
    assert "No complaint is open" in read(mo)
    shown = read(mo, "/complaints/closed/")
    for words in ("Chains are looked at", "Look twice", "Ada Byron", "Mo Haddad"):
        assert words in shown
    assert names() == ["registered", "closed"]


@pytest.mark.parametrize(
    "missing", [{"lesson": ""}, {"lesson": " "}, {"text": ""}, {"owner": ""}, {"owner": "0"}, {"due_on": "soon"},
                {"lesson": "x" * 601}],
)  # fmt: skip
def test_without_either_it_stays_open_and_nothing_typed_is_lost(missing: dict[str, str]) -> None:
    one = complaint()
    answer = client_of(cast.mo()).post(f"/complaints/{one.pk}/commitment/", typed(**missing))
    assert answer.status_code == 422
    kept = {**typed(), **missing}
    assert all(kept[name] in unescape(answer.content.decode()) for name in ("text", "lesson") if kept[name].strip())
    one.refresh_from_db()
    assert one.closed_at is None
    assert not Prevention.objects.exists()


def test_something_that_is_promised_already_may_cover_it() -> None:
    one, at = complaint(), now()
    known = prevent.commit("Look twice", owner=cast.ada(), due_on=at.date(), actor=cast.mo(), at=at)
    sent = {"lesson": "Look", "prevention": str(known.pk)}
    assert client_of(cast.mo()).post(f"/complaints/{one.pk}/joining/", sent).status_code == 302
    one.refresh_from_db()
    assert one.prevention == known


def test_what_nobody_sees_to_covers_nothing() -> None:
    one, at = complaint(), now()
    known = prevent.commit("Look twice", owner=cast.ada(), due_on=at.date(), actor=cast.mo(), at=at)
    Prevention.objects.update(owner=None)
    sent = {"lesson": "Look", "prevention": str(known.pk)}
    assert client_of(cast.mo()).post(f"/complaints/{one.pk}/joining/", sent).status_code == 422
    known.refresh_from_db()
    with pytest.raises(RecoveryError, match="has an owner"):
        complaint_closes.join(one, "Look", known, actor=cast.mo(), at=at)
    one.refresh_from_db()
    assert one.closed_at is None


def test_a_customer_who_is_being_won_back_is_told_when_it_is_done() -> None:
    rating = says(1, "Ten days!", reply_text=HARD)
    one = Complaint.objects.get(conversation=rating.conversation)
    assert "Being won back" in read(client_of(cast.mo()))
    client_of(cast.mo()).post(f"/complaints/{one.pk}/commitment/", typed())
    assert Concern.objects.get().recovery.conversation == rating.conversation


def test_what_is_none_is_taken_out_with_why_and_counts_nowhere() -> None:
    one, mo = complaint(), client_of(cast.mo())
    assert mo.post(f"/complaints/{one.pk}/none/", {"why": "  "}).status_code == 422
    assert mo.post(f"/complaints/{one.pk}/none/", {"why": "A joke among friends"}).status_code == 302
    assert "A joke among friends" in read(mo, "/complaints/closed/")
    assert complaints.numbers(later(days=-1)) == complaints.Numbers(0, 0, 0, 0)
    assert names() == ["registered", "taken_out"]


def test_two_leads_close_one_complaint_once() -> None:
    one = complaint()
    complaint_closes.take_out(one, "A joke", actor=cast.mo(), at=now())
    refused = client_of(cast.mo()).post(f"/complaints/{one.pk}/commitment/", typed(), follow=True)
    with pytest.raises(RecoveryError, match="meanwhile"):
        complaint_closes.take_out(one, "A joke", actor=cast.mo(), at=now())
    assert "Somebody has closed this complaint meanwhile" in unescape(refused.content.decode())
    assert not Prevention.objects.exists()
    assert names() == ["registered", "taken_out"]


def test_it_is_opened_again_and_keeps_what_was_learned() -> None:
    one, mo = complaint(), client_of(cast.mo())
    mo.post(f"/complaints/{one.pk}/commitment/", typed())
    mo.post(f"/complaints/{one.pk}/reopening/")
    mo.post(f"/complaints/{one.pk}/reopening/")
    one.refresh_from_db()
    assert (one.closed_at, one.lesson) == (None, "Chains are looked at")
    assert "Chains are looked at" in read(mo, f"/complaints/{one.pk}/")
    assert names() == ["registered", "closed", "reopened"]


def test_the_database_holds_that_none_is_closed_without_a_lesson() -> None:
    one, at = complaint(), now()
    made = prevent.commit("Look twice", owner=cast.ada(), due_on=at.date(), actor=cast.mo(), at=at)
    for row in ({"lesson": "Look"}, {"prevention": made}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Complaint.objects.filter(pk=one.pk).update(closed_at=at, **row)
    Complaint.objects.filter(pk=one.pk).update(closed_at=at, lesson="Look", prevention=made)


def test_the_figures_say_how_many_are_prevented_and_no_percentage_of_few() -> None:
    one, mo = complaint(), client_of(cast.mo())
    mo.post(f"/complaints/{one.pk}/commitment/", typed())
    assert "done for 0 of 1: too few answers" in read(mo)
    prevent.done(Prevention.objects.get(), "We do", actor=cast.ada(), at=now())
    assert "done for 1 of 1: too few answers" in read(mo)


def test_agents_do_not_read_the_register() -> None:
    one = complaint()
    for who in (cast.ada(), cast.pat(), cast.cleo()):
        client = client_of(who)
        for path in ("/complaints/", "/complaints/closed/", f"/complaints/{one.pk}/"):
            assert client.get(path).status_code == 403
        assert client.post(f"/complaints/{one.pk}/none/", {"why": "x"}).status_code == 403
        assert "/complaints/" not in client.get("/pile/").content.decode()


def test_pages_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.desk.complaints.views.SIZE", 2)
    made = [complaint((f"P{n}", f"p{n}@customer.example"), minutes=n) for n in range(3)]
    mo = client_of(cast.mo())
    first = read(mo)
    following = first.split('href="?after=')[1].split('"')[0]
    second = read(mo, f"/complaints/?after={following}")
    assert [f'id="complaint-{one.pk}"' in first for one in made] == [True, True, False]
    assert [f'id="complaint-{one.pk}"' in second for one in made] == [False, False, True]
    for one in made:
        mo.post(f"/complaints/{one.pk}/none/", {"why": "A joke"})
    first = read(mo, "/complaints/closed/")
    following = first.split('href="?after=')[1].split('"')[0]
    second = read(mo, f"/complaints/closed/?after={following}")
    assert [f'id="complaint-{one.pk}"' in second for one in made] == [True, False, False]


def test_who_is_forgotten_leaves_no_word_in_the_register() -> None:
    first, second = complaint(), complaint(cast.SOL)
    mo = client_of(cast.mo())
    mo.post(f"/complaints/{first.pk}/commitment/", typed(lesson="Call Uma at once"))
    Conversation.objects.update(status="done")
    forget_customer(first.conversation.customer, actor=cast.mo(), at=later(days=1))
    first.refresh_from_db()
    assert "Uma" not in first.lesson
    assert first.lesson
    assert "unacceptable" not in read(mo, "/complaints/closed/")
    second.refresh_from_db()
    assert second.closed_at is None


def beside(client: Client) -> str | None:
    """The number beside the link among the folders."""
    html = client.get("/unhappy/").content.decode()
    found = re.search(r'<a href="/complaints/"[^>]*>.*?</a>', html, re.DOTALL)
    assert found is not None
    number = re.search(r'<span class="count"[^>]*>(\d+)</span>', found[0])
    return number[1] if number else None


def test_the_folder_says_how_many_are_open_and_asks_nothing_more_for_it() -> None:
    mo = client_of(cast.mo())
    assert beside(mo) is None
    one = complaint()
    complaint(cast.SOL, 1)
    assert beside(mo) == "2" and complaints.numbers(later()).open == 2, "the number that the page has"
    complaint_closes.take_out(one, "A joke among friends", actor=cast.mo(), at=later(hours=2))
    assert beside(mo) == "1"
    complaint_closes.reopen(one, actor=cast.mo(), at=later(hours=3))
    assert beside(mo) == "2"
    with CaptureQueriesContext(connection) as asked:
        mo.get("/unhappy/")
    assert not [row for row in asked if "recovery_complaint" in (row["sql"] or "")], "it is in the prepared question"
    agent = client_of(cast.ada()).get("/unhappy/").content.decode()
    assert 'href="/complaints/"' not in agent, "who may not open the register reads no number of it"
