"""F01: the fetcher is killed between reading a mail, storing it and moving it away. Each mail comes in exactly once."""

import random
import time

import pytest

from rapport.channels.email.models import MailAccount, RawMail
from rapport.conversations.models import Message
from rapport.platform import clock, secrets
from tests.cast import inbox
from tests.imap_peer import PASSWORD, USER, Box, imap_server
from tests.killing import victim
from tests.labs import sized
from tests.mailroom import mail, read
from tests.patience import PATIENCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lab]
MAILS, KILLS = sized(500), sized(200)
ROUNDS = sized(20, least=5)
FETCH = """
import threading
from rapport.channels.email import imap
from rapport.channels.email import rounds; rounds.BATCH_MAILS = 5
imap.run_accounts(threading.Event())
"""


@pytest.mark.parametrize("processed", ["Processed", ""], ids=["moved", "left in place"])
def test_kills_lose_and_double_nothing(processed: str) -> None:
    box = Box()
    mails, kills = (MAILS, KILLS) if processed else (MAILS // 5, max(ROUNDS, KILLS // 5))
    ids = [f"<f01-{number}@customer.example>" for number in range(mails)]
    waiting = [mail(message_id=name) for name in ids]
    chance = random.Random(1)
    with imap_server(box) as port:
        account(port, processed)
        with victim(FETCH, first="from rapport.channels.email import imap; import tests.mailroom") as fetcher:
            for _ in range(ROUNDS):
                for _ in range(mails // ROUNDS):
                    box.put(waiting.pop())
                fetcher.kill_often(kills // ROUNDS, chance=chance, within=0.15, busy=lambda: bool(box.folders["INBOX"]))
            wait_until(lambda: RawMail.objects.count() >= mails)
            wait_until(lambda: not processed or not box.folders["INBOX"])
    assert read(clock.now()) == mails
    found = list(Message.objects.values_list("message_id", flat=True))
    lost, doubled = len(set(ids) - set(found)), len(found) - len(set(found))
    print(f"\nF01 ({processed or 'left in place'}): {mails} mails, {fetcher.kills} kills of the fetcher, ", end="")
    print(f"{fetcher.in_hand} with mail in hand: {lost} lost, {doubled} doubled")
    assert (lost, doubled, RawMail.objects.count()) == (0, 0, mails)
    assert fetcher.kills == kills
    assert len(box.folders["INBOX"]) + len(box.folders.get("Processed", {})) == mails, "the server keeps every mail"


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


def wait_until(is_so: "object", seconds: float = 3 * PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < end, f"{RawMail.objects.count()} mails are stored"
        time.sleep(0.05)
