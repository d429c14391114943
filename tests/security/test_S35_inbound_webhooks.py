"""S35: mail by webhook comes only from who can prove it, just now, once, and unchanged."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import pytest
from django.test import Client

from rapport.channels.email import hooks
from rapport.channels.email.models import RawMail
from rapport.platform import disk
from tests.cast import inbox
from tests.mailroom import mail

pytestmark = pytest.mark.django_db
SECRET, KEY = "a secret of twenty signs", "mailgun key"
HELP = "help@desk.example"
ODD = mail() + b"8-bit \xff\xfe\x80, \xc3\xa4, a lone \n and a lone \r in it"


@pytest.fixture(autouse=True)
def switched_on(settings: Any) -> None:
    settings.RAPPORT_WEBHOOK_SECRET, settings.RAPPORT_MAILGUN_KEY = SECRET, KEY
    inbox()


def basic(secret: str = SECRET) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"rapport:{secret}".encode()).decode()}


def post(path: str, body: bytes, kind: str, headers: dict[str, str]) -> int:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answer = client.post(f"/hooks/mail/{path}", body, content_type=kind, headers=headers)
    return int(answer.status_code)


def signed(raw: bytes = ODD, *, age: float = 0, event: str = "1", sent: bytes | None = None, **change: str) -> int:
    """Our own form; `sent` is the body that goes out, `change` headers that somebody changed on the way."""
    stamp = str(int(time.time() - age))
    told = {"timestamp": stamp, "event": event, "sender": "uma@customer.example", "to": HELP}
    proof = hooks.signature(**told, body=raw, secret=SECRET)
    head = {"Timestamp": stamp, "Id": event, "From": told["sender"], "To": HELP, "Signature": proof} | change
    named = {f"X-Rapport-{name}": value for name, value in head.items()}
    return post("signed/", raw if sent is None else sent, "message/rfc822", named)


def form(fields: dict[str, bytes]) -> tuple[bytes, str]:
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in fields.items()
    ]
    return b"".join(parts) + b"--b--\r\n", "multipart/form-data; boundary=b"


def mailgun(
    raw: bytes = ODD,
    *,
    age: float = 0,
    event: str = "token-1",
    key: str = KEY,
    path: str = "mailgun/mime",
    headers: dict[str, str] | None = None,
    change: dict[str, bytes] | None = None,
) -> int:
    stamp = str(int(time.time() - age))
    proof = hmac.new(key.encode(), f"{stamp}{event}".encode(), hashlib.sha256).hexdigest()
    fields = {"sender": b"uma@customer.example", "recipient": HELP.encode(), "body-mime": raw}
    fields |= {"timestamp": stamp.encode(), "token": event.encode(), "signature": proof.encode()} | (change or {})
    body, kind = form({name: value for name, value in fields.items() if value})
    return post(path, body, kind, headers=basic() if headers is None else headers)


def sendgrid(raw: bytes = ODD, headers: dict[str, str] | None = None) -> int:
    envelope = json.dumps({"from": "uma@customer.example", "to": [HELP]}).encode()
    body, kind = form({"email": raw, "envelope": envelope})
    return post("sendgrid/", body, kind, headers=basic() if headers is None else headers)


def postmark(raw: bytes = mail(), event: str = "pm-1", headers: dict[str, str] | None = None) -> int:
    told: dict[str, Any] = {"MessageID": event, "RawEmail": raw.decode(), "OriginalRecipient": HELP, "FromFull": {}}
    told["Headers"] = [{"Name": "Return-Path", "Value": "<uma@customer.example>"}]
    return post(
        "postmark/", json.dumps(told).encode(), "application/json", headers=basic() if headers is None else headers
    )


FORGED: dict[str, Callable[[], int]] = {
    "signed: no signature": lambda: signed(Signature=""),
    "signed: another secret's": lambda: signed(Signature="0" * 64),
    "signed: signs that are no hex": lambda: signed(Signature="é" * 64),
    "signed: five minutes old": lambda: signed(age=301),
    "signed: five minutes ahead": lambda: signed(age=-310),
    "signed: a new time on an old one": lambda: signed(age=400, Timestamp=str(int(time.time()))),
    "signed: the body changed by a byte": lambda: signed(sent=ODD[:-1] + b"!"),
    "signed: the body cut by a byte": lambda: signed(sent=ODD[:-1]),
    "signed: another id": lambda: signed(Id="2"),
    "signed: another recipient": lambda: signed(To="boss@desk.example"),
    "signed: another sender": lambda: signed(From="rex@customer.example"),
    "signed: without an id": lambda: signed(event=""),
    "mailgun: no signature": lambda: mailgun(change={"signature": b""}),
    "mailgun: another key's": lambda: mailgun(key="another"),
    "mailgun: another token": lambda: mailgun(change={"token": b"token-2"}),
    "mailgun: signs that are no ascii": lambda: mailgun(change={"signature": "é".encode()}),
    "mailgun: signed, without our secret": lambda: mailgun(headers=basic("x" * 24)),
    "mailgun: a day old": lambda: mailgun(age=86_400),
    "mailgun: the time changed": lambda: mailgun(change={"timestamp": b"1"}),
    "sendgrid: another secret": lambda: sendgrid(headers=basic("x" * 24)),
    "sendgrid: no secret": lambda: sendgrid(headers={}),
    "postmark: another secret": lambda: postmark(headers=basic("x" * 24)),
    "postmark: no secret": lambda: postmark(headers={}),
    "postmark: a secret in another form": lambda: postmark(headers={"Authorization": f"Bearer {SECRET}"}),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_not_proven_leaves_nothing(name: str) -> None:
    assert FORGED[name]() == 401
    assert RawMail.objects.count() == 0


@pytest.mark.parametrize("bring", [signed, mailgun, sendgrid, postmark], ids=lambda bring: bring.__name__)
def test_what_is_proven_is_stored_and_a_replay_adds_nothing(bring: Callable[[], int]) -> None:
    assert [bring() for _ in range(3)] == [200, 200, 200]
    stored = RawMail.objects.get()
    assert stored.source == bring.__name__
    assert (stored.envelope_from, stored.envelope_to) == ("uma@customer.example", [HELP])


@pytest.mark.parametrize("bring", [signed, mailgun, sendgrid], ids=lambda bring: bring.__name__)
def test_not_one_byte_of_the_mail_is_changed(bring: Callable[[], int]) -> None:
    bring()
    assert bytes(RawMail.objects.get().raw) == ODD


def test_other_mails_of_the_same_provider_are_other_mails() -> None:
    assert [signed(event="1"), signed(event="2"), mailgun(event="3"), mailgun(event="4")] == [200] * 4
    assert RawMail.objects.count() == 4


def test_sendgrid_signs_what_it_brings_when_it_is_asked_to(settings: Any) -> None:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    settings.RAPPORT_SENDGRID_KEY = base64.b64encode(public).decode()
    body, kind = form({"email": ODD, "envelope": b"{}"})

    def bring(sent: bytes) -> int:
        stamp = str(int(time.time()))
        proof = base64.b64encode(key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
        named = {"X-Twilio-Email-Event-Webhook-Signature": proof, "X-Twilio-Email-Event-Webhook-Timestamp": stamp}
        return post("sendgrid/", sent, kind, basic() | named)

    assert sendgrid() == 401, "the secret is no longer enough"
    assert bring(body.replace(b"chain", b"brake")) == 401
    assert RawMail.objects.count() == 0
    assert bring(body) == 200


@pytest.mark.parametrize("path", ["signed/", "mailgun/", "mailgun/mime", "sendgrid/", "postmark/"])
def test_without_a_secret_there_is_nothing(path: str, settings: Any) -> None:
    settings.RAPPORT_WEBHOOK_SECRET = ""
    assert post(path, b"", "application/json", basic("")) == 404
    settings.RAPPORT_WEBHOOK_SECRET, settings.RAPPORT_MAILGUN_KEY = SECRET, ""
    assert mailgun() == 404
    assert post("nobody/", b"", "application/json", basic()) == 404
    assert Client().get(f"/hooks/mail/{path}").status_code == 405
    assert RawMail.objects.count() == 0


def test_a_provider_that_sends_parts_is_understood_too() -> None:
    told: dict[str, Any] = {"From": "Uma <uma@customer.example>", "FromFull": {"Email": "uma@customer.example"}}
    told |= {"Subject": "Über die Bremse", "TextBody": "Sie quietscht.", "MessageID": "pm-2", "Attachments": []}
    told |= {"ToFull": [{"Email": HELP, "Name": ""}], "Headers": [{"Name": "Message-ID", "Value": "<x@y.example>"}]}
    assert post("postmark/", json.dumps(told).encode(), "application/json", basic()) == 200
    raw = bytes(RawMail.objects.get().raw)
    texts = [part.get_payload(decode=True) for part in message_from_bytes(raw).walk() if not part.is_multipart()]
    assert b"Sie quietscht." in texts
    assert b"<x@y.example>" in raw
    head = json.dumps([["From", "uma@customer.example"], ["Subject", "x"]]).encode()
    parts = {"body-mime": b"", "message-headers": head, "body-plain": "Grüße".encode()}
    assert mailgun(path="mailgun/", change=parts) == 200
    assert RawMail.objects.count() == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"MessageID": ""}',
        b'{"RecordType": "Bounce", "ID": 4}',
        b'{"MessageID": "x"}',
        b"\xff" * 50,
    ],
)
def test_what_is_no_mail_is_answered_in_words(body: bytes) -> None:
    assert post("postmark/", body, "application/json", basic()) == 400
    assert RawMail.objects.count() == 0


def test_a_mail_of_25_mb_is_taken_and_what_is_far_larger_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    large = mail(text="x" * 25_000_000)
    assert signed(large) == 200
    assert mailgun(large) == 200
    assert mailgun(mail(text="x" * 32_000_000), event="token-9") == 413
    monkeypatch.setattr(hooks, "MOST_BYTES", 1000)
    assert signed(large, event="9") == 413
    assert RawMail.objects.count() == 2


def test_what_cannot_be_stored_stays_with_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("rapport.api.hooks.views.store", fails)
        assert signed() == 503
    with monkeypatch.context() as patch:
        patch.setattr(disk, "free_share", lambda _=None: 0.04)
        assert signed(mail(text="x" * 1_100_000)) == 503
        assert signed() == 200
    assert RawMail.objects.count() == 1
