"""One network cannot keep the listener busy alone; whoever has to wait loses nothing."""

import smtplib
import socket

import pytest

from rapport.channels.email.listener import doors, pace
from rapport.channels.email.listener.pace import Pace, is_our_own, network_of
from rapport.channels.email.models import RawMail
from rapport.platform import disk
from tests.cast import inbox
from tests.mailroom import listening, mail

HELP = "help@desk.example"
ELSEWHERE = "93.184.216.34"


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("a socket", "a socket"),
    ],
)
def test_a_network_is_what_one_sender_has_many_addresses_of(peer: str, network: str) -> None:
    assert network_of(peer) == network


def test_this_machine_and_its_neighbours_bring_everybodys_mail() -> None:
    assert all(map(is_our_own, ["127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "172.17.0.2", "fd00::1", ""]))
    assert not any(map(is_our_own, [ELSEWHERE, "2606:2800:220:1::1"]))


def test_a_network_has_its_share_of_each_minute() -> None:
    now = [0.0]
    mine = Pace(3, lambda: now[0])
    assert [mine.allows("93.184.216.34") for _ in range(4)] == [True, True, True, False]
    assert mine.allows("93.184.216.99") is False, "the same network"
    assert mine.allows("93.184.217.1") is True
    assert all(mine.allows("127.0.0.1") for _ in range(1000))
    now[0] = 60.0
    assert mine.allows("93.184.216.34") is True


def test_networks_that_are_gone_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_NETWORKS", 10)
    now = [0.0]
    mine = Pace(3, lambda: now[0])
    for minute in range(30):
        now[0] = minute * 60.0
        mine.allows(f"93.184.{minute}.1")
    assert len(mine._began) <= 11


@pytest.mark.lab
@pytest.mark.django_db(transaction=True)
def test_who_is_too_fast_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "is_our_own", lambda _: False)
    inbox()
    with listening(mails_a_minute=3) as port, smtplib.SMTP("127.0.0.1", port) as peer:
        for _ in range(3):
            peer.sendmail("a@b.example", [HELP], mail())
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            peer.sendmail("a@b.example", [HELP], mail())
        assert refused.value.smtp_code == 452
        assert b"Send this one again in a minute" in bytes(refused.value.smtp_error)
    assert RawMail.objects.count() == 3


@pytest.mark.lab
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_from_this_machine_are_never_slowed_down() -> None:
    inbox()
    with listening(mails_a_minute=1) as port:
        peers = [smtplib.SMTP("127.0.0.1", port) for _ in range(8)]
        for _ in range(5):
            for peer in peers:
                peer.sendmail("a@b.example", [HELP], mail())
        for peer in peers:
            peer.quit()
    assert RawMail.objects.count() == 40


@pytest.mark.lab
@pytest.mark.django_db(transaction=True)
def test_all_places_taken_is_said_with_421(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "CONNECTIONS", 2)
    with listening() as port:
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
        assert all(peer.recv(3) == b"220" for peer in held)
        with socket.create_connection(("127.0.0.1", port)) as third:
            assert b"421 4.7.0 Too many" in third.makefile("rb").read()
        for peer in held:
            peer.close()


@pytest.mark.lab
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lmtp", [False, True], ids=["smtp", "lmtp"])
def test_large_mail_waits_with_its_sender_when_the_disk_is_nearly_full(
    lmtp: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox()
    share = [0.049]
    monkeypatch.setattr(disk, "free_share", lambda _=None: share[0])
    large = mail(text="x" * 1_100_000)
    with listening(lmtp=lmtp) as port, (smtplib.LMTP if lmtp else smtplib.SMTP)("127.0.0.1", port) as peer:
        peer.ehlo() if not lmtp else peer.docmd("LHLO", "x")
        assert peer.docmd("MAIL", f"FROM:<a@b.example> SIZE={len(large)}")[0] == 452
        peer.docmd("MAIL", "FROM:<a@b.example>")
        peer.docmd("RCPT", f"TO:<{HELP}>")
        assert peer.data(large)[0] == 452, "also where no size was told"
        peer.docmd("RSET")
        peer.sendmail("a@b.example", [HELP], mail())
        share[0] = 0.051
        peer.sendmail("a@b.example", [HELP], large)
    assert [size > 1_000_000 for size in RawMail.objects.order_by("id").values_list("size", flat=True)] == [False, True]
