"""D10: what a provider's refusal means is said in words that help."""

import pytest

from rapport.channels.email import advice

REFUSALS = {
    "550-5.7.26 This mail has been blocked because the sender is unauthenticated. gsmtp": ("Gmail", "DKIM"),
    "550 5.7.26 Unauthenticated email from desk.example is not accepted due to domain's DMARC policy": ("", "DMARC"),
    "554 5.7.9 Message not accepted for policy reasons. See https://senders.yahooinc.com": ("Yahoo", "unwanted"),
    "550 5.7.515 Access denied, sending domain DESK.EXAMPLE does not meet the required authentication level.": (
        "Microsoft",
        "SPF",
    ),
    "550 5.7.509 Access denied, sending domain does not pass DMARC verification": ("Microsoft", "DMARC"),
    "550-5.7.25 The IP address sending this message does not have a PTR record setup. gsmtp": ("Gmail", "PTR"),
    "550 5.7.1 Our system has detected that this message is likely unsolicited mail. gsmtp": ("Gmail", "unwanted"),
    "550 5.7.606 Access denied, banned sending IP": ("", "block list"),
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org": ("", "block list"),
    "550 5.7.60 SMTP; Client does not have permissions to send as this sender": ("", "own mail server"),
    "554 5.7.1 <uma@customer.example>: Relay access denied": ("", "own mail server"),
    "550 5.1.1 <uma@customer.example>: Recipient address rejected: User unknown": ("", "no mailbox uma@"),
    "550-5.1.1 The email account that you tried to reach does not exist. gsmtp": ("", "no mailbox uma@"),
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup": ("", "customer.example"),
    "552 5.2.2 The email account that you tried to reach is over quota": ("", "mailbox is full"),
    "552 5.3.4 Message size exceeds fixed limit": ("", "too large"),
    "5.1.2 Host or domain name not found. Name service error for name=customer.example": ("", "takes no mail"),
    "550 5.7.29 requires a TLS connection": ("", "TLS only"),
}


@pytest.mark.parametrize("error", REFUSALS)
def test_a_refusal_is_explained(error: str) -> None:
    who, words = REFUSALS[error]
    said = advice.of(error, "uma@customer.example")
    assert words in said
    assert who in said
    assert "{" not in said


def test_the_domain_s_own_fault_points_to_the_doctor() -> None:
    assert "rapport doctor" in advice.of("550 5.7.26 unauthenticated", "uma@gmail.com")
    assert advice.of("550 5.7.26 unauthenticated", "uma@gmail.com").startswith("Gmail refused it")


@pytest.mark.parametrize("error", ["", "550 no", "554 5.0.0 refused", "451 4.7.1 greylisted"])
def test_of_what_is_not_known_nothing_is_claimed(error: str) -> None:
    assert advice.of(error, "uma@customer.example") == ""
