"""S23: an odd address is read exactly or not at all, never as somebody else's (CVE-2023-27043 and kin)."""

from __future__ import annotations

import pytest

from rapport.channels.email.parse import Address, parse
from rapport.conversations.models import Message
from tests.cast import conversation
from tests.mailroom import hand_in, read, secret_address

UNKNOWN = [
    "alice@good.example)bob@evil.example", "alice@good.example(bob@evil.example", "alice@good.example]bob@evil.example",
    "alice@good.example>bob@evil.example", "<alice@good.example>bob@evil.example", "a@b@c", "<a@b@c>", "a@b@c.example",
    "alice@good.example@evil.example", "<alice@good.example><bob@evil.example>", "alice@good.example bob@evil.example",
    "@good.example", "alice@", "alice", "<>", "alice@good..example", "alice.@good.example", ".alice@good.example",
    "al..ice@good.example", "alice@-good.example", "alice@good.example-", "alice@good_example-", "alice @good.example",
    "alice@ good.example", "alice@good.exa mple", '"alice@good.example', "alice\\@good.example", "alice@good.example/",
    '"bob@evil.example"@good.example', "alice(comment)@good.example", "<alice@good.example", "alice@good.example\\",
    "<alice(@good.example)@evil.example>", "mailto:alice@good.example@evil", "alice@good.example%",
]  # fmt: skip
EXACT = [
    ("alice@good.example", "alice@good.example"), ("<alice@good.example>", "alice@good.example"),
    ("alice@good.example (bob@evil.example)", "alice@good.example"),
    ('"bob@evil.example" <alice@good.example>', "alice@good.example"),
    ("bob@evil.example <alice@good.example>", "alice@good.example"), ("a+b_c=d@good.example", "a+b_c=d@good.example"),
    ('"alice b"@good.example', '"alice b"@good.example'), ("alice@[192.0.2.1]", "alice@[192.0.2.1]"),
    ("alice@good.example,", "alice@good.example"), ("(x) alice@good.example", "alice@good.example"),
    ("((a)(b)) <alice@good.example>", "alice@good.example"), ("аlice@good.example", "аlice@good.example"),
    ("<@relay.example:alice@good.example>", "alice@good.example"), ("root@localhost", "root@localhost"),
]  # fmt: skip


@pytest.mark.parametrize("written", UNKNOWN)
def test_a_confusing_address_is_unknown(written: str) -> None:
    assert parse(f"From: {written}\n\nx".encode()).from_.address in ("", written.strip("<>"))
    assert parse(f"From: {written}\n\nx".encode()).from_.address not in ("alice@good.example", "bob@evil.example")


@pytest.mark.parametrize(("written", "address"), EXACT)
def test_an_odd_but_exact_address_is_read(written: str, address: str) -> None:
    assert parse(f"From: {written}\n\nx".encode()).from_.address == address


def test_a_look_alike_is_another_person() -> None:
    assert Address("", "аlice@good.example").key != Address("", "alice@good.example").key
    assert Address("", "alice@gооd.example").key != Address("", "alice@good.example").key


def test_an_odd_address_before_an_exact_one_hides_it() -> None:
    assert parse(b"From: alice@good.example)x, bob@evil.example\n\nx").from_.address == ""


@pytest.mark.django_db
def test_no_odd_address_is_taken_for_somebody_we_know() -> None:
    known = {address: conversation(("", address)).customer_id for address in ("alice@good.example", "bob@evil.example")}
    exact = unknown = 0
    for message in came([*UNKNOWN, *(written for written, _ in EXACT)], "help@desk.example"):
        whose, sender = message.conversation.customer_id, message.from_address
        assert whose == known.get(sender, whose)
        assert sender in dict(EXACT).values() or whose not in known.values()
        exact, unknown = exact + (sender in known), unknown + (whose not in known.values())
    print(f"\nS23, {exact + unknown} addresses: {exact} exact, {unknown} nobody we know, 0 somebody else")
    assert exact + unknown == len(UNKNOWN) + len(EXACT) >= 30


@pytest.mark.django_db
def test_no_odd_address_speaks_in_a_conversation() -> None:
    messages = came(UNKNOWN, secret_address(conversation(("Alice", "alice@good.example"))))
    assert [(message.held, message.trust) for message in messages] == [(True, Message.Trust.STRANGER)] * len(UNKNOWN)


def came(senders: list[str], to: str) -> list[Message]:
    """What became of a mail from each of these, all read at once."""
    for number, written in enumerate(senders):
        head = f"From: {written}\r\nTo: {to}\r\nMessage-ID: <{number}@x.example>\r\n"
        hand_in(f"{head}\r\nHello {number}".encode(), to)
    assert read() == len(senders)
    return list(Message.objects.filter(raw_mail__isnull=False).select_related("conversation").order_by("id"))
