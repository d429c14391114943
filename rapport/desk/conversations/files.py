"""Bytes of strangers: each answer is boxed in, whatever the bytes claim to be (S08 to S11)."""

from base64 import b64encode
from contextlib import suppress
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.channels.email import queries as mail
from rapport.conversations.models import Attachment, Message
from rapport.desk.access import StaffRequest, attachment_of, message_of, staff
from rapport.platform import storage
from rapport.team.rules import May
from rapport.web import boxed, clean
from rapport.writing.models import DraftFile

LARGEST_PICTURES = 10 * 1024 * 1024
BODY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


@staff
@require_safe
def body(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A mail's HTML for a sandboxed frame: cleaned, without scripts, fetching nothing from elsewhere."""
    message = message_of(request, public_id)
    html = clean.mail(message.html, _pictures(message)) if message.html else None
    response = render(request, "desk/conversations/body.html", {"html": html, "text": message.text})
    response["Content-Security-Policy"] = BODY
    response["Referrer-Policy"] = "no-referrer"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _pictures(message: Message) -> dict[str, str]:
    """Pictures by content id, as part of the page itself: the frame has no cookie to fetch them with."""
    shown: dict[str, str] = {}
    left = LARGEST_PICTURES
    for file in message.attachments.exclude(content_id=""):
        if not file.is_image or file.size > left:
            continue
        left -= file.size
        with suppress(Http404):
            shown[file.content_id] = f"data:{file.content_type};base64,{b64encode(_bytes(file)).decode()}"
    return shown


@staff
@require_safe
def source(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The mail exactly as it came, as a download."""
    message = message_of(request, public_id)
    if not request.user.may(May.CONTACT):
        raise PermissionDenied
    raw = mail.raw_of_message(message)
    if not raw:
        raise Http404
    return boxed.download(raw, f"R-{message.conversation_id}-{message.pk}.eml", "application/octet-stream")


@staff
@require_safe
def attachment(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A file, always as a download."""
    return boxed_download(attachment_of(request, public_id))


def boxed_download(file: Attachment | DraftFile) -> HttpResponse:
    return boxed.download(_bytes(file), file.name, file.content_type if file.is_image else "application/octet-stream")


@staff
@require_safe
def picture(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """An image that cannot carry a script, shown in place; anything else is not found."""
    return boxed_picture(attachment_of(request, public_id))


def boxed_picture(file: Attachment | DraftFile) -> HttpResponse:
    if not file.is_image:
        raise Http404
    response = HttpResponse(_bytes(file), content_type=file.content_type)
    response["Content-Disposition"] = "inline"
    return boxed.box(response)


def _bytes(file: Attachment | DraftFile) -> bytes:
    try:
        return storage.get(file.blob)
    except FileNotFoundError as error:
        raise Http404 from error
