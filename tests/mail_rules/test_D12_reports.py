"""D12: reports are read by RFC 3464 first, and no answer of a person is taken for one."""

import pytest

from bench import mail_corpora
from rapport.channels.email.parse import Inbound, parse
from tests.language.correspondence import TONGUES

DATA = mail_corpora.shared_folder() / "data"
REPORT = (
    b"From: MAILER-DAEMON@mx.example\r\nSubject: %s\r\nContent-Type: multipart/report; report-type=delivery-status;"
    b' boundary="b"\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n'
    b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; uma@customer.example\r\nAction: %s\r\n"
    b"Status: %s\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    b"Message-ID: <one@desk.example>\r\n\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("action", "status"), [("failed", "5.1.1"), ("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0")]
)
def test_the_fields_of_a_report_are_read(action: str, status: str) -> None:
    found = parse(REPORT % (b"Delivery report", action.encode(), status.encode()))
    assert found.kind == "bounce"
    assert found.bounce is not None
    assert (found.bounce.action, found.bounce.status) == (action, status)
    assert (found.bounce.original_message_id, found.bounce.final_recipient) == (
        "one@desk.example",
        "uma@customer.example",
    )
    assert found.bounce.diagnostic == "550 no such user"


def answer(subject: str, text: str) -> Inbound:
    head = f"From: Uma <uma@customer.example>\r\nSubject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    return parse((head + text).encode())


@pytest.mark.parametrize("name", TONGUES)
@pytest.mark.parametrize(
    "subject", ["Re: Undelivered Mail Returned to Sender", "My parcel was not delivered", "Delivery failed"]
)
def test_an_answer_of_a_person_is_never_a_report(name: str, subject: str) -> None:
    tongue = TONGUES[name]
    quote = "Your message could not be delivered: 550 5.1.1 user unknown"
    text = f"{tongue.new}\n\n{tongue.attributions[0]}\n> {quote}\n\n{tongue.sign_offs[0]}\n"
    assert answer(subject, text).kind == "human"


@pytest.mark.shared
@pytest.mark.skipif(not DATA.is_dir(), reason=f"no corpora at {DATA}; name their parent with RAPPORT_SHARED")
def test_reports_of_eighty_mail_systems_are_recognised() -> None:
    scores = {score.question: score for score in mail_corpora.score_bounces(DATA)}
    print()
    for score in scores.values():
        print(f"D12 {score.line()}")
    assert scores["recognised"].right >= 0.98 * scores["recognised"].asked
    assert len(scores["people: not taken for a bounce"].misses) == len(scores["people: not taken for a bounce"].wrong)
