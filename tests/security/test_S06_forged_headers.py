"""S06: headers that a sender can write himself prove nothing."""

import pytest
from pytest_django.fixtures import Settings

from rapport.conversations.models import Message
from tests.cast import conversation
from tests.mailroom import replies

pytestmark = pytest.mark.django_db
Trust = Message.Trust


def result(words: str, server: str = "mx.our") -> tuple[str, str]:
    return ("Authentication-Results", f"{server}; {words} header.from=customer.example")


@pytest.mark.parametrize(
    ("top", "trust"),
    [
        (result("dmarc=fail"), Trust.FAILED),
        (result("dmarc=none"), Trust.UNCHECKED),
        (result("dmarc=pass", "mx.other"), Trust.UNCHECKED),
        (result("dmarc=fail", "mx.other"), Trust.UNCHECKED),
        (("Authentication-Results", "garbage ;;; = dmarc=pass"), Trust.UNCHECKED),
        (("Authentication-Results", "garbage ;;; = dmarc=fail"), Trust.FAILED),
    ],
)
def test_a_forged_pass_below_the_real_result_counts_for_nothing(
    settings: Settings, top: tuple[str, str], trust: str
) -> None:
    settings.RAPPORT_AUTHSERV_ID = "mx.our"
    message = replies(conversation(), top, result("dmarc=pass"))
    assert (message.trust, message.held) == (trust, True)


FORGED = [
    ("X-Rapport-Trust", "proven"),
    ("X-Rapport-Verified", "yes"),
    ("X-Rapport-Auth", "dmarc=pass"),
    ("X-Rapport-Conversation", "1"),
    ("X-Rapport-Customer", "1"),
    ("X-Rapport-User", "ada@desk.example"),
    ("X-Rapport-Agent", "ada@desk.example"),
    ("X-Rapport-Role", "owner"),
    ("X-Rapport-Held", "false"),
    ("X-Rapport-Inbox", "1"),
    ("X-Rapport-Kind", "reply"),
    ("X-Rapport-Origin", "human"),
    ("X-Rapport-Close", "yes"),
]


def test_thirteen_headers_of_our_name_change_nothing(settings: Settings) -> None:
    settings.RAPPORT_AUTHSERV_ID = "mx.our"
    plain, forged = replies(conversation()), replies(conversation(), *FORGED)
    same = ("kind", "origin", "trust", "held", "author_id", "hint", "unreadable", "text")
    assert [getattr(forged, name) for name in same] == [getattr(plain, name) for name in same]
    assert "X-Rapport" not in forged.text + forged.html
