"""Who is asked apart from a reply: by rule, once, with one throttle for all of it, and every decision is a row."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from rapport.channels.email import actions as email
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.customers.models import Identity
from rapport.flows import survey_falls_due
from rapport.flows.conversation_closes import close, reopen
from rapport.flows.forget_customer import forget_customer
from rapport.flows.merge_customers import merge
from rapport.platform.models import Event
from rapport.surveys import actions, queries, rules
from rapport.surveys.models import Answer, Asking, Survey, Why
from tests import cast
from tests.cast import NOON, later
from tests.flows.test_recover import opened
from tests.surveys.making import asked, closed, survey

pytestmark = pytest.mark.django_db
SOON = later(hours=3)


def decisions() -> list[tuple[str, str]]:
    rows = Asking.objects.order_by("decided_at", "id")
    return [(one.about, one.skipped_because or one.state) for one in rows]


def mails() -> list[OutboundMail]:
    return list(OutboundMail.objects.filter(kind="survey"))


def test_closing_plans_and_its_time_asks_once() -> None:
    survey("ces", after_days=3)
    conversation = closed(at=NOON + timedelta(hours=2))
    assert survey_falls_due.sweep(at=later(days=3)) == 0
    assert decisions() == [("ces", "planned")]
    assert survey_falls_due.sweep(at=later(days=3, hours=2)) == 1
    assert survey_falls_due.sweep(at=later(days=4)) == 0
    [mail], asking = mails(), Asking.objects.get()
    assert (asking.state, asking.recipient, asking.chance) == ("asked", "uma@customer.example", 1.0)
    assert mail.message == asking.message and mail.recipient == "uma@customer.example"
    assert asking.message is not None and asking.message.kind == Message.Kind.AUTOMATIC
    assert asking.message.text == "How easy did Help make it for you to get your matter settled?"
    assert Conversation.objects.get(pk=conversation.pk).is_done, "asking opens nothing"
    assert Event.objects.filter(name="surveys.asked").count() == 1


def test_a_german_customer_is_asked_in_german() -> None:
    survey("ces")
    text = "Guten Tag, die Kette ist leider gerissen und ich weiß nicht, wie das weitergeht. Vielen Dank"
    closed(text=text, reply_text=text)
    survey_falls_due.sweep(at=SOON)
    asking = Asking.objects.get()
    assert asking.language == "de"


def test_nothing_that_was_closed_before_the_survey_began_is_asked_about() -> None:
    closed()
    survey()
    assert survey_falls_due.sweep(at=later(days=30)) == 0


def test_a_survey_of_one_inbox_leaves_others_alone() -> None:
    survey(inbox=cast.inbox("sales@desk.example", name="Sales"))
    closed()
    assert not Asking.objects.exists()


def test_one_throttle_for_all_surveys_of_a_customer() -> None:
    survey("nps", name="A")
    survey("ces", name="B")
    closed()
    survey_falls_due.sweep(at=SOON)
    assert decisions() == [("nps", "asked"), ("ces", "throttled")]
    assert len(mails()) == 1
    again = closed(at=later(days=29))
    survey_falls_due.sweep(at=later(days=29))
    assert decisions()[2:] == [("nps", "throttled"), ("ces", "throttled")]
    reopen(again, actor=cast.ada(), at=later(days=29, hours=1))
    close(again, actor=cast.ada(), at=later(days=31))
    survey_falls_due.sweep(at=later(days=31))
    assert decisions()[4:] == [("nps", "asked"), ("ces", "throttled")]


def test_the_throttle_is_a_setting() -> None:
    actions.set_throttle(7, actor=cast.mo(), at=NOON)
    asked("nps")
    survey("ces")
    closed(at=later(days=6))
    closed(at=later(days=8))
    survey_falls_due.sweep(at=later(days=8))
    assert [why for about, why in decisions() if about == "ces"] == ["asked", "throttled"]
    with pytest.raises(actions.SurveyError):
        actions.set_throttle(0, actor=cast.mo(), at=NOON)


def test_two_addresses_of_one_person_are_one_customer() -> None:
    first = asked("nps")
    other = closed(("Uma F", "uma@work.example"), at=later(days=1))
    assert first.conversation is not None
    merge(first.conversation.customer, other.customer, evidence="Told us", actor=cast.ada(), at=later(days=1))
    survey_falls_due.sweep(at=later(days=1))
    assert decisions()[-1] == ("nps", "throttled")


def test_every_n_days_and_a_share_are_drawn_with_a_stored_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    survey("nps", share=1, every_days=90)
    closed()
    monkeypatch.setattr(rules, "is_drawn", lambda *_: False)  # one seed of a hundred draws whoever has this number
    survey_falls_due.sweep(at=SOON)
    assert decisions() == [("nps", "not_drawn")] and Asking.objects.get().chance == 0.01
    closed(at=later(days=40))
    survey_falls_due.sweep(at=later(days=40))
    assert decisions()[-1] == ("nps", "not_yet"), "who was drawn against is not drawn again at once"


def test_reopened_meanwhile_is_not_asked_about() -> None:
    survey("ces", after_days=2)
    conversation = closed()
    reopen(conversation, actor=cast.ada(), at=later(days=1))
    survey_falls_due.sweep(at=later(days=3))
    assert decisions() == [("ces", "reopened")]
    close(conversation, actor=cast.ada(), at=later(days=3))
    survey_falls_due.sweep(at=later(days=6))
    assert decisions() == [("ces", "reopened"), ("ces", "asked")]


def test_closed_again_meanwhile_is_asked_about_once() -> None:
    survey("ces", after_days=2)
    conversation = closed()
    reopen(conversation, actor=cast.ada(), at=later(days=1))
    close(conversation, actor=cast.ada(), at=later(days=1, hours=1))
    survey_falls_due.sweep(at=later(days=9))
    assert sorted(decisions()) == [("ces", "asked"), ("ces", "reopened")]


def test_who_is_not_asked_and_why() -> None:
    survey("ces", every_days=0)
    bounced = closed(("Bo", "bo@customer.example"))
    Identity.objects.filter(pk=bounced.identity_id).update(undeliverable_since=NOON)
    out = closed(("Ole", "ole@customer.example"))
    actions.opt_out(out.customer, how="page", at=NOON)
    closed(("Ada Byron", "ada@desk.example"))
    machine = closed(("Robot", "robot@customer.example"))
    machine.messages.filter(kind="inbound").update(origin="auto_reply")
    spoofed = closed(("Sly", "sly@customer.example"))
    spoofed.messages.filter(kind="inbound").update(trust="failed")
    survey_falls_due.sweep(at=SOON)
    told = {one.conversation.customer.name: one.skipped_because for one in Asking.objects.all() if one.conversation}
    assert told == {
        "Bo": Why.BOUNCED,
        "Ole": Why.OPTED_OUT,
        "Ada Byron": Why.STAFF,
        "Robot": Why.AUTOMATED,
        "Sly": Why.DOUBTFUL,
    }
    assert mails() == []
    assert Event.objects.filter(name="surveys.skipped").count() == 5


def test_who_is_unhappy_is_not_asked_until_won_back() -> None:
    survey("ces")
    closed()
    opened()
    survey_falls_due.sweep(at=SOON)
    assert decisions()[0] == ("ces", "in_recovery")


def test_while_automatic_mail_is_off_nothing_is_decided() -> None:
    survey("ces")
    closed()
    email.switch_automatic_mail(on=False, actor=cast.mo(), at=NOON)
    assert survey_falls_due.sweep(at=SOON) == 0
    assert decisions() == [("ces", "planned")]
    email.switch_automatic_mail(on=True, actor=cast.mo(), at=NOON)
    assert survey_falls_due.sweep(at=SOON) == 1


def test_switched_off_meanwhile() -> None:
    one = survey("ces")
    closed()
    Survey.objects.filter(pk=one.pk).update(is_on=False)
    survey_falls_due.sweep(at=SOON)
    assert decisions() == [("ces", "switched_off")]


def test_a_call_is_planned_and_no_mail_leaves() -> None:
    one = survey("ces", way="phone")
    conversation = closed()
    survey_falls_due.sweep(at=SOON)
    assert decisions() == [("ces", "no_address")], "without a number nobody can be called"
    conversation.customer.phone = "030 1234"
    conversation.customer.save()
    closed(at=later(days=1))
    survey_falls_due.sweep(at=later(days=1))
    [call] = queries.calls(one, inboxes=None)
    assert call.call == "open" and mails() == []


def test_killed_in_the_middle_nothing_has_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    """F: the worker dies between the decision and the mail."""
    survey("ces")
    closed()

    def dies(*args: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(email, "queue_survey", dies)
        with pytest.raises(KeyboardInterrupt):
            survey_falls_due.sweep(at=SOON)
    assert decisions() == [("ces", "planned")] and mails() == []
    assert not Message.objects.filter(kind="automatic").exists()
    assert survey_falls_due.sweep(at=SOON) == 1 and len(mails()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_one_customer_once() -> None:
    """About two conversations, so that no lock of a conversation helps."""
    survey("ces")
    closed()
    closed()
    pks = list(Asking.objects.values_list("pk", flat=True))
    start = threading.Barrier(2)

    def work(pk: int) -> None:
        start.wait()
        survey_falls_due.decide(pk, at=SOON)
        connection.close()

    threads = [threading.Thread(target=work, args=(pk,)) for pk in pks]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    survey_falls_due.sweep(at=SOON)
    assert sorted(why for _, why in decisions()) == ["asked", "throttled"]
    assert len(mails()) == 1


def test_a_campaign_shares_the_throttle_and_is_decided_once() -> None:
    asking = asked("nps")
    customer = asking.customer
    because = "throttled"
    first = actions.decide_once("campaign:1:7", customer, about="campaign", inbox=None, because=because, at=SOON)
    again = actions.decide_once("campaign:1:7", customer, about="campaign", inbox=None, because="", at=SOON)
    assert first is not None and first.skipped_because == "throttled" and again is None
    late = later(days=60)
    actions.decide_once("campaign:2:7", customer, about="campaign", inbox=None, because="", at=late)
    assert queries.last_asked(customer) == late


def test_who_is_forgotten_is_not_asked_and_says_nothing_any_more() -> None:
    asking = asked("nps")
    with_words = actions.answer(asking, actions.Told(2, "comment", "It was late"), at=SOON)
    assert with_words.comment
    mails()[0].__class__.objects.update(state="sent")
    forget_customer(asking.customer, actor=cast.olga(), at=later(days=1))
    fresh = Asking.objects.get()
    assert fresh.recipient == "" and not fresh.is_open(later(days=1))
    assert Answer.objects.get().comment == "" and Answer.objects.get().number == 2
