"""F02: what a server does with its numbers while we fetch loses nothing and doubles nothing."""

from itertools import product

import pytest

from rapport.channels.email import imap, mailbox
from rapport.channels.email.models import MailAccount, RawMail
from rapport.conversations.models import Message
from rapport.platform import secrets
from tests.cast import inbox, later
from tests.imap_peer import PASSWORD, USER, Box, imap_server
from tests.labs import sized, whole_or_some
from tests.mailroom import mail, read

pytestmark = pytest.mark.django_db
BUMPS = sized(20, least=3)
SERVERS = ["IMAP4rev1 MOVE UIDPLUS", "IMAP4rev1 MOVE", "IMAP4rev1"]


def account(port: int, processed: str) -> MailAccount:
    return MailAccount.objects.create(
        inbox=inbox(),
        host="127.0.0.1",
        port=port,
        security="plain",
        username=USER,
        sealed_password=secrets.seal(PASSWORD),
        processed_folder=processed,
    )


def fetch(of: MailAccount) -> None:
    box = mailbox.connect(imap.login_of(of))
    try:
        imap.fetch_all(of, box, at_source=lambda: later(days=1))
    finally:
        mailbox.leave(box)


def judge(names: set[str], words: str) -> None:
    read(later(days=2))
    found = list(Message.objects.values_list("message_id", flat=True))
    lost, doubled = len(names - set(found)), len(found) - len(set(found))
    print(f"\nF02: {words}: {len(names)} mails, {lost} lost, {doubled} doubled")
    assert (lost, doubled) == (0, 0)


@pytest.mark.parametrize("processed", ["Processed", ""], ids=["moved", "left in place"])
def test_mail_that_comes_and_goes_while_others_are_fetched(processed: str) -> None:
    box, names, gone = Box(), set[str](), set[str]()

    def add(number: int) -> int:
        names.add(f"<f02-{number}@customer.example>")
        return box.put(mail(message_id=f"<f02-{number}@customer.example>"))

    def meddle(uid: int) -> None:
        """Somebody else's client deletes a mail that was listed, and a new one arrives."""
        victim = uid + 2
        if uid % 5 == 0 and victim in box.folders["INBOX"] and len(gone) < 8:
            del box.folders["INBOX"][victim]
            gone.add(f"<f02-{victim}@customer.example>")
            add(100 + uid)

    for number in range(1, 51):
        add(number)
    box.on_fetch = meddle
    with imap_server(box) as port:
        mine = account(port, processed)
        for _ in range(4):
            fetch(mine)
    assert len(gone) == 8
    judge(names - gone, "8 expunged and 8 inserted during the fetch")


def test_one_of_fifty_that_nobody_can_read_is_all_that_waits() -> None:
    box, names = Box(refused={25}), {f"<f02-{number}@customer.example>" for number in range(1, 51)}
    for number in range(1, 51):
        box.put(mail(message_id=f"<f02-{number}@customer.example>"))
    with imap_server(box) as port:
        mine = account(port, "Processed")
        fetch(mine)
        assert RawMail.objects.count() == 49
        box.refused.clear()
        fetch(mine)
    judge(names, "1 of 50 refused, then given")


@pytest.mark.parametrize(
    ("capabilities", "processed"), whole_or_some(list(product(SERVERS, ["Processed", ""])), [0, 5])
)
def test_new_uidvalidity_twenty_times(capabilities: str, processed: str) -> None:
    box, names = Box(capabilities=capabilities), set[str]()
    with imap_server(box) as port:
        mine = account(port, processed)
        for number in range(BUMPS):
            for part in range(3):
                # Without a Message-ID, only the bytes tell that it is the same mail again.
                name = f"<f02-{number}-{part}@customer.example>" if part else ""
                names |= {name} - {""}
                box.put(mail(message_id=name, text=f"Number {number}, part {part}."))
            fetch(mine)
            box.renumber()
            fetch(mine)
    assert RawMail.objects.count() == 3 * BUMPS
    read(later(days=2))
    without_id = Message.objects.filter(message_id__startswith="<f02-").count()
    assert Message.objects.count() - without_id == BUMPS
    Message.objects.exclude(message_id__startswith="<f02-").delete()
    judge(names, f"UIDVALIDITY changed {BUMPS} times ({capabilities}; {processed or 'left in place'})")
