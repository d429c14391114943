"""What happens by itself: each deed, why, once, and never in a circle."""

from typing import Any

import pytest

from rapport.alerts.models import Alert
from rapport.automation import actions, queries, rules
from rapport.automation.actions import Draft
from rapport.automation.models import Rule, RuleRun
from rapport.automation.rules import Condition, Deed
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.flows import apply_rules, conversation_closes, rule_deeds, rules_fall_due
from rapport.flows.customer_rates import customer_rates
from rapport.labels.models import Field
from rapport.platform.models import Event
from rapport.webhooks import actions as webhooks
from rapport.webhooks.models import Delivery
from tests import cast
from tests.cast import NOON, ada, answers, arrives, ben, conversation, later, mo, team

pytestmark = pytest.mark.django_db


def rule(moment: str, *deeds: Deed, conditions: tuple[Condition, ...] = (), **fields: Any) -> Rule:
    given: dict[str, Any] = {"name": "Refunds", "enabled": True} | fields
    return actions.add_rule(Draft(moment=moment, conditions=conditions, deeds=deeds, **given), actor=mo(), at=NOON)


def fresh(one: Conversation) -> Conversation:
    return Conversation.objects.select_related("assignee").get(pk=one.pk)


REFUND = (Condition("subject", "has", "refund"),)


def test_a_mail_about_a_refund_is_tagged_given_and_told_of() -> None:
    rule(
        "conversation.created",
        Deed("tag", "Refund"),
        Deed("assign", str(ada().pk)),
        Deed("priority", "1"),
        Deed("note", "Look up the order of {{customer.name}}."),
        conditions=REFUND,
    )
    found = fresh(conversation(subject="A refund, please"))
    assert (found.tag_names, found.assignee, found.priority) == (["Refund"], ada(), 1)
    note = found.messages.get(kind=Message.Kind.NOTE)
    assert (note.text, note.author, note.from_name) == ("Look up the order of Uma Ferrari.", None, "Refunds")
    run = RuleRun.objects.get()
    assert run.held == [{"field": "subject", "op": "has", "value": "refund"}]
    assert [(one["kind"], one["label"]) for one in run.done] == [
        ("tag", "Refund"),
        ("assign", "Ada Byron"),
        ("priority", "High"),
        ("note", ""),
    ]
    assert Event.objects.get(name="automation.rule_ran").conversation_id == found.pk
    assert Alert.objects.get(user=ada()).kind == Alert.Kind.HANDOVER


def test_what_does_not_match_is_left_alone() -> None:
    rule("conversation.created", Deed("tag", "Refund"), conditions=REFUND)
    assert fresh(conversation()).tag_names == []
    assert not RuleRun.objects.exists()


def test_a_rule_that_is_off_does_nothing() -> None:
    rule("conversation.created", Deed("tag", "x"), enabled=False)
    assert fresh(conversation()).tag_names == []


def test_rules_run_in_their_order_and_see_what_the_one_before_did() -> None:
    rule("message.received", Deed("tag", "first"))
    rule("message.received", Deed("tag", "second"), conditions=(Condition("tag", "is", "first"),))
    assert fresh(conversation()).tag_names == ["first", "second"]


@pytest.mark.parametrize(
    ("deed", "field", "value"),
    [
        (Deed("untag", "x"), "tag_names", []),
        (Deed("type", "problem"), "type", "problem"),
        (Deed("field", "red", "colour"), "fields", {"colour": "red"}),
        (Deed("status", "done"), "status", "done"),
        (Deed("snooze", "5"), "snoozed_until", later(hours=5)),
    ],
)
def test_every_other_deed(deed: Deed, field: str, value: object) -> None:
    Field.objects.create(key="colour", name="Colour")
    rule("conversation.created", Deed("tag", "x"), deed)
    assert getattr(fresh(conversation()), field) == value


def test_a_team_takes_turns_and_only_who_is_on_duty() -> None:
    group = team("Workshop", ada(), ben(), cast.iris())
    cast.iris().__class__.objects.filter(pk=cast.iris().pk).update(on_duty=False)
    rule("conversation.created", Deed("round_robin", str(group.pk)))
    got = [fresh(conversation((f"C{n}", f"c{n}@customer.example"))).assignee for n in range(4)]
    assert got == [ada(), ben(), ada(), ben()]


def test_what_cannot_be_done_is_written_down_and_the_rest_is_done() -> None:
    rule("conversation.created", Deed("assign", "999999"), Deed("field", "x", "gone"), Deed("tag", "kept"))
    assert fresh(conversation()).tag_names == ["kept"]
    assert [one["why"] for one in RuleRun.objects.get().refused] == [
        "This person is no longer here.",
        "This field is no longer there.",
    ]


def test_a_rule_that_breaks_keeps_no_mail_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(rule_deeds.MAKERS, "note", breaks)
    rule("conversation.created", Deed("tag", "half"), Deed("note", "x"))
    found = fresh(conversation())
    assert found.messages.count() == 1
    assert found.tag_names == []
    assert "It failed" in RuleRun.objects.get().refused[0]["why"]


def test_people_and_other_systems_are_told() -> None:
    endpoint, _ = webhooks.add_endpoint(mo(), name="Shop", url="https://shop.example/", wanted=["promise.due"], at=NOON)
    rule("message.received", Deed("notify", "leads"), Deed("webhook", str(endpoint.pk)))
    conversation()
    assert Alert.objects.get(user=mo()).headline == "Refunds: Uma Ferrari"
    assert '"rule": "Refunds"' in Delivery.objects.get(event="rule.ran").body


def test_a_bad_rating_sets_off_a_rule() -> None:
    rule("rating.received", Deed("tag", "unhappy"), conditions=(Condition("rating", "at_most", "2"),))
    found = conversation()
    reply = answers(found)
    invite = feedback.invite_for(reply.pk, found.identity.value)
    assert invite
    customer_rates(invite, Choice(1, "button"), at=later(hours=1))
    assert fresh(found).tag_names == ["unhappy"]


class TestMail:
    """A rule writes to customers only as RFC 3834 and S30 allow."""

    def sent(self) -> int:
        return OutboundMail.objects.filter(kind=OutboundMail.Kind.ACKNOWLEDGEMENT).count()

    def test_it_answers_a_person(self) -> None:
        rule("conversation.created", Deed("mail", "Dear {{customer.first_name}}, we look at {{conversation.number}}."))
        found = conversation(may_acknowledge=True)
        message = found.messages.get(kind=Message.Kind.AUTOMATIC)
        assert message.text == f"Dear Uma, we look at {found.reference}."
        assert (message.origin, self.sent()) == (Message.Origin.AUTO_REPLY, 1)

    def test_it_answers_no_machine(self) -> None:
        rule("conversation.created", Deed("mail", "Hello"))
        conversation(may_acknowledge=False)
        conversation(cast.SOL, may_acknowledge=True, origin=Message.Origin.AUTO_REPLY)
        assert self.sent() == 0
        assert "Nothing shows" in RuleRun.objects.get().refused[0]["why"]

    def test_nobody_gets_more_than_their_share(self) -> None:
        rule("conversation.created", Deed("mail", "Hello"))
        for hours in range(6):
            conversation(may_acknowledge=True, received_at=later(hours=2 * hours))
        assert self.sent() == 2


class TestLoops:
    """S30: no-op writes fire nothing, three deep at most, once for one cause, and a breaker."""

    def test_what_changes_nothing_sets_off_nothing(self) -> None:
        rule("conversation.created", Deed("untag", "never there"))
        rule("conversation.tagged", Deed("tag", "circle"))
        assert fresh(conversation()).tag_names == []

    def test_two_rules_that_undo_each_other_end(self) -> None:
        rule("conversation.tagged", Deed("tag", "b"), Deed("untag", "a"), name="One")
        rule("conversation.tagged", Deed("tag", "a"), Deed("untag", "b"), name="Two")
        rule("conversation.created", Deed("tag", "a"), name="Start")
        conversation()
        assert sorted(RuleRun.objects.values_list("rule__name", flat=True)) == ["One", "Start", "Two"]

    def test_three_deep_and_no_deeper(self) -> None:
        rule("conversation.created", Deed("tag", "1"))
        for number in range(1, 5):
            condition = (Condition("tag", "is", str(number)), Condition("tag", "is_not", str(number + 1)))
            rule("conversation.tagged", Deed("tag", str(number + 1)), conditions=condition, name=f"{number}")
        made = list(Rule.objects.order_by("-position"))
        for one in made:
            actions.move_rule(one, up=False, actor=mo(), at=NOON)
        found = fresh(conversation())
        assert len(RuleRun.objects.values("rule").distinct()) == RuleRun.objects.count()
        assert len(found.tag_names) <= 5

    def test_the_same_mail_sets_off_a_rule_once(self) -> None:
        rule("message.received", Deed("note", "Hello"))
        message = arrives()
        from rapport.flows.happened import happened

        happened("message.received", fresh(message.conversation), at=NOON, about=message)
        assert RuleRun.objects.count() == 1

    def test_a_rule_that_runs_wild_is_paused_and_the_leads_hear_of_it_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "MOST_RUNS", 3)
        made = rule("conversation.created", Deed("note", "Hello"))
        for number in range(6):
            conversation((f"C{number}", f"c{number}@customer.example"))
        made.refresh_from_db()
        assert (made.enabled, made.runs.count()) == (False, 3)
        assert "ten minutes" in made.paused_why
        assert Alert.objects.get(user=mo(), kind=Alert.Kind.RULE).path == f"/settings/rules/{made.pk}/"
        actions.switch(made, on=True, actor=mo(), at=later(minutes=11))
        conversation(cast.SOL, received_at=later(minutes=11))
        assert made.runs.count() == 4


class TestTime:
    def test_a_customer_who_has_waited_is_moved_up_once(self) -> None:
        rule("time.waiting", Deed("priority", "2"), minutes=240)
        found = conversation()
        rules_fall_due.sweep(at=later(hours=3, minutes=59))
        assert fresh(found).priority == 0
        rules_fall_due.sweep(at=later(hours=4))
        rules_fall_due.sweep(at=later(hours=5))
        assert (fresh(found).priority, RuleRun.objects.count()) == (2, 1)

    def test_who_was_answered_does_not_wait(self) -> None:
        rule("time.waiting", Deed("priority", "2"), minutes=240)
        found = conversation()
        answers(found)
        rules_fall_due.sweep(at=later(hours=9))
        assert fresh(found).priority == 0

    def test_a_customer_who_has_been_silent_is_done(self) -> None:
        rule("time.silent", Deed("status", "done"), minutes=3 * 1440)
        found = conversation()
        answers(found)
        rules_fall_due.sweep(at=later(days=2))
        rules_fall_due.sweep(at=later(days=3, hours=1))
        assert fresh(found).is_done

    def test_it_does_not_work_through_the_past(self) -> None:
        found = conversation()
        made = rule("time.waiting", Deed("priority", "2"), minutes=60, enabled=False)
        actions.switch(made, on=True, actor=mo(), at=later(hours=2))
        rules_fall_due.sweep(at=later(hours=3))
        assert fresh(found).priority == 0


def test_without_rules_a_mail_costs_no_query_more(django_assert_num_queries: Any) -> None:
    found = conversation()
    with django_assert_num_queries(0):
        assert apply_rules.apply_rules("message.received", found, cause="x", at=NOON) == []


def test_with_rules_for_other_moments_neither(django_assert_num_queries: Any) -> None:
    rule("reply.sent", Deed("tag", "x"))
    queries.enabled(rules.Moment.WRITES)
    found = conversation()
    with django_assert_num_queries(0):
        assert apply_rules.apply_rules("message.received", found, cause="x", at=NOON) == []


def test_done_by_a_person_sets_off_a_rule() -> None:
    rule("conversation.status", Deed("tag", "ended"), conditions=(Condition("status", "is", "done"),))
    found = conversation()
    conversation_closes.close(found, actor=ada(), at=NOON)
    assert fresh(found).tag_names == ["ended"]
