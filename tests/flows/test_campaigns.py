"""A campaign from the draw to the answer: nobody twice, everybody with a reason, and no way to misuse it."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.campaigns import actions, queries
from rapport.campaigns.actions import CampaignError
from rapport.campaigns.models import Campaign, Outreach
from rapport.campaigns.rules import Segment, Stratum
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
from tests.campaigns.making import AT, FACES, Taker, being_drawn, campaign, many, outreaches, rated, started, written
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
    order = [one.customer_id for one in outreaches()]
    Outreach.objects.all().delete()
    again = campaign_starts.draw(made, at=AT)
    assert {(one.customer_id, one.arm) for one in again.chosen} == drawn
    assert [one.customer_id for one in again.chosen] == order, "they are written to in an order of chance, the same one"
    assert again.strata == [Stratum(**one) for one in made.strata]
    made.seed = "another"
    assert {(one.customer_id, one.arm) for one in campaign_starts.draw(made, at=AT).chosen} != drawn


def test_every_person_has_the_same_chance() -> None:
    people = many(12)
    made, hits = campaign(size=4), Counter[int]()
    for serial in range(300):
        made.seed = f"seed {serial}"
        hits.update(one.customer_id for one in campaign_starts.draw(made, at=AT).chosen)
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


def test_what_was_drawn_is_never_drawn_again() -> None:
    many(10)
    made = started(size=5)
    with pytest.raises(CampaignError, match="begun already"):
        campaign_starts.start(made, actor=cast.mo(), at=AT)
    assert len(outreaches()) == 5


def test_start_draws_nobody_and_counts_nobody_and_the_worker_does() -> None:
    many(10)
    made = campaign(size=5)
    with CaptureQueriesContext(connection) as seen:
        campaign_starts.start(made, actor=cast.mo(), at=AT)
    assert not any("md5" in one["sql"].lower() or "feedback_rating" in one["sql"] for one in seen), "no one waits"
    made.refresh_from_db()
    assert (made.state, made.started_at, made.drawn_at, outreaches()) == ("drawing", AT, None, [])
    soon = AT + timedelta(minutes=1)
    assert campaign_starts.draw_due(at=soon) == 1
    made.refresh_from_db()
    assert (made.state, made.started_at, made.drawn_at) == ("running", AT, soon) and len(outreaches()) == 5
    assert Event.objects.get(name="campaigns.drawn").data == {"campaign": made.pk, "asked": 5, "control": 0}
    assert campaign_starts.draw_due(at=soon) == 0 and len(outreaches()) == 5


def test_the_sweep_draws_while_automatic_mail_is_off_and_writes_to_nobody() -> None:
    many(3)
    being_drawn(size=3)
    email.switch_automatic_mail(on=False, actor=cast.mo(), at=AT)
    assert campaign_goes_out.sweep(at=AT) == 0
    assert {one.state for one in outreaches()} == {"drawn"} and len(outreaches()) == 3


def test_start_pressed_twice_starts_once() -> None:
    many(10)
    made = being_drawn(size=5)
    assert not campaign_starts.start(made, actor=cast.mo(), at=AT + timedelta(hours=1))
    made.refresh_from_db()
    assert made.started_at == AT and Event.objects.filter(name="campaigns.started").count() == 1
    with pytest.raises(CampaignError, match="no longer changed"):
        actions.save_campaign(
            actions.Plan("x", made.inbox, made.sender, FACES, "s", "why?"), known=made, actor=cast.mo(), at=AT
        )


def test_stopped_before_it_was_drawn_nobody_is() -> None:
    many(3)
    made = being_drawn(size=3)
    with pytest.raises(CampaignError):
        actions.move(actions.locked(made.pk), "pause", actor=cast.mo(), at=AT)
    assert actions.move(actions.locked(made.pk), "stop", actor=cast.mo(), at=AT)
    assert campaign_starts.draw_due(at=AT) == 0 and not campaign_starts.draw_one(made.pk, at=AT)
    assert outreaches() == [] and Campaign.objects.get().state == "stopped"


def test_stopped_while_it_is_drawn_nobody_is(monkeypatch: pytest.MonkeyPatch) -> None:
    many(3)
    made, draw = being_drawn(size=3), campaign_starts.draw

    def and_then_somebody_stops(one: Campaign, *, at: datetime) -> campaign_starts.Drawn:
        found = draw(one, at=at)
        actions.move(actions.locked(one.pk), "stop", actor=cast.mo(), at=at)
        return found

    monkeypatch.setattr(campaign_starts, "draw", and_then_somebody_stops)
    assert not campaign_starts.draw_one(made.pk, at=AT)
    assert outreaches() == [] and Campaign.objects.get().state == "stopped"


def test_where_there_is_nobody_it_is_a_draft_again() -> None:
    made = being_drawn()
    assert campaign_starts.draw_due(at=AT) == 1
    made.refresh_from_db()
    assert (made.state, made.started_at, made.found_nobody_at) == ("draft", None, AT)
    many(1)
    assert campaign_starts.start(made, actor=cast.mo(), at=AT) and campaign_starts.draw_due(at=AT) == 1
    made.refresh_from_db()
    assert (made.state, made.found_nobody_at, len(outreaches())) == ("running", None, 1)


def test_f05_killed_while_it_is_drawn_nobody_is_and_then_the_same_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    many(12)
    made = being_drawn(size=6, control_percent=25)
    wanted = [(one.customer_id, one.arm, one.chance) for one in campaign_starts.draw(made, at=AT).chosen]

    def dies(*args: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "begin", dies)
        with pytest.raises(KeyboardInterrupt):
            campaign_goes_out.sweep(at=AT)
    assert outreaches() == [] and Campaign.objects.get().state == "drawing"
    assert campaign_starts.draw_due(at=AT + timedelta(minutes=5)) == 1
    assert [(one.customer_id, one.arm, one.chance) for one in outreaches()] == wanted and len(wanted) == 8


def test_the_chance_is_exact_though_people_come_and_go_while_it_is_drawn() -> None:
    """How many there are and who is drawn are one statement: two would be of two moments."""
    many(20)
    made = being_drawn(size=5)
    with CaptureQueriesContext(connection) as seen:
        found = campaign_starts.draw(made, at=AT)
    assert sum("customers_customer" in one["sql"] for one in seen) == 1
    assert [(one.population, one.asked) for one in found.strata] == [(20, 5)]
    assert {one.chance for one in found.chosen} == {0.25}


@pytest.mark.parametrize(("size", "percent"), [(1, 0), (3, 50), (7, 10), (50, 50), (500, 33)])
@pytest.mark.parametrize("equally", [True, False])
def test_as_many_are_drawn_as_were_allotted(size: int, percent: int, equally: bool) -> None:
    many(4, score=2), many(37, score=3, begin=10)
    made = started(size=size, control_percent=percent, equally=equally)
    for one in (Stratum(**row) for row in made.strata):
        drawn = Counter(row.arm for row in outreaches(stratum=one.key))
        assert (drawn["ask"], drawn["control"]) == (one.asked, one.control)
        assert {row.chance for row in outreaches(stratum=one.key, arm="ask")} <= {one.asked_chance}


@pytest.mark.django_db(transaction=True)
def test_two_who_press_start_at_once_start_once_and_two_workers_draw_once() -> None:
    many(10)
    made, begins, draws = campaign(size=5), list[bool](), list[int]()

    def press() -> None:
        begins.append(campaign_starts.start(made, actor=cast.mo(), at=AT))

    cast.mo()
    side_by_side(press)
    assert sorted(begins) == [False, True]
    side_by_side(lambda: draws.append(campaign_starts.draw_due(at=AT)))
    campaign_starts.draw_due(at=AT)
    assert sum(draws) <= 1 and len(outreaches()) == 5


@pytest.mark.django_db(transaction=True)
def test_one_draw_at_a_time_so_nobody_is_in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    many(40)
    first, second = (being_drawn(size=10, control_percent=50) for _ in range(2))
    draw, meanwhile = campaign_starts.draw, list[bool]()

    def another_worker() -> None:
        meanwhile.append(campaign_starts.draw_one(second.pk, at=AT))
        connection.close()

    def and_another_worker_comes(one: Campaign, *, at: datetime) -> campaign_starts.Drawn:
        monkeypatch.setattr(campaign_starts, "draw", draw)
        other = threading.Thread(target=another_worker)
        other.start()
        other.join()
        return draw(one, at=at)

    monkeypatch.setattr(campaign_starts, "draw", and_another_worker_comes)
    assert campaign_starts.draw_one(first.pk, at=AT) and meanwhile == [False]
    assert campaign_starts.draw_due(at=AT) == 1
    assert len(outreaches()) == 40 and len({one.customer_id for one in outreaches()}) == 40


def test_who_waits_for_the_mail_of_a_campaign_is_in_no_other_draw_until_it_is_stopped() -> None:
    many(10)
    made = started(size=4)
    found = campaign_starts.count(FACES, at=AT)
    assert (found.may_be_drawn, found.excluded) == (6, {"waiting": 4})
    actions.move(actions.locked(made.pk), "stop", actor=cast.mo(), at=AT)
    assert campaign_starts.count(FACES, at=AT).may_be_drawn == 10


def side_by_side(work: Callable[[], object]) -> None:
    """The same in two threads that begin together."""
    start = threading.Barrier(2)

    def run() -> None:
        start.wait()
        work()
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_once_to_each() -> None:
    many(6)
    started(size=6)
    pks = [one.pk for one in outreaches()]
    side_by_side(lambda: [campaign_goes_out.write_to(pk, at=AT) for pk in pks])
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
