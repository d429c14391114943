"""A campaign from the draw to the answer: nobody twice, everybody with a reason, and no way to misuse it."""

import threading
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import connection

from rapport.campaigns import actions, queries
from rapport.campaigns.actions import CampaignError
from rapport.campaigns.models import Campaign, Outreach
from rapport.campaigns.rules import Segment, Stratum, allocate
from rapport.channels.email import actions as email
from rapport.channels.email import transport
from rapport.channels.email.actions import outbox
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.customers import actions as customers
from rapport.customers.models import Customer, Identity
from rapport.feedback.models import Rating
from rapport.flows import campaign_goes_out, campaign_starts, deliver_message
from rapport.platform.models import Event
from rapport.promises.models import Promise
from rapport.surveys import actions as surveys
from rapport.surveys import queries as asking
from rapport.surveys.models import Asking
from tests import cast
from tests.campaigns.making import AT, FACES, Taker, campaign, many, outreaches, rated, started, written
from tests.cast import NOON
from tests.flows.test_recover import opened
from tests.surveys.making import asked

pytestmark = pytest.mark.django_db


def mails() -> list[OutboundMail]:
    return list(OutboundMail.objects.filter(kind="campaign").order_by("id"))


def answers(conversation: Conversation, text: str = "Tell me earlier that it takes long.", **fields: Any) -> Message:
    at = fields.pop("at", AT + timedelta(hours=1))
    sender = (conversation.customer.name, conversation.identity.address)
    given = {"trust": "secret", **fields}
    return cast.arrives(sender, conversation_id=conversation.pk, text=text, reply_text=text, received_at=at, **given)


def test_from_the_draw_to_the_mail() -> None:
    rated(1, 2), rated(2, 3), rated(3, 4)
    made = written()
    assert sorted(one.customer.name for one in outreaches()) == ["Person 1", "Person 2"], "great is not the middle"
    assert {one.state for one in outreaches()} == {"asked"}
    first = outreaches(customer__name="Person 1")[0]
    assert first.conversation is not None and first.conversation.is_done and first.conversation.assignee == cast.ada()
    message = first.conversation.messages.get()
    assert message.subject == "One question, Person"
    assert message.text.startswith("Hello Person,\n\nwhat is the one thing we") and message.text.endswith("Ada")
    assert len(mails()) == 2
    made.refresh_from_db()
    assert made.state == "done"
    assert Event.objects.filter(name="campaigns.started").count() == 1


def test_every_chance_is_stored_and_the_draw_can_be_made_again() -> None:
    many(30, score=2), many(90, score=3, begin=100)
    made = started(size=24, control_percent=20)
    sums = {one["key"]: (one["population"], one["asked"], one["control"]) for one in made.strata}
    assert sums == {"2": (30, 6, 2), "3": (90, 18, 5)}
    for one in outreaches():
        population, asked, control = sums[one.stratum]
        assert one.chance == pytest.approx((asked if one.arm == "ask" else control) / population)
    drawn = {(one.customer_id, one.arm) for one in outreaches()}
    assert len(drawn) == 31
    strata = [Stratum(**one) for one in made.strata]
    Outreach.objects.all().delete()
    again = {(one.customer_id, one.arm) for one in campaign_starts.draw(made, strata, at=AT)}
    assert again == drawn
    made.seed = "another"
    assert {(one.customer_id, one.arm) for one in campaign_starts.draw(made, strata, at=AT)} != drawn


def test_every_person_has_the_same_chance() -> None:
    people = many(12)
    made, hits = campaign(size=4), Counter[int]()
    strata = allocate({"2": 12}, 4, 0)
    for serial in range(300):
        made.seed = f"seed {serial}"
        hits.update(one.customer_id for one in campaign_starts.draw(made, strata, at=AT))
    assert set(hits) == {one.pk for one in people}
    assert min(hits.values()) > 60 and max(hits.values()) < 145, "100 expected of each; 8 is the standard deviation"


def test_who_is_left_alone_is_left_alone_by_the_next_campaign_too() -> None:
    many(20)
    written(size=10, control_percent=50)
    control = {one.customer_id for one in outreaches(arm="control")}
    assert len(control) == 10 and len(mails()) == 10
    assert not Asking.objects.filter(customer__in=control).exists()
    found = campaign_starts.count(FACES, at=AT + timedelta(days=40))
    assert (found.may_be_drawn, found.excluded) == (10, {"control": 10})


def test_why_people_cannot_be_drawn() -> None:
    people = [rated(one, 2) for one in range(1, 8)]
    surveys.opt_out(people[0], how="page", at=NOON)
    customers.mail_comes_back("person2@customer.example", "5.1.1 no such user", at=NOON, status="5.1.1")
    surveys.decide_once("campaign:0:0", people[2], about="campaign", inbox=None, because="", at=AT - timedelta(days=3))
    Identity.objects.filter(customer=people[3]).update(value="ada@desk.example")
    Identity.objects.filter(customer=people[4]).update(kind="unknown")
    Customer.objects.filter(pk=people[5].pk).update(erased_at=NOON)
    found = campaign_starts.count(FACES, at=AT)
    assert found.excluded == {"opted_out": 1, "bounced": 1, "throttled": 1, "staff": 1, "no_address": 1}
    assert found.may_be_drawn == 1 and found.total == 6 and not found.is_capped


def test_the_unhappy_are_not_asked_until_they_are_won_back() -> None:
    unhappy = opened().conversation
    Rating.objects.filter(conversation=unhappy).update(score=2)
    assert campaign_starts.count(FACES, at=AT).excluded == {"in_recovery": 1}


def test_those_of_the_middle_scores() -> None:
    one = asked("nps")
    surveys.answer(one, surveys.Told(5, "comment", "Fine"), at=NOON)
    scores = Segment(who="scores", days=365)
    assert campaign_starts.count(scores, at=AT).strata == {"5": 1}
    assert campaign_starts.count(Segment(who="scores", days=30), at=AT).total == 0
    surveys.answer(one, surveys.Told(9, "comment", "Better"), at=NOON + timedelta(minutes=2))
    assert campaign_starts.count(scores, at=AT).total == 0, "what they say now counts"


def test_those_who_never_speak() -> None:
    cast.conversation(cast.SOL)
    rated(1, 4)
    silent = Segment(who="silent", days=90)
    assert campaign_starts.count(silent, at=AT).strata == {"quarter": 1}
    assert campaign_starts.count(Segment(who="unheard", days=90), at=AT).total == 0
    far = AT + timedelta(days=200)
    assert campaign_starts.count(Segment(who="unheard", days=90), at=far).strata == {"year": 2}


def test_the_filters() -> None:
    rated(1, 2)
    Conversation.objects.update(tag_names=["vip"])
    rated(2, 2)
    other = cast.inbox("sales@desk.example", name="Sales")

    def total(**fields: Any) -> int:
        return campaign_starts.count(Segment(who="faces", **fields), at=AT).total

    assert total() == 2 and total(tag="vip") == 1 and total(tag="x") == 0
    assert total(inbox=other.pk) == 0 and total(inbox=cast.inbox().pk) == 2
    assert total(channel="form") == 0 and total(channel="email") == 2 and total(language="de") == 0
    assert total(wrote_within=10) == 0 and total(wrote_within=50) == 2 and total(not_within=50) == 0


def test_the_live_count_ends_at_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    many(8)
    found = queries.counted(FACES, campaign_starts._unhappy(), AT, cap=5)
    assert found.is_capped and found.total == 6


def test_starting_twice_draws_once() -> None:
    many(10)
    made = started(size=5)
    with pytest.raises(CampaignError, match="begun already"):
        campaign_starts.start(made, actor=cast.mo(), at=AT)
    assert len(outreaches()) == 5
    with pytest.raises(CampaignError, match="no longer changed"):
        actions.save_campaign(
            actions.Plan("x", made.inbox, made.sender, FACES, "s", "why?"), known=made, actor=cast.mo(), at=AT
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_press_start_at_once_draw_once() -> None:
    many(10)
    made, start, failed = campaign(size=5), threading.Barrier(2), []

    def press() -> None:
        start.wait()
        try:
            campaign_starts.start(made, actor=cast.mo(), at=AT)
        except CampaignError as error:
            failed.append(str(error))
        connection.close()

    cast.mo()
    threads = [threading.Thread(target=press) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(failed) == 1 and len(outreaches()) == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_once_to_each() -> None:
    many(6)
    started(size=6)
    pks, start = [one.pk for one in outreaches()], threading.Barrier(2)

    def work() -> None:
        start.wait()
        for pk in pks:
            campaign_goes_out.write_to(pk, at=AT)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    campaign_goes_out.sweep(at=AT)
    assert Counter(one.recipient for one in mails()).most_common(1)[0][1] == 1 and len(mails()) == 6


def test_f05_killed_in_the_middle_nothing_has_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    many(1)
    started(size=1)

    def dies(*args: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(email, "queue_campaign", dies)
        with pytest.raises(KeyboardInterrupt):
            campaign_goes_out.sweep(at=AT)
    assert not Asking.objects.exists() and mails() == [] and outreaches()[0].state == "drawn"
    campaign_goes_out.sweep(at=AT)
    campaign_goes_out.sweep(at=AT + timedelta(hours=2))
    assert len(mails()) == 1


def test_f05_a_mail_that_may_have_arrived_is_never_sent_again() -> None:
    many(1)
    written(size=1)
    [mail] = mails()

    class Vanishes(Taker):
        def hand_over(self, sender: str, recipient: str, raw: bytes, on_data: object) -> transport.Answer:
            super().hand_over(sender, recipient, raw, on_data)
            return transport.Unknown("The connection was cut after the text.")

    carrier = Vanishes()
    for hours in (0, 1, 5, 50):
        deliver_message.deliver(mail.pk, clock=lambda: AT + timedelta(hours=hours), carrier=carrier)  # noqa: B023
    mail.refresh_from_db()
    assert len(carrier.raw) == 1 and mail.state == "unknown" and outbox.is_over(mail)


def test_f18_a_reply_never_waits_for_a_campaign() -> None:
    many(300)
    written(size=300, per_hour=2000)
    for _ in range(12):
        campaign_goes_out.sweep(at=AT)
    queued = len(mails())
    assert queued > 100
    cast.answers(cast.conversation(cast.UMA, received_at=AT), at=AT)
    first = outbox.due_ids(at=AT + timedelta(seconds=1), limit=1)
    assert OutboundMail.objects.get(pk=first[0]).kind == "reply"


def test_it_is_sent_in_slices_of_an_hour() -> None:
    many(40)
    started(size=40, per_hour=24)
    sent = [campaign_goes_out.sweep(at=AT + timedelta(minutes=one)) for one in range(0, 60, 3)]
    assert sum(sent) <= 24 and max(sent) == 2 and sum(sent) >= 18
    assert campaign_goes_out.sweep(at=AT + timedelta(minutes=63)) == 2


def test_paused_it_waits_and_stopped_it_is_over() -> None:
    many(10)
    made = started(size=10, per_hour=24)
    campaign_goes_out.sweep(at=AT)
    made = actions.locked(made.pk)
    assert actions.move(made, "pause", actor=cast.mo(), at=AT)
    soon = AT + timedelta(minutes=10)
    assert campaign_goes_out.sweep(at=soon) == 0
    taker = Taker()
    [mail, other] = mails()
    deliver_message.deliver(mail.pk, clock=lambda: soon, carrier=taker)
    mail.refresh_from_db()
    assert taker.raw == [] and mail.state == "queued", "what was queued waits, too"
    actions.move(made, "resume", actor=cast.mo(), at=soon)
    deliver_message.deliver(mail.pk, clock=lambda: soon + timedelta(minutes=2), carrier=taker)
    assert len(taker.raw) == 1
    assert campaign_goes_out.sweep(at=soon) == 2
    actions.move(made, "stop", actor=cast.mo(), at=soon)
    deliver_message.deliver(other.pk, clock=lambda: soon + timedelta(minutes=2), carrier=taker)
    assert len(taker.raw) == 1 and campaign_goes_out.sweep(at=AT + timedelta(days=1)) == 0
    with pytest.raises(CampaignError):
        actions.move(made, "resume", actor=cast.mo(), at=soon)


def test_d09_who_says_no_after_being_queued_gets_no_mail_and_still_gets_replies() -> None:
    many(1)
    written(size=1)
    [mail], one = mails(), outreaches()[0]
    surveys.opt_out(one.customer, how="one_click", at=AT)
    taker = Taker()
    deliver_message.deliver(mail.pk, clock=lambda: AT, carrier=taker)
    assert taker.raw == []
    reply = cast.answers(cast.conversation(("Many 0", "many0@customer.example"), received_at=AT), at=AT)
    out = OutboundMail.objects.get(message=reply)
    deliver_message.deliver(out.pk, clock=lambda: AT, carrier=taker)
    assert len(taker.raw) == 1


def test_the_throttle_holds_between_the_draw_and_the_mail() -> None:
    [one, other] = many(2)
    started(size=2)
    surveys.decide_once("survey:x", one, about="nps", inbox=None, because="", at=AT)
    surveys.opt_out(other, how="page", at=AT)
    campaign_goes_out.sweep(at=AT)
    assert mails() == []
    why = {row.customer_id: row.asking.skipped_because for row in outreaches(state="skipped") if row.asking}
    assert why == {one.pk: "throttled", other.pk: "opted_out"}


def test_d12_a_hard_bounce_stops_all_campaigns_to_the_address() -> None:
    many(1)
    written(size=1)
    [mail] = mails()
    refused = Taker()
    refused.hand_over = lambda *given: transport.Refused("550 5.1.1 no such user")  # type: ignore[method-assign]
    deliver_message.deliver(mail.pk, clock=lambda: AT, carrier=refused)
    assert Identity.objects.get(value="many0@customer.example").undeliverable_since == AT
    found = campaign_starts.count(FACES, at=AT + timedelta(days=60))
    assert found.excluded == {"bounced": 1} and found.may_be_drawn == 0


def test_placeholders_are_read_once_and_names_are_no_headers() -> None:
    one = rated(1, 2)
    Customer.objects.filter(pk=one.pk).update(name="{{agent.name}}\r\nBcc: everybody@customer.example <b>x</b>")
    written(subject="{{customer.name}}: a question\nX-Evil: 1")
    [mail], taker = mails(), Taker()
    deliver_message.deliver(mail.pk, clock=lambda: AT, carrier=taker)
    head, _, body = taker.raw[0].decode().partition("\r\n\r\n")
    assert "\r\nBcc:" not in head and "\r\nX-Evil" not in head
    subject = str(message_from_bytes(taker.raw[0], policy=policy.default)["Subject"]).strip()
    assert subject.startswith("{{agent.name}} Bcc: everybody@customer.example <b>x</b>: a question"), "read once"
    assert "<b>x</b>" not in body


def test_the_headers_of_a_campaign() -> None:
    rated(1, 2)
    written()
    [mail], taker = mails(), Taker()
    deliver_message.deliver(mail.pk, clock=lambda: AT, carrier=taker)
    text = taker.raw[0].decode()
    assert "Precedence: bulk" in text and "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in text
    found = Asking.objects.get(about="campaign")
    assert f"List-Unsubscribe: <{asking.stop_url(found)}>" in text.replace("\r\n ", " ")
    assert "Ada at Help" in text and found.delivered_at == AT
    reply = OutboundMail.objects.filter(kind="reply").first()
    assert reply is not None
    deliver_message.deliver(reply.pk, clock=lambda: AT, carrier=taker)
    assert "Precedence" not in taker.raw[1].decode() and "List-Unsubscribe" not in taker.raw[1].decode()


def test_an_answer_is_an_ordinary_conversation_with_a_promise() -> None:
    rated(1, 2)
    written()
    [one] = outreaches()
    assert one.conversation is not None
    answers(one.conversation)
    found = Conversation.objects.get(outreach=one)
    assert (found.status, found.assignee, found.reopened_at) == ("open", cast.ada(), None)
    assert found.waiting_since == AT + timedelta(hours=1)
    promise = Promise.objects.get(conversation=found)
    assert promise.owner == cast.ada() and promise.due_at > AT + timedelta(days=1)
    answers(found, "And cheaper.", at=AT + timedelta(hours=2))
    assert Promise.objects.count() == 1 and Event.objects.filter(name="campaigns.answered").count() == 1
    cast.answers(found, at=AT + timedelta(hours=3))
    promise.refresh_from_db()
    assert promise.kept_at is not None


def test_a_vacation_message_and_a_stranger_are_no_answer() -> None:
    rated(1, 2)
    written()
    [one] = outreaches()
    assert one.conversation is not None
    answers(one.conversation, "I am away", origin="auto_reply")
    answers(one.conversation, "Buy this", trust="stranger")
    assert outreaches()[0].answered_at is None and not Promise.objects.exists()


def test_two_working_days_skip_the_weekend() -> None:
    from rapport.flows.campaign_is_answered import due_at

    friday = NOON + timedelta(days=2)
    assert friday.weekday() == 4 and due_at(cast.inbox(), friday) == friday + timedelta(days=4)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"words": "Tell us."}, "one question"),
        ({"words": "Why? And when?"}, "one question"),
        ({"words": "Why, {{customer.email}}?"}, "means nothing"),
        ({"subject": "{{settings.SECRET_KEY}}"}, "means nothing"),
        ({"size": 0}, "Write to 1"),
        ({"per_hour": 99999}, "Write to 1"),
        ({"control_percent": 60}, "Leave alone"),
        ({"name": " "}, "a name"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(CampaignError, match=words):
        campaign(**fields)
    assert not Campaign.objects.exists()


def test_nobody_writes_from_an_inbox_they_do_not_answer() -> None:
    for who in (cast.pat(), cast.cleo()):
        with pytest.raises(CampaignError, match="does not write from"):
            campaign(sender=who)
