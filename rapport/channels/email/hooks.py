"""Mail that a provider brings by an HTTP request: first it must prove who it is, then it is stored as it came.

Each provider signs in its own way, and django-anymail knows how; besides, every request must carry our own secret.
Where the provider offers it, the mail comes as raw MIME, and not one byte of it is decoded on the way.
"""

import hashlib
import hmac
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailError, AnymailNotSupportedWarning, AnymailWebhookValidationFailure
from anymail.webhooks.mailgun import MailgunInboundWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView
from anymail.webhooks.sendgrid import SendGridBaseWebhookView, SendGridInboundWebhookView
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import load_handler
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError

MOST_BYTES = 80 * 1024 * 1024
SIGNED_FOR = timedelta(minutes=5)
MAILGUN_FOR = timedelta(hours=12)  # it tries for eight hours to bring a mail
USER = "rapport"


class NotProven(Exception):
    """Nobody we know sent this."""


class NotUnderstood(ValueError):
    """It is proven, and yet no mail; the text is for who set it up."""


class TooLarge(Exception):
    """More than is taken here."""


@dataclass(frozen=True)
class Brought:
    """A mail and its envelope. `event` names the request, the same when it is repeated."""

    raw: bytes
    event: str
    envelope_from: str = ""
    envelope_to: list[str] = field(default_factory=list)


Reads = Callable[[HttpRequest, datetime], Brought]


def reader(provider: str) -> Reads | None:
    """How mail of this provider is read; None when it is switched off or unknown."""
    if not settings.RAPPORT_WEBHOOK_SECRET or (provider == "mailgun" and not settings.RAPPORT_MAILGUN_KEY):
        return None
    return _READERS.get(provider)


def key_of(provider: str, brought: Brought) -> str:
    return f"{provider}:{hashlib.sha256(brought.event.encode(errors='replace')).hexdigest()}"


def signature(*, timestamp: str, event: str, sender: str, to: str, body: bytes, secret: str) -> str:
    """What a sender of ours puts into X-Rapport-Signature: HMAC-SHA256 in hex over the parts, joined by line feeds."""
    head = "\n".join([timestamp, event, sender, to, ""]).encode(errors="replace")
    return hmac.new(secret.encode(), head + body, "sha256").hexdigest()


def _signed(request: HttpRequest, at: datetime) -> Brought:
    """Our own form: the mail is the body, its envelope in the headers, everything under one signature."""
    told = {name: request.headers.get(f"X-Rapport-{name}", "") for name in ("Timestamp", "Id", "From", "To")}
    body = _body(request)
    wanted = signature(
        timestamp=told["Timestamp"],
        event=told["Id"],
        sender=told["From"],
        to=told["To"],
        body=body,
        secret=settings.RAPPORT_WEBHOOK_SECRET,
    )
    given = request.headers.get("X-Rapport-Signature", "")
    if not told["Id"] or not hmac.compare_digest(given.encode(errors="replace"), wanted.encode()):
        raise NotProven
    _check_age(told["Timestamp"], at, SIGNED_FOR)
    return Brought(body, told["Id"], told["From"], [part.strip() for part in told["To"].split(",") if part.strip()])


def _mailgun(request: HttpRequest, at: datetime) -> Brought:
    view = MailgunInboundWebhookView(webhook_signing_key=settings.RAPPORT_MAILGUN_KEY, webhook_secret=_basic())
    form = _form(request)
    if not all(form.get(name, "").isascii() for name in ("token", "timestamp", "signature")):
        raise NotProven
    _prove(view, request)
    if "token" not in form:
        raise NotUnderstood("This is no inbound mail of Mailgun. Use the address in a route, not in a webhook.")
    _check_age(form["timestamp"], at, MAILGUN_FOR)
    sender, to = _text(form.get("sender", "")), _text(form.get("recipient", ""))
    raw = form["body-mime"].encode("latin-1") if "body-mime" in form else _of_parts(view, request)
    return Brought(raw, form["token"], sender, [part.strip() for part in to.split(",") if part.strip()])


def _sendgrid(request: HttpRequest, _at: datetime) -> Brought:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AnymailNotSupportedWarning)
        view = _SendGrid(
            webhook_secret=_basic(), inbound_webhook_verification_key=settings.RAPPORT_SENDGRID_KEY or None
        )
    form = _form(request)
    _prove(view, request)
    raw = form["email"].encode("latin-1") if "email" in form else _of_parts(view, request)
    envelope = _object(_text(form.get("envelope", "{}")))
    told = form.get("envelope", "").encode("latin-1")
    event = hashlib.sha256(raw + told).hexdigest()  # it names its requests not at all
    return Brought(raw, event, str(envelope.get("from", "")), [str(one) for one in envelope.get("to", [])])


def _postmark(request: HttpRequest, _at: datetime) -> Brought:
    view = PostmarkInboundWebhookView(webhook_secret=_basic())
    _prove(view, request)
    told = _object(_body(request))
    if not told.get("MessageID") or "FromFull" not in told:
        raise NotUnderstood("This is no inbound mail of Postmark. Use the address as its inbound webhook.")
    if told.get("RawEmail"):
        raw = str(told["RawEmail"]).encode("utf-8", "surrogateescape")
    else:
        raw = _built(lambda: view.esp_to_anymail_event(told))
    first: dict[str, Any] = next(iter(told.get("Headers") or []), {})
    sender = str(first.get("Value", "")) if str(first.get("Name", "")).lower() == "return-path" else ""
    to = str(told.get("OriginalRecipient") or "")
    return Brought(raw, str(told["MessageID"]), sender.strip("<> "), [to] if to else [])


class _SendGrid(SendGridBaseWebhookView, SendGridInboundWebhookView):  # type: ignore[misc]
    key_setting_name = "inbound_webhook_verification_key"
    esp_name = "SendGrid"


_READERS: dict[str, Reads] = {"signed": _signed, "mailgun": _mailgun, "sendgrid": _sendgrid, "postmark": _postmark}


def _basic() -> str:
    return f"{USER}:{settings.RAPPORT_WEBHOOK_SECRET}"


def _prove(view: Any, request: HttpRequest) -> None:
    try:
        view.run_validators(request)
    except AnymailWebhookValidationFailure as failure:
        raise NotProven from failure


def _check_age(timestamp: str, at: datetime, most: timedelta) -> None:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise NotProven
    if abs(at - datetime.fromtimestamp(int(timestamp), UTC)) > most:
        raise NotProven


def _body(request: HttpRequest) -> bytes:
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise TooLarge
    data = request.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TooLarge
    return bytes(data)


def _form(request: HttpRequest) -> dict[str, str]:
    """The fields with each character standing for one byte; the last of those with the same name, as providers sign."""
    try:
        body = request.body
        if request.content_type != "multipart/form-data":
            return {name: str(value) for name, value in QueryDict(body, encoding="latin-1").items()}
        handlers = [load_handler(name, request) for name in settings.FILE_UPLOAD_HANDLERS]
        found, _ = MultiPartParser(request.META, BytesIO(body), handlers, "latin-1").parse()
    except RequestDataTooBig as error:
        raise TooLarge from error
    except (MultiPartParserError, SuspiciousOperation) as error:
        raise NotUnderstood("The form cannot be read.") from error
    return {name: str(value) for name, value in found.items()}


def _text(latin: str) -> str:
    return latin.encode("latin-1", "replace").decode("utf-8", "replace")


def _object(words: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(words)
    except ValueError as error:
        raise NotUnderstood("The request holds no JSON.") from error
    if not isinstance(found, dict):
        raise NotUnderstood("The request holds no JSON object.")
    return found


def _of_parts(view: Any, request: HttpRequest) -> bytes:
    return _built(lambda: view.parse_events(request)[0])


def _built(event: Callable[[], Any]) -> bytes:
    """The mail put together again from what the provider made of it, where raw MIME was not switched on."""
    try:
        return bytes(event().message.as_bytes())
    except (AnymailError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise NotUnderstood("No mail was found in the request. Switch on raw MIME at the provider.") from error
