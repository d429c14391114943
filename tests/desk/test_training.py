"""Answers of customers become training cases: without who it was, put right by a person, shared, taken out again."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from rapport.coaching.models import Case
from rapport.conversations.models import Conversation
from rapport.feedback.models import Rating
from rapport.flows import recover
from rapport.flows.forget_customer import forget_customer
from rapport.learning.models import Reason
from rapport.platform.clock import now
from rapport.platform.models import Event
from rapport.recovery.models import Recovery
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of
from tests.learning.making import says

pytestmark = pytest.mark.django_db
SHELF = "/feedback/training/"
TEXT = """I am Uma Ferrari of Velo Ferrari, order 4711-0815, and the chain slips on the third gear.

Call me: +49 170 1234567, or uma@customer.example.

Kind regards
Uma Ferrari"""
TELLS_WHO = ("uma", "ferrari", "customer.example", "4711", "0815", "1234567", "ada", "byron", "haddad", "ben")


def read(client: Client, path: str = SHELF, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def unhappy() -> Rating:
    """Of Ada's team: asked, answered badly, answered again, won back, asked again."""
    cast.ben()
    rating = says(1, "Ada Byron of yours did not read a word. Ask for Uma!", text=TEXT, reply_text=TEXT)
    talk = rating.conversation
    talk.inbox.teams.add(cast.team("Bikes", cast.ada()))
    recover.contacted(
        Recovery.objects.get(conversation=talk), actor=cast.mo(), note="Mo Haddad called Uma", at=later(hours=1)
    )
    cast.answers(
        talk,
        cast.mo(),
        f"Dear Uma, see {talk.reference}. A new chain. Ben's idea, and he will see to it.\n\nMo Haddad",
        at=later(hours=2),
    )
    again = says(4, "Thank you Mo, yours Uma", at=later(hours=3), conversation_id=talk.pk, sender=cast.UMA)
    assert again.conversation_id == talk.pk
    return rating


def use(rating: Rating, client: Client) -> Case:
    answer = client.post(f"/ratings/{rating.pk}/training/")
    assert answer.status_code == 302
    return Case.objects.get(rating=rating)


def change(client: Client, case: Case, do: str, status: int = 302, **texts: str) -> None:
    given = {name: getattr(case, name) for name in ("question", "reply", "words", "done", "later_words", "lesson")}
    assert client.post(f"{SHELF}{case.pk}/", {**given, **texts, "do": do}).status_code == status
    case.refresh_from_db()


def everything(case: Case) -> str:
    return " ".join((case.question, case.reply, case.words, case.done, case.later_words, case.lesson)).lower()


def test_one_click_makes_a_case_of_before_and_after_that_tells_nobody_who_it_was() -> None:
    rating, ada = unhappy(), client_of(cast.ada())
    talk = f"/conversations/{rating.conversation.reference}/"
    assert f"/ratings/{rating.pk}/training/" in read(ada, talk)
    case = use(rating, ada)
    assert (case.score, case.later_score, case.made_by) == (1, 4, cast.ada())
    for field, words in (
        ("question", "the chain slips on the third gear.\n\nCall me"),
        ("reply", "We will look at it today."),
        ("words", "did not read a word"),
        ("done", "A new chain. •••'s idea, and he will see to it."),
        ("done", "called"),
        ("later_words", "Thank you"),
    ):
        assert words in getattr(case, field), field
    tells = [told for told in (*TELLS_WHO, rating.conversation.reference.lower()) if told in everything(case)]
    assert tells == []
    assert use(rating, client_of(cast.mo())) == case
    assert Event.objects.filter(name="coaching.case_made").count() == 1

    change(
        ada, case, "share", lesson="Ada should ask Uma Ferrari (uma@customer.example) first", words="<b>Not read</b>"
    )
    assert case.lesson == "••• should ask ••• (•••) first"
    assert [told for told in TELLS_WHO if told in everything(case)] == []
    shown = ada.get(SHELF).content.decode()
    assert "&lt;b&gt;Not read" in shown
    change(ada, case, "keep", status=422, words="x" * 3001)


def test_a_draft_is_its_makers_and_what_is_shared_is_everybodys_but_no_other_companys() -> None:
    rating = unhappy()
    case = use(rating, client_of(cast.ada()))
    ada, ben, mo, pat, cleo = (client_of(one()) for one in (cast.ada, cast.ben, cast.mo, cast.pat, cast.cleo))
    assert "did not read a word" in read(ada)
    for other in (ben, mo, pat, cleo):
        assert "did not read a word" not in read(other)
    assert "did not read a word" in read(mo, f"{SHELF}{case.pk}/")
    for other in (ben, pat, cleo):
        read(other, f"{SHELF}{case.pk}/", 404)
    change(ada, case, "share")
    for other in (ada, ben, mo, cleo):
        assert "did not read a word" in read(other)
    assert "did not read a word" not in read(pat)
    change(ben, case, "take-out", status=404)
    change(cleo, case, "take-out", status=403)
    rating.conversation.inbox.teams.add(cast.team("Partners", cast.pat()))
    assert "did not read a word" in read(pat)
    change(mo, case, "take-out")
    assert (case.shared_at, "did not read a word" in read(ben)) == (None, False)
    ada.post(f"{SHELF}{case.pk}/", {"do": "discard"})
    assert not Case.objects.exists()
    names = Event.objects.filter(name__startswith="coaching.case").order_by("pk").values_list("name", flat=True)
    assert [name.removeprefix("coaching.case_") for name in names] == ["made", "shared", "taken_out", "discarded"]


def test_highs_and_lows_are_found_by_words_and_reason() -> None:
    mo = client_of(cast.mo())
    slow = Reason.objects.get(name="Too slow")
    low = use(says(2, "Eleven days of silence", reason=slow), mo)
    high = use(says(4, "Such a kind answer", sender=cast.SOL), mo)
    Case.objects.update(shared_at=now() - timedelta(days=1))
    for asked, found in (
        ("", {low, high}),
        ("?of=high", {high}),
        ("?of=low", {low}),
        ("?reason=Too+slow", {low}),
        ("?q=KIND", {high}),
        ("?q=%00%27)%3B--&of=x", set()),
        ("?topic=none", set()),
    ):
        page = read(mo, SHELF + asked)
        assert {one for one in (low, high) if f'id="case-{one.pk}"' in page} == found, asked
    assert "Highs (1)" in page
    Rating.objects.filter(pk=low.rating_id).update(state="suspect")
    assert f'id="case-{low.pk}"' not in read(mo)
    assert mo.post(f"/ratings/{low.rating_id}/training/")["Location"].startswith("/conversations/")


def test_who_is_forgotten_is_no_case_any_more() -> None:
    case = use(unhappy(), client_of(cast.mo()))
    Conversation.objects.update(status="done")
    from rapport.channels.email.models import OutboundMail

    OutboundMail.objects.all().delete()
    forget_customer(case.rating.conversation.customer, actor=cast.mo(), at=later(days=7))
    assert not Case.objects.exists()
