"""An unhappy customer whom nobody takes: more and more people hear of it, until somebody does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from rapport.alerts import actions as alerts
from rapport.alerts import queries
from rapport.alerts.models import Alert, Rung
from rapport.channels.email.models import OutboundMail
from rapport.conversations.letters import Reply
from rapport.conversations.models import Conversation
from rapport.flows import conversation_closes, recover
from rapport.flows.act import act
from rapport.flows.agent_replies import agent_replies
from rapport.flows.climb import climb, sweep
from rapport.flows.deeds import Deed, Verb
from rapport.flows.give_out import take_next
from rapport.platform.models import Event
from rapport.recovery.models import Recovery
from rapport.team.models import BusinessHours, Role, User
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of
from tests.flows.test_customer_rates import AT, asked, votes
from tests.racing import together

pytestmark = pytest.mark.django_db
TOLD = AT + timedelta(seconds=2)


def kim() -> User:
    """Leads, and is off duty."""
    found = User.objects.filter(email="kim@desk.example").first()
    return found or User.objects.create(email="kim@desk.example", name="Kim Rose", role=Role.LEAD, on_duty=False)


def unhappy(**fields: object) -> Conversation:
    kim()
    User.objects.filter(pk=cast.olga().pk).update(on_duty=False)
    invite = asked(**fields)
    votes(invite, 1, "button")
    return Conversation.objects.get(pk=invite.conversation_id)


def after(**span: float) -> datetime:
    return TOLD + timedelta(**span)


def heard() -> list[tuple[str, str]]:
    rows = Alert.objects.filter(kind="unhappy").order_by("id").values_list("user__name", "key")
    return [(name.split()[0], key.partition(":climb:")[2]) for name, key in rows]


def test_it_climbs_from_the_leads_on_duty_to_all_leads_and_then_to_the_owners() -> None:
    conversation = unhappy()
    assert sorted(heard()) == [("Ada", ""), ("Mo", "")]
    assert sweep(at=after(minutes=14)) == 0
    assert sweep(at=after(minutes=15)) == 1
    assert sorted(heard()[2:]) == [("Kim", "2"), ("Mo", "2"), ("Olga", "2")]
    assert sweep(at=after(minutes=29)) == 0
    assert sweep(at=after(minutes=30)) == 1
    assert heard()[5:] == [("Olga", "3")]
    assert sweep(at=after(days=30)) == 0, "there is nobody above"
    steps = Rung.objects.order_by("who").values_list("who", "told_at", "ended_at")
    assert list(steps) == [
        (1, TOLD, after(minutes=15)),
        (2, after(minutes=15), after(minutes=30)),
        (3, after(minutes=30), None),
    ]
    assert Event.objects.filter(name="alerts.climbed", conversation_id=conversation.pk).count() == 2
    climbed = Alert.objects.get(user=kim())
    assert climbed.headline == "Nobody has taken it yet: Uma Ferrari is unhappy"
    assert climbed.context
    assert OutboundMail.objects.filter(alert=climbed).exists()


def taken_by_mail(conversation: Conversation) -> None:
    alerts.settle(Alert.objects.filter(user=cast.mo()).latest("id").key, at=after(minutes=1))


TAKEN: dict[str, Callable[[Conversation], object]] = {
    "the recovery is taken": lambda _: recover.hand_over(
        Recovery.objects.get(), cast.mo(), actor=cast.mo(), at=after(minutes=1)
    ),
    "the customer was called": lambda _: recover.contacted(
        Recovery.objects.get(), actor=cast.ada(), note="Called.", at=after(minutes=1)
    ),
    "the customer is answered": lambda it: agent_replies(it, cast.ada(), Reply("Sorry."), at=after(minutes=1)),
    "it is assigned": lambda it: conversation_closes.assign(it, cast.ben(), actor=cast.mo(), at=after(minutes=1)),
    "it is assigned in the list": lambda it: act(
        Deed(Verb.ASSIGN, cast.ben().pk), [it.pk], actor=cast.mo(), at=after(minutes=1)
    ),
    "it is the next one somebody takes": lambda it: (
        conversation_closes.assign(it, None, actor=cast.mo(), at=after(minutes=1)),
        take_next(cast.ben(), at=after(minutes=1)),
    ),
    "it is settled from the mail": taken_by_mail,
    "it is done": lambda it: Conversation.objects.filter(pk=it.pk).update(status="done"),
}


@pytest.mark.parametrize("how", TAKEN)
def test_it_stops_when_somebody_takes_it(how: str) -> None:
    conversation = unhappy()
    TAKEN[how](conversation)
    assert sweep(at=after(days=1)) == 0
    assert [key for _, key in heard() if key] == []
    assert not Rung.objects.filter(ended_at=None).exists()


def test_taking_it_on_the_second_rung_stops_it_and_settles_every_alert() -> None:
    unhappy()
    sweep(at=after(minutes=15))
    taken_by_mail(Conversation.objects.get())
    assert not Alert.objects.filter(kind="unhappy", settled_at=None).exists()
    assert sweep(at=after(days=1)) == 0


def test_a_note_or_a_look_is_no_answer() -> None:
    conversation = unhappy()
    alerts.see_all(cast.mo(), at=after(minutes=1))
    conversation_closes.assign(conversation, None, actor=cast.mo(), at=after(minutes=1))
    assert sweep(at=after(minutes=15)) == 1


def test_only_the_hours_in_which_somebody_is_there_count() -> None:
    hours = BusinessHours.objects.create(name="Shop", zone="UTC", week=[[[9 * 60, 13 * 60 + 5]]] * 5 + [[], []])
    inbox = cast.inbox()
    inbox.hours = hours
    inbox.save()
    unhappy()
    assert datetime(2026, 3, 4, 13, 0, 2, tzinfo=UTC) == TOLD
    assert Rung.objects.get().due_at == datetime(2026, 3, 5, 9, 10, 2, tzinfo=UTC), "five minutes, the night, ten"


def test_the_span_is_a_setting_and_zero_means_never() -> None:
    alerts.set_climbing(40, actor_id=cast.mo().pk, at=AT)
    unhappy()
    assert Rung.objects.get().due_at == after(minutes=40)
    Rung.objects.all().delete()
    alerts.set_climbing(0, actor_id=cast.mo().pk, at=AT)
    votes(asked(), 1, "button")
    assert not Rung.objects.exists()


def test_a_vote_that_was_a_machines_climbs_no_further() -> None:
    unhappy()
    alerts.settle(f"recovery:{Recovery.objects.get().pk}", at=after(minutes=1))
    assert queries.rungs_due(after(days=1)) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_climb_one_step_together() -> None:
    unhappy()
    rung = Rung.objects.get()
    done = together(lambda: climb(rung.pk, at=after(minutes=15)))
    assert sorted(done) == [False, False, False, True]
    assert Rung.objects.count() == 2


def test_a_worker_that_dies_in_the_middle_has_told_nobody_and_the_next_one_tells_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unhappy()

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("rapport.flows.climb.raise_alert", dies)
        with pytest.raises(KeyboardInterrupt):
            climb(Rung.objects.get().pk, at=after(minutes=15))
    assert Rung.objects.get().ended_at is None
    assert sweep(at=after(minutes=16)) == 1
    assert ("Kim", "2") in heard()


def test_the_pages_say_who_was_told_when_and_when_it_climbs() -> None:
    conversation = unhappy()
    Rung.objects.update(due_at=later(days=9000))
    client = client_of(cast.mo())
    for path in (f"/conversations/{conversation.reference}/", f"/recoveries/{Recovery.objects.get().pk}/"):
        shown = client.get(path).content.decode()
        assert "2 people were told" in shown
        assert "Ada Byron, Mo Haddad" in shown
        assert "next: every lead" in shown
    assert "Nobody has taken it." in client.get("/alerts/").content.decode()
    Rung.objects.update(due_at=TOLD)
    sweep(at=after(minutes=15))
    shown = client.get(f"/conversations/{conversation.reference}/").content.decode()
    assert "Nobody took it: every lead" in shown
    assert "Nobody took it: more people were told" in shown
    assert "Kim Rose" in shown
