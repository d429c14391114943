"""S32: a storm of mails does not become a storm of notices: few mails to each agent, none twice, none about notices."""

from collections import Counter
from datetime import datetime

import pytest

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email import addresses
from rapport.channels.email.actions.notices import MOST_IN_WINDOW
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.queries import places
from rapport.conversations.models import Message
from rapport.flows.deliver_message import deliver
from rapport.flows.mail_is_read import mail_cannot_be_read
from rapport.flows.raise_alert import raise_alert
from rapport.team.models import Role, User
from tests import cast, mailroom
from tests.cast import NOON, later
from tests.channels.email.outgoing import Letterbox, body
from tests.labs import sized

pytestmark = pytest.mark.django_db
AGENTS = 20


def leads(count: int) -> list[User]:
    return [
        User.objects.create(email=f"lead{number}@desk.example", name=f"Lead {number}", role=Role.LEAD)
        for number in range(count)
    ]


def news(number: int) -> News:
    return News(
        Alert.Kind.UNREADABLE, f"happening-{number}", f"Happening {number:04} went wrong", f"/conversations/R-{number}"
    )


def send_all(until: datetime) -> Letterbox:
    """Deliver whatever is due at some time until then, in order."""
    box = Letterbox()
    for mail in OutboundMail.objects.filter(state="queued", due_at__lte=until).order_by("due_at", "id"):
        deliver(mail.pk, clock=lambda moment=mail.due_at: moment, carrier=box)  # type: ignore[misc]
    return box


def told(box: Letterbox) -> Counter[tuple[str, str]]:
    """How often each user was told of each happening."""
    found: Counter[tuple[str, str]] = Counter()
    for mail in box.mails:
        recipient = mail["To"].addresses[0].addr_spec
        words = f"{mail['Subject']}\n{body(mail)}"
        found.update({(recipient, part[:4]) for part in words.split("Happening ")[1:]})
    return found


def test_a_thousand_mails_in_a_minute_are_at_most_twelve_mails_to_each_of_twenty_agents() -> None:
    people, mails = leads(AGENTS), sized(1000, least=120)
    cast.inbox()
    for number in range(mails):
        at = later(seconds=60 * number / mails)
        broken = number % 2 == 0
        cast.arrives(
            (f"P{number}", f"p{number}@customer.example"),
            received_at=at,
            unreadable="It has no end." if broken else "",
            subject="Terrible, I want to complain",
        )
    box = send_all(later(minutes=30))
    each = Counter(str(mail["To"]) for mail in box.mails)
    subjects = Counter((str(mail["To"]), str(mail["Message-ID"])) for mail in box.mails)
    alerts = Alert.objects.count()
    print(
        f"\nS32: {mails} mails in 60 s, half of them unreadable, {AGENTS} agents, {alerts} alerts in the app: "
        f"at most {max(each.values())} mails to an agent, {sum(n - 1 for n in subjects.values())} twice"
    )
    assert len(each) == len(people)
    assert max(each.values()) <= 12
    assert max(subjects.values()) == 1
    assert alerts == AGENTS * mails // 2


def test_every_happening_is_told_once_however_fast_they_come() -> None:
    people = leads(2)
    for number in range(45):
        for _ in range(3):
            raise_alert(news(number), people, at=later(seconds=number))
    box = send_all(later(minutes=30))
    assert len(box.mails) == 2 * (MOST_IN_WINDOW + 1)
    assert told(box) == Counter({(user.email, f"{number:04}"): 1 for user in people for number in range(45)})


def test_the_collecting_mail_names_what_it_collects_with_a_way_there() -> None:
    [lead] = leads(1)
    for number in range(13):
        raise_alert(news(number), [lead], at=later(seconds=number))
    digest = send_all(later(minutes=30)).mails[-1]
    assert digest["Subject"] == "3 more alerts"
    assert digest["Auto-Submitted"] == "auto-generated"
    text = body(digest)
    for number in (10, 11, 12):
        assert f"Happening {number:04} went wrong\nhttp" in text
        assert f"/conversations/R-{number}" in text
    assert "Happening 0009" not in text
    assert "/alerts/" in text


def test_one_alone_that_was_to_be_collected_is_told_as_itself() -> None:
    [lead] = leads(1)
    for number in range(11):
        raise_alert(news(number), [lead], at=later(seconds=number))
    assert send_all(later(minutes=30)).mails[-1]["Subject"] == "Happening 0010 went wrong"


def test_a_very_long_list_is_cut_and_says_so() -> None:
    [lead] = leads(1)
    for number in range(100):
        raise_alert(news(number), [lead], at=later(seconds=number))
    text = body(send_all(later(minutes=30)).mails[-1])
    assert text.count("Happening") == 50
    assert "… and 40 more." in text


def test_a_storm_of_half_an_hour_stays_small_and_loses_nothing() -> None:
    [lead] = leads(1)
    for number in range(120):
        raise_alert(news(number), [lead], at=later(seconds=15 * number))
    box = send_all(later(hours=2))
    assert len(box.mails) <= 6 * (MOST_IN_WINDOW + 1)
    assert set(told(box).values()) == {1}
    assert len(told(box)) == 120


def test_a_calm_day_has_a_mail_for_each() -> None:
    [lead] = leads(1)
    for number in range(30):
        raise_alert(news(number), [lead], at=later(minutes=number))
    assert len(send_all(later(hours=2)).mails) == 30


def bounce_of(mail: OutboundMail) -> str:
    return addresses.bounce_address(
        mail.bounce_key, inbox_address="help@desk.example", reply_domain="reply.desk.example"
    )


def report(to: str) -> bytes:
    return mailroom.mail(
        ("Mail Delivery System", "MAILER-DAEMON@mx.example"),
        to,
        ("X-Failed-Recipients", "lead0@desk.example"),
        subject="Undelivered Mail Returned to Sender",
        text="The mail could not be delivered: mailbox is full.",
    )


def test_the_return_of_a_notice_is_kept_and_notifies_nobody() -> None:
    [lead] = leads(1)
    cast.inbox()
    raise_alert(news(1), [lead], at=NOON)
    notice = OutboundMail.objects.get()
    before = Alert.objects.count()
    for _ in range(3):
        kept = mailroom.comes(report(bounce_of(notice)), bounce_of(notice), envelope_from="")
        assert kept.origin == Message.Origin.BOUNCE
    assert Alert.objects.count() == before
    assert OutboundMail.objects.count() == 1


@pytest.mark.parametrize("envelope_from", ["", "MAILER-DAEMON@mx.example", "someone@mx.example"])
def test_one_that_cannot_be_read_is_shown_in_the_app_and_mailed_to_nobody(envelope_from: str) -> None:
    """Or each notice about an unreadable return would return, unreadable."""
    [lead] = leads(1)
    cast.inbox()
    raise_alert(news(1), [lead], at=NOON)
    to = bounce_of(OutboundMail.objects.get())
    raw = mailroom.hand_in(report(to), to, envelope_from=envelope_from)
    mail_cannot_be_read(raw, None, "It has no end.", places(), at=later(minutes=1))
    assert Alert.objects.filter(kind=Alert.Kind.UNREADABLE).count() == 2
    assert OutboundMail.objects.count() == 1


def test_other_unreadable_mail_is_mailed_about() -> None:
    leads(1)
    cast.inbox()
    raw = mailroom.hand_in(mailroom.mail())
    mail_cannot_be_read(raw, None, "It has no end.", places(), at=later(minutes=1))
    assert OutboundMail.objects.filter(kind="alert").count() == 1
