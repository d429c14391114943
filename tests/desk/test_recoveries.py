"""The pages on which unhappy customers are won back: recovery, helper, ledger, register, figures."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from rapport.conversations.letters import Reply
from rapport.conversations.models import Message
from rapport.desk.recoveries import figures
from rapport.feedback.models import Rating
from rapport.flows import prevent, recover
from rapport.platform.clock import now
from rapport.promises.models import Promise
from rapport.recovery import actions, measures, queries
from rapport.recovery.models import Cause, Goodwill, Outcome, Prevention, Reask, Recovery, Step
from tests import cast
from tests.api.test_conversation import unhappy
from tests.desk.conftest import client_of
from tests.flows.test_recover import SORRY, cause, opened
from tests.flows.test_win_back import OFFER

pytestmark = pytest.mark.django_db
PARTS = ("responsibility", "repair", "regret", "explanation", "repentance", "forgiveness")


def path(one: Recovery, part: str = "") -> str:
    return f"/recoveries/{one.pk}/{part}"


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def said(client: Client, address: str, status: int = 302, **sent: object) -> str:
    answer = client.post(address, sent)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return unescape(answer.content.decode())


def unhappy_now() -> Recovery:
    """As if it had happened just now, since pages read the clock."""
    return opened(at=now() - timedelta(minutes=20))


def fixed(one: Recovery, days_ago: float) -> None:
    at = now() - timedelta(days=days_ago)
    Recovery.objects.filter(pk=one.pk).update(opened_at=at - timedelta(hours=3))
    for kind in ("contacted", "apologised", "caused", "agreed", "fixed"):
        Step.objects.create(recovery=one, kind=kind, done_at=at, done_by=cast.mo(), note="A new chain")
    Recovery.objects.filter(pk=one.pk).update(cause=cause(), offered="A new chain")


def test_each_step_asks_for_what_it_needs() -> None:
    one, mo = unhappy_now(), client_of(cast.mo())
    assert "Next: the first human word" in read(mo, path(one))
    said(mo, path(one, "contact/"), note="Called her")
    assert "Next: apologise in writing" in read(mo, path(one))
    said(mo, path(one, "apology/"), text=SORRY)
    assert "Next: agree what we owe" in read(mo, path(one))
    said(mo, path(one, "agreement/"), cause=cause().pk, offered="A new chain", money="12,50", harm="My day is gone")
    shown = read(mo, path(one))
    assert "Next: fix it" in shown
    for words in ("We were too slow", "A new chain", "12.50 EUR"):
        assert words in shown
    said(mo, path(one, "fix/"), note="Chain fitted")
    assert "before that nobody can tell whether the fix lasts" in read(mo, path(one))
    said(mo, path(one, "lesson/"), lesson="Look before it leaves")
    assert "Look before it leaves" in read(mo, path(one))
    one.refresh_from_db()
    assert (one.money, one.harm) == (1250, "My day is gone")
    assert set(actions.done_kinds(one)) == {"contacted", "apologised", "caused", "agreed", "fixed", "learned"}


def test_three_days_after_the_fix_the_letter_can_be_sent() -> None:
    one, mo = unhappy_now(), client_of(cast.mo())
    fixed(one, days_ago=2.9)
    assert "Your letter" not in read(mo, path(one))
    said(mo, path(one, "question/"), 422, text="Is it right now?")
    Step.objects.filter(kind="fixed").update(done_at=now() - timedelta(days=3))
    assert "Your letter" in read(mo, path(one))
    said(mo, path(one, "question/"), text="Is it right now?")
    assert Reask.objects.filter(recovery=one).exists()


def test_a_date_on_the_agreement_is_a_promise_and_what_is_wrong_comes_back_with_the_words() -> None:
    one, mo = unhappy_now(), client_of(cast.mo())
    sent: dict[str, Any] = {"cause": cause().pk, "offered": "A new chain", "procedure": "Asked twice"}
    for wrong, words in (
        ({"money": "a lot"}, "Write the amount as a number, like 19.90."),
        ({"promised_at": "soon"}, "Write the date and the time."),
        ({"promised_at": "2020-01-01T12:00"}, "That time is over."),
        ({"promised_at": "9999-01-01T12:00"}, "too far away"),
        ({"cause": "999999"}, "Choose why it happened."),
        ({"offered": " "}, "what we owe this customer"),
    ):
        shown = said(mo, path(one, "agreement/"), 422, **(sent | wrong))
        assert words in shown, wrong
        assert "Asked twice" in shown
    assert not Promise.objects.filter(kind="fix").exists()
    day = (now() + timedelta(days=2)).replace(second=0, microsecond=0)
    said(mo, path(one, "agreement/"), **sent, promised_at=day.strftime("%Y-%m-%dT%H:%M"))
    assert Promise.objects.get(kind="fix").due_at == day
    assert "A new chain" in read(mo, f"/conversations/{one.conversation.reference}/")


def test_the_parts_stand_in_the_order_that_matters_and_go_into_the_letter_in_it() -> None:
    one, mo = unhappy_now(), client_of(cast.mo())
    recover.contacted(one, actor=cast.mo(), note="Called her", at=now())
    shown = read(mo, path(one))
    places = [shown.index(f'id="part-{part}"') for part in PARTS]
    assert places == sorted(places)
    sent = {
        "repair": "The right one comes on Friday.",
        "responsibility": "We sent the wrong chain.",
        "regret": "Sorry.",
    }
    letter = said(mo, path(one, "apology/parts/"), 200, text="Dear Uma,\n\n\n\nMo", **sent)
    found = re.search(r'<textarea class="input letter" id="apology".*?>(.*?)</textarea>', letter, re.S)
    assert found
    assert found[1].split("\n\n") == [
        "Dear Uma,", "We sent the wrong chain.", "The right one comes on Friday.", "Sorry.", "Mo",
    ]  # fmt: skip
    assert not Message.objects.filter(text__contains="wrong chain").exists()


def test_what_was_written_by_hand_stays_and_nothing_is_said_twice() -> None:
    one, mo = unhappy_now(), client_of(cast.mo())
    recover.contacted(one, actor=cast.mo(), note="Called her", at=now())
    text = "Dear Uma,\n\nI read your words twice.\n\nMo Haddad"
    letter = said(mo, path(one, "apology/parts/"), 200, text=text, regret="I am sorry.", repair="I read your words")
    assert "Dear Uma,\n\nI read your words twice.\n\nI am sorry.\n\nMo Haddad" in letter


def test_while_typing_only_the_marks_are_answered() -> None:
    one, mo = unhappy_now(), client_of(cast.mo())
    answer = mo.post(path(one, "apology/parts/"), {"text": SORRY}, headers={"HX-Request": "true"})
    marks = re.findall(r'data-state="(\w+)"', answer.content.decode())
    assert marks == ["done", "todo", "done", "todo", "todo", "optional"]
    assert b"<!doctype" not in answer.content[:40].lower()


@pytest.mark.parametrize(
    ("text", "words"),
    [("Sorry for any inconvenience.", "is no apology"), ("Sorry.", "alone is no apology"), (" ", "Write the apology")],
)
def test_a_non_apology_comes_back_with_the_reason_and_the_words(text: str, words: str) -> None:
    one, mo = unhappy_now(), client_of(cast.mo())
    recover.contacted(one, actor=cast.mo(), note="Called her", at=now())
    shown = said(mo, path(one, "apology/"), 422, text=text)
    assert 'role="alert"' in shown
    assert words in shown
    assert text.strip() in shown
    assert "apologised" not in actions.done_kinds(one)


def test_a_reply_that_was_the_apology_can_be_named() -> None:
    one, ada = unhappy_now(), client_of(cast.ada())
    reply = cast.answers(one.conversation, text=SORRY, at=now())
    assert "That was it" in read(ada, path(one))
    said(ada, path(one, "apology/sent/"), 422)
    said(ada, path(one, "apology/sent/"), message=reply.public_id)
    assert Step.objects.get(kind="apologised").message == reply


def test_beside_the_reply_the_parts_are_shown_while_an_apology_is_owed() -> None:
    one, ada = unhappy_now(), client_of(cast.ada())
    address = f"/conversations/{one.conversation.reference}/advice/"
    shown = said(ada, address, 200, text=SORRY)
    assert "An apology is owed" in shown
    assert shown.count('data-state="done"') == 2
    assert "apology-marks" not in said(ada, address, 200, text=SORRY, kind="note")
    recover.apologise(one, Reply(text=SORRY), actor=cast.mo(), at=now())
    assert "apology-marks" not in said(ada, address, 200, text=SORRY)


@pytest.mark.parametrize("url", ["forum.example", "javascript:alert(1)", "ftp://a.example/", "", "https://a b/"])
def test_a_public_word_has_an_address_of_the_web(url: str) -> None:
    one, mo = unhappy_now(), client_of(cast.mo())
    said(mo, path(one, "public/"), 422, url=url)
    said(mo, path(one, "public/"), url="https://forum.example/t/1")
    assert 'href="https://forum.example/t/1"' in read(mo, path(one))


def test_a_closed_one_can_be_opened_again_with_a_reason() -> None:
    one, ada = unhappy_now(), client_of(cast.ada())
    Recovery.objects.filter(pk=one.pk).update(closed_at=now(), outcome=Outcome.RECOVERED)
    assert "Open it again" in read(ada, path(one))
    assert "why it is open again" in said(ada, path(one, "reopening/"), 422, note="")
    said(ada, path(one, "reopening/"), note="The chain slips again")
    shown = read(ada, path(one))
    assert "Reopened" in shown
    assert "The chain slips again" in shown
    assert "Second failure" in shown


def test_what_is_given_shows_what_is_left_and_what_a_lead_must_allow() -> None:
    actions.set_budget("EUR", {"agent": 2000, "lead": 10_000}, actor=cast.olga(), at=now())
    one, ada, mo = unhappy_now(), client_of(cast.ada()), client_of(cast.mo())
    assert "You may still give 20.00 EUR here" in read(ada, path(one))
    said(ada, path(one, "goodwill/"), kind="credit", amount="5", reason="The wait")
    assert "You may still give 15.00 EUR here" in read(ada, path(one))
    assert "how much" in said(ada, path(one, "goodwill/"), 422, kind="gift", amount="", reason="A bell")
    said(ada, path(one, "goodwill/"), kind="gift", amount="15,01", reason="A bell")
    asked = Goodwill.objects.get(is_allowed=None)
    assert "Allow it" not in read(ada, "/goodwill/")
    assert "Waiting for a lead" in read(mo, "/goodwill/")
    said(ada, f"/goodwill/{asked.pk}/decision/", 403, allow="on")
    said(mo, f"/goodwill/{asked.pk}/decision/", allow="on")
    asked.refresh_from_db()
    assert asked.is_allowed
    shown = read(ada, "/goodwill/")
    assert shown.count("Uma Ferrari") == 2
    assert shown.index("15.01 EUR") < shown.index("5.00 EUR")


def test_money_is_written_as_its_reader_writes_it() -> None:
    one, ada = unhappy_now(), cast.ada()
    recover.give(one, "credit", 1250, "The wait", actor=ada, at=now())
    ada.language = "de"
    ada.save()
    shown = read(client_of(ada), path(one))
    assert "12,50 EUR" in shown
    assert "Gutschrift" in shown


def test_the_register_is_everybody_s_and_names_only_those_one_sees() -> None:
    one = unhappy_now()
    inbox = one.conversation.inbox
    inbox.teams.add(cast.team("Ours", cast.ada()))
    day = now().date() + timedelta(days=3)
    prevent.commit("Look twice", owner=cast.ada(), due_on=day, actor=cast.mo(), at=now(), recovery=one)
    for user, knows in ((cast.ada(), True), (cast.ben(), False), (cast.cleo(), False), (cast.mo(), True)):
        shown = read(client_of(user), "/prevention/")
        assert "Look twice" in shown
        assert "1 customer is told when it is done" in shown
        assert (one.conversation.reference in shown) is knows, user
        assert "Uma" not in shown


def test_a_prevention_is_promised_done_and_its_letter_waits() -> None:
    one, ada = unhappy_now(), client_of(cast.ada())
    day = now().date() + timedelta(days=3)
    said(ada, path(one, "prevention/"), text="Look twice", owner=cast.mo().pk, due_on=day.isoformat())
    made = Prevention.objects.get()
    assert (made.owner, made.due_on) == (cast.mo(), day)
    assert "Look twice" in read(ada, path(one))
    assert "what is different now" in said(ada, f"/prevention/{made.pk}/done/", 422, note=" ")
    said(ada, f"/prevention/{made.pk}/done/", note="Two people look")
    assert "0 of 1 customers told" in read(ada, "/prevention/")
    assert "Two people look" in read(ada, "/drafts/")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "Say what you will do"),
        ({"owner": ""}, "Choose who sees to it."),
        ({"due_on": "soon"}, "Choose a day."),
        ({"due_on": "2020-01-01"}, "That day is over."),
    ],
)
def test_what_is_missing_in_a_promise_is_said(wrong: dict[str, str], words: str) -> None:
    mo = client_of(cast.mo())
    sent = {"text": "Look twice", "owner": cast.mo().pk, "due_on": date(2999, 1, 1).isoformat()}
    assert words in said(mo, "/prevention/", 422, **(sent | wrong))
    assert words in said(mo, path(unhappy_now(), "prevention/"), 422, **(sent | wrong))
    assert not Prevention.objects.exists()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def behind(client: Client, part: str, status: int = 200) -> list[str]:
    """Whose recoveries stand there."""
    answer = client.get(f"/recoveries/figures/behind/?part={part}")
    assert answer.status_code == status
    return re.findall(r'<span class="line wrap"><strong>([^<]*)</strong>', answer.content.decode())


def test_every_figure_leads_to_the_recoveries_behind_it() -> None:
    for name in ("Ann", "Bo", "Cy"):
        conversation = cast.conversation((name, f"{name.lower()}@customer.example"))
        cast.answers(conversation)
        unhappy(conversation)
    ann, bo, cy = Recovery.objects.order_by("pk")
    for days, one in enumerate((ann, bo, cy)):
        Recovery.objects.filter(pk=one.pk).update(opened_at=now() - timedelta(hours=1, days=4 * days))
    Recovery.objects.filter(pk=bo.pk).update(previous=ann, second_chance_at=now())
    ada = client_of(cast.ada())
    shown = read(ada, "/recoveries/figures/")
    assert set(re.findall(r'href="/recoveries/figures/behind/\?part=(\w+)"', shown)) == set(measures.Part)
    assert behind(ada, "all") == ["Ann", "Bo", "Cy"]
    assert (behind(ada, "again"), behind(ada, "late")) == (["Bo"], ["Bo", "Cy"])
    assert behind(ada, "second") == ["Bo"]
    assert behind(ada, "won") == behind(ada, "answered") == []
    assert behind(client_of(cast.pat()), "all") == []
    assert behind(ada, "nothing", 404) == []


def test_long_lists_behind_a_figure_have_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        unhappy_now()
    Recovery.objects.update(opened_at=now())
    monkeypatch.setattr(figures, "SIZE", 2)
    first = read(client_of(cast.ada()), "/recoveries/figures/behind/?part=all")
    more = re.search(r'href="(\?part=all&after=\d+)">Older', first)
    assert more
    second = read(client_of(cast.ada()), "/recoveries/figures/behind/" + more[1])
    links = re.compile(r'<li><a href="(/recoveries/\d+/)"')
    assert (len(links.findall(first)), len(links.findall(second))) == (2, 1)
    assert not set(links.findall(first)) & set(links.findall(second))
    assert "Older" not in second


def test_few_answers_have_no_percentage() -> None:
    unhappy_now()
    shown = read(client_of(cast.ada()), "/recoveries/figures/")
    assert "Too few answers for a percentage" in shown
    assert "Of those who answered: too few answers (n = 0)." in shown
    assert "0 were won back, of 0 who answered when asked again and 1 in all" in words(shown)
    assert "Too few for a usual wait (n = 1)" in shown


def test_how_far_faces_rose_needs_thirty_like_every_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    unhappy_now()
    found = measures.Deltas(30, 1.25, 29, 0.75, 12, 0.5, None)
    monkeypatch.setattr(measures, "deltas", lambda _: found)
    shown = read(client_of(cast.ada()), "/recoveries/figures/")
    assert "+1.25" in shown and "+0.75" not in shown and "+0.50" not in shown
    assert "too few answers (n = 29)" in shown and "too few answers (n = 12)" in shown


def test_enough_answers_have_bounds_and_only_of_inboxes_one_sees() -> None:
    at = now() - timedelta(days=9)
    for number in range(40):
        conversation = cast.conversation((f"C{number}", f"c{number}@customer.example"), received_at=at)
        cast.answers(conversation, at=at)
        unhappy(conversation)
        one = Recovery.objects.get(conversation=conversation)
        Recovery.objects.filter(pk=one.pk).update(opened_at=at, closed_at=now(), outcome="recovered")
        if number < 32:
            again = cast.answers(conversation, at=at + timedelta(days=4))
            Reask.objects.create(recovery=one, invite=again.invites.get())
            Rating.objects.create(
                invite=again.invites.get(), conversation=conversation, score=4, state="confirmed",
                first_at=now(), changed_at=now(),
            )  # fmt: skip
        else:
            Recovery.objects.filter(pk=one.pk).update(outcome="silent")
    shown = read(client_of(cast.ada()), "/recoveries/figures/")
    assert "80 % to 100 %" in shown
    assert "Of those who answered: 100 %, 89 to 100 %, n = 32." in shown  # Wilson
    assert "0 %, 0 to 9 %, n = 40" in shown
    assert "+3.00" in shown
    assert re.search(r"half of them waited no longer, .*? 216 hours to 216 hours, n = 40", words(shown))
    assert "Nothing to count yet" in read(client_of(cast.pat()), "/recoveries/figures/")


def test_who_was_let_down_before_is_counted_whichever_way() -> None:
    first, second, third = unhappy_now(), unhappy_now(), unhappy_now()
    Recovery.objects.filter(pk=second.pk).update(previous=first)
    Recovery.objects.filter(pk=third.pk).update(round=2)
    known = queries.cases(now() - timedelta(days=1))
    assert [case.is_repeat for case in known] == [one.is_second_failure for one in newest_first()]
    assert sum(case.is_repeat for case in known) == 2


def newest_first() -> list[Recovery]:
    return list(Recovery.objects.order_by("-opened_at"))


def test_leads_keep_the_causes_and_others_do_not() -> None:
    mo = client_of(cast.mo())
    said(mo, "/settings/causes/", name="Rain", is_ours="")
    rain = Cause.objects.get(name="Rain")
    assert not rain.is_ours
    assert "already" in said(mo, "/settings/causes/", 200, name="rain")
    said(mo, f"/settings/causes/{rain.pk}/", name="Bad weather", is_ours="on")
    said(mo, f"/settings/causes/{rain.pk}/", do="archive")
    rain.refresh_from_db()
    assert (rain.name, rain.is_ours, rain.archived_at is not None) == ("Bad weather", True, True)
    assert "Bad weather" not in read(mo, path(unhappy_now()))
    said(client_of(cast.ada()), "/settings/causes/", 403, name="Snow")


def test_leads_set_the_currency_and_the_limits() -> None:
    mo = client_of(cast.mo())
    said(mo, "/settings/goodwill/", currency="jpy", partner="0", agent="3000", lead="20000", owner="")
    known = queries.budget()
    assert (known.currency, known.limit_of(cast.ada()), known.limit_of(cast.olga())) == ("JPY", 3000, None)
    assert "three letters" in said(mo, "/settings/goodwill/", 200, currency="€")
    assert "like 20." in said(mo, "/settings/goodwill/", 200, currency="JPY", agent="1.5")
    assert "3000 JPY" in read(client_of(cast.ada()), "/goodwill/")


def test_the_causes_that_come_with_it_are_told_in_german() -> None:
    with override("de"):
        assert all(str(one) != one.name for one in Cause.objects.all())


def test_who_only_reads_is_offered_nothing_to_press() -> None:
    one = unhappy_now()
    one.conversation.inbox.teams.add(cast.team("Ours", cast.cleo()))
    recover.agree(one, cause(), OFFER, actor=cast.mo(), at=now())
    shown = read(client_of(cast.cleo()), path(one))
    assert f'action="/recoveries/{one.pk}' not in shown
    assert OFFER.offered in shown
