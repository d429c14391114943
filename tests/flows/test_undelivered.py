"""A reply did not arrive: who hears of it, what counts as trouble, and the ways out of it."""

from datetime import datetime

import pytest

from rapport.alerts.models import Alert
from rapport.channels.email import undelivered as reads
from rapport.channels.email.actions import AgainError
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.transport import Deferred, Refused, Unknown
from rapport.conversations.models import Message
from rapport.conversations.queries import visible_inbox_ids
from rapport.flows import undelivered
from rapport.flows.deliver_message import deliver_due
from rapport.platform import sql
from rapport.platform.models import Event
from rapport.team.models import User
from tests import cast
from tests.cast import later
from tests.channels.email.outgoing import reply_of, send

pytestmark = pytest.mark.django_db
State = OutboundMail.State
TEN_PAST = later(minutes=10)


def counted(user: User) -> int:
    """The number beside the folder."""
    found = sql.together({"count": reads.COUNT}, {"inboxes": visible_inbox_ids(user)})["count"]
    assert isinstance(found, int)
    return found


def failed() -> tuple[Message, OutboundMail]:
    message, mail = reply_of()
    send(mail, TEN_PAST, Refused("550 5.1.1 no such person"))
    return message, mail


def open_alerts() -> int:
    return Alert.objects.filter(kind=Alert.Kind.DELIVERY, settled_at=None).count()


def test_sent_again_it_keeps_message_id_date_and_every_other_byte() -> None:
    message, mail = reply_of()
    before = send(mail, TEN_PAST, Refused("550 no")).handed[0][2]
    assert undelivered.send_again(message, at=later(days=3)) == 1
    after = send(mail, later(days=3)).handed[0][2]
    assert after == before
    assert (mail.state, mail.created_at, mail.again_at) == (State.SENT, TEN_PAST, later(days=3))


def test_sent_again_it_has_two_days_anew_and_may_warn_and_fail_anew() -> None:
    message, mail = failed()
    undelivered.send_again(message, at=later(days=3))
    assert open_alerts() == 0
    send(mail, later(days=3), Deferred("451 later"))
    assert (mail.state, open_alerts()) == (State.DEFERRED, 0)
    send(mail, later(days=3, hours=4), Deferred("451 later"))
    assert open_alerts() == 1
    send(mail, later(days=3, hours=5), Refused("550 no"))
    assert Alert.objects.filter(headline__startswith="Not delivered").count() == 2


def test_two_clicks_send_once() -> None:
    message, _ = failed()
    assert [undelivered.send_again(message, at=later(hours=1)) for _ in range(2)] == [1, 0]


def test_to_another_address_it_is_the_same_mail_to_nobody_else() -> None:
    message, first = failed()
    undelivered.send_elsewhere(message, "uma@home.example", actor=cast.ada(), at=later(hours=1))
    second = OutboundMail.objects.get(recipient="uma@home.example")
    [arrived] = send(second, later(hours=1)).mails
    assert arrived["Message-ID"] == first.header_id
    assert arrived["To"].addresses[0].addr_spec == "uma@home.example"
    assert (open_alerts(), counted(cast.ada())) == (0, 0)
    names = Event.objects.filter(name__in=["email.settled", "email.sent_elsewhere"]).order_by("id")
    assert list(names.values_list("name", flat=True)) == ["email.settled", "email.sent_elsewhere"]


@pytest.mark.parametrize("address", ["uma@customer.example", "UMA@customer.example ", "nobody", "a b@c.example", ""])
def test_where_it_cannot_go_nothing_changes(address: str) -> None:
    message, mail = failed()
    with pytest.raises(AgainError):
        undelivered.send_elsewhere(message, address, actor=cast.ada(), at=later(hours=1))
    mail.refresh_from_db()
    assert (mail.settled_at, OutboundMail.objects.filter(message=message).count(), open_alerts()) == (None, 1, 1)


def test_settled_it_troubles_nobody_any_more() -> None:
    message, _ = failed()
    assert counted(cast.ada()) == 1
    assert undelivered.settle(message, actor=cast.ada(), at=later(hours=1)) == 1
    assert (open_alerts(), counted(cast.ada()), reads.troubled(later(hours=1)).failed) == (0, 0, 0)
    assert undelivered.settle(message, actor=cast.ada(), at=later(hours=1)) == 0


def test_what_was_delivered_can_neither_be_sent_again_nor_settled() -> None:
    message, mail = reply_of()
    send(mail, TEN_PAST)
    assert (
        undelivered.send_again(message, at=later(hours=1))
        == undelivered.settle(message, actor=cast.ada(), at=later(hours=1))
        == 0
    )


@pytest.mark.parametrize(("on_duty", "who"), [(True, ["ada"]), (False, ["ada", "mo"])])
def test_leads_on_duty_hear_too_while_the_author_is_off_duty(on_duty: bool, who: list[str]) -> None:
    cast.mo()
    author = cast.ada()
    author.on_duty = on_duty
    author.save()
    failed()
    told = Alert.objects.filter(headline__startswith="Not delivered").values_list("user__email", flat=True)
    assert sorted(told) == [f"{name}@desk.example" for name in who]


def test_the_alert_says_what_to_do() -> None:
    failed()
    assert "There is no mailbox uma@customer.example" in Alert.objects.get().body


def test_a_reply_that_was_never_tried_is_told_of_after_four_hours_once() -> None:
    _, mail = reply_of()
    OutboundMail.objects.update(due_at=later(days=9), error="mail.example allows 500 an hour.")
    counts = []
    for at in (later(hours=4, minutes=9), later(hours=4, minutes=10), later(hours=4, minutes=11)):
        deliver_due(limit=10, clock=lambda at=at: at)  # type: ignore[misc]
        counts.append(open_alerts())
    assert counts == [0, 1, 1]
    mail.refresh_from_db()
    assert mail.tries == 0


def test_trouble_is_counted_by_what_it_is() -> None:
    assert reads.troubled(TEN_PAST).is_calm
    failed()
    _, silent = reply_of(cast.conversation(cast.SOL))
    send(silent, TEN_PAST, Unknown("no answer"))
    assert reads.troubled(TEN_PAST).unknown == 0  # it is tried once more
    send(silent, later(minutes=25), Unknown("no answer"))
    _, late = reply_of(cast.conversation(cast.REX))
    OutboundMail.objects.filter(kind="alert").update(state=State.SENT)
    found = reads.troubled(later(hours=4, minutes=10))
    assert (found.failed, found.unknown, found.late, found.waiting, found.oldest) == (1, 1, 1, 1, TEN_PAST)
    assert counted(cast.ada()) == 2
    assert late.state == State.QUEUED


def test_an_outsourced_agent_counts_only_what_they_see() -> None:
    failed()
    assert (counted(cast.pat()), counted(cast.ada())) == (0, 1)
    assert reads.page(cast.pat(), before=None, size=5) == []


def test_the_list_is_paged_without_gaps() -> None:
    for number in range(5):
        _, mail = reply_of(cast.conversation((f"C{number}", f"c{number}@customer.example")))
        send(mail, TEN_PAST, Refused("550 no"))
    seen: list[int] = []
    before: tuple[datetime, int] | None = None
    while found := reads.page(cast.ada(), before=before, size=2):
        seen += [one.pk for one in found]
        before = (found[-1].last_message_at, found[-1].pk)
    assert len(seen) == len(set(seen)) == 5
