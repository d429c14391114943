"""F03: what the server has and we have not is found and fetched, and nothing else is fetched again."""

from datetime import timedelta
from itertools import product

import pytest

from rapport.alerts.models import Alert
from rapport.channels.email import imap, mailbox, reconcile
from rapport.channels.email.models import MailAccount, RawMail
from rapport.channels.email.rounds import Doubts
from rapport.conversations.models import Message
from rapport.flows import intake_is_hindered
from rapport.platform import secrets
from tests.cast import ada, inbox, later, mo
from tests.imap_peer import PASSWORD, USER, Box, imap_server
from tests.labs import sized, whole_or_some
from tests.mailroom import mail, read

pytestmark = pytest.mark.django_db
MAILS = sized(50, least=15)
SERVERS = ["IMAP4rev1 MOVE UIDPLUS", "IMAP4rev1 UIDPLUS", "IMAP4rev1"]


def account(port: int, processed: str = "Processed") -> MailAccount:
    return MailAccount.objects.create(
        inbox=inbox(),
        host="127.0.0.1",
        port=port,
        security="plain",
        username=USER,
        sealed_password=secrets.seal(PASSWORD),
        processed_folder=processed,
    )


def fetch(of: MailAccount, **after: float) -> None:
    """One look of the account's thread."""
    box = mailbox.connect(imap.login_of(of))
    try:
        imap.fetch_all(of, box, at_source=lambda: later(**after))
        reconcile.when_due(of, box, at_source=lambda: later(**after), doubts=Doubts())
    finally:
        mailbox.leave(box)


CASES = list(product(SERVERS, ["Processed", ""], [1, 0]))


@pytest.mark.parametrize(("capabilities", "processed", "seconds"), whole_or_some(CASES, [0, 9, 10]))
def test_ten_that_vanish_come_back(capabilities: str, processed: str, seconds: int) -> None:
    box = Box(capabilities=capabilities)
    for number in range(MAILS):
        box.put(mail(message_id=f"<f03-{number}@customer.example>"), f"04-Mar-2026 11:00:{number * seconds:02} +0000")
    with imap_server(box) as port:
        mine = account(port, processed)
        fetch(mine, minutes=1)
        read(later(minutes=2))
        RawMail.objects.filter(pk__in=[mail.pk for mail in RawMail.objects.all()[:10]]).delete()
        assert RawMail.objects.count() == MAILS - 10
        before = len(box.commands)
        fetch(mine, minutes=10)
        if processed:
            assert RawMail.objects.count() == MAILS - 10, "not due yet"
        fetch(mine, minutes=16)
        again = sum("BODY" in command for command in box.commands[before:])
        found = RawMail.objects.count() - (MAILS - 10)
        read(later(minutes=20))
        doubled = Message.objects.count() - MAILS
        fetch(mine, minutes=40)
        mine.refresh_from_db()
    where = f"{capabilities}; {processed or 'left in place'}; {'times differ' if seconds else 'all at once'}"
    print(f"\nF03 ({where}): {found}/10 found again, {again} mails transferred for it, {doubled} doubled")
    assert (found, doubled, RawMail.objects.count()) == (10, 0, MAILS)
    assert (mine.missing, mine.missing_since, mine.reconciled_at) == (0, None, later(minutes=40))
    assert Message.objects.filter(raw_mail=None).count() == 0, "each message has its raw mail again"


def test_a_mail_that_was_never_seen_in_the_folder_for_fetched_mail_comes_in() -> None:
    """Another client moved it there before we came."""
    box = Box()
    box.folders["Processed"] = {7: mail(message_id="<strange@customer.example>")}
    with imap_server(box) as port:
        fetch(account(port), minutes=1)
    read(later(minutes=2))
    assert [message.message_id for message in Message.objects.all()] == ["<strange@customer.example>"]


def test_a_quiet_mailbox_is_compared_without_a_single_transfer() -> None:
    box = Box(capabilities="IMAP4rev1 UIDPLUS")
    for _ in range(30):
        box.put(mail())
    with imap_server(box) as port:
        mine = account(port)
        fetch(mine, minutes=1)
        fetched = sum("BODY" in command for command in box.commands)
        fetch(mine, minutes=20)
        assert sum("BODY" in command for command in box.commands) == fetched == 30


def test_leads_hear_once_of_what_stays_missing_and_when_it_is_over() -> None:
    lead, agent = mo(), ada()
    box = Box(refused={2})
    for _ in range(3):
        box.put(mail())
    with imap_server(box) as port:
        mine = account(port)
        for minute in (0, 16, 32, 48):
            fetch(mine, minutes=minute)
            mine.refresh_from_db()
            intake_is_hindered.sweep(at=later(minutes=minute))
            assert Alert.objects.count() == (1 if minute >= 20 else 0)
        alert = Alert.objects.get()
        assert (alert.user, alert.kind, alert.headline) == (
            lead,
            Alert.Kind.MAILBOX,
            "1 mail for help@desk.example cannot be fetched",
        )
        assert alert.outbound.count() == 1
        assert agent not in {row.user for row in Alert.objects.all()}
        box.refused.clear()
        fetch(mine, minutes=64)
        intake_is_hindered.sweep(at=later(minutes=64))
    alert.refresh_from_db()
    assert alert.settled_at == later(minutes=64)
    assert mine.missing == 0
    assert timedelta(0) < reconcile.EVERY <= timedelta(minutes=15)
