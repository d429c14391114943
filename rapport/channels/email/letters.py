"""Turns a mail that was read, threaded and judged into a letter for the record."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime

from rapport.channels.email import addresses, queries
from rapport.channels.email.models import RawMail
from rapport.channels.email.parse.inbound import Address, Attachment, Inbound
from rapport.channels.email.rules import is_null_path, is_own, may_be_acknowledged
from rapport.conversations.letters import File, Letter
from rapport.conversations.models import Inbox, Message

UNREADABLE_SUBJECT = "A mail we could not read"
IMPORTED = "import"


class NoInbox(Exception):
    """There is nowhere to put a mail."""


def inbox_for(mail: RawMail, inbound: Inbound | None, thread: queries.Thread, places: queries.Places) -> Inbox:
    """The conversation's inbox, else the one a recipient names, else the account's, else the first."""
    recipients = [*mail.envelope_to, *(inbound.delivered_to if inbound else [])]
    found = places.by_id(thread.inbox_id) or places.inbox_of(recipients, mail.inbox_id)
    if found is None:
        raise NoInbox("There is no inbox. Add one: rapport inbox add ADDRESS")
    return found


def letter(
    mail: RawMail,
    inbound: Inbound,
    inbox: Inbox,
    thread: queries.Thread,
    trust: Message.Trust,
    *,
    own: Collection[str],
    at: datetime,
    proof: str = "",
) -> Letter:
    """What the record gets to know of the mail."""
    is_new = thread.conversation_id is None
    return Letter(
        inbox=inbox,
        from_name=inbound.from_.name,
        from_address=inbound.from_.key,
        subject=inbound.subject,
        text=inbound.text,
        reply_text=inbound.reply_text,
        html=inbound.html,
        received_at=_time(mail, inbound, at),
        origin=Message.Origin(inbound.kind),
        trust=trust,
        proof=proof,
        conversation_id=thread.conversation_id,
        message_id=queries.bracketed(inbound.message_id),
        in_reply_to=queries.bracketed(inbound.in_reply_to),
        to=_people(inbound.to),
        cc=_people(inbound.cc),
        reply_to=_people(inbound.reply_to),
        files=[_file(attachment) for attachment in inbound.attachments],
        nature=inbound.nature,
        invite=asdict(inbound.invite) if inbound.invite else {},
        forwarded_from=_original_sender(inbound, own),
        unreadable=inbound.unreadable or "",
        hint=queries.hint(inbound) if is_new else "",
        may_acknowledge=is_new and trust != Message.Trust.FAILED and _may_acknowledge(mail, inbound, own),
        silent=mail.source == IMPORTED,
        was_unreached=is_new or inbound.from_.key in thread.unreached,
    )


def unreadable(mail: RawMail, sender: Inbound | None, reason: str, places: queries.Places) -> Letter:
    """A letter that only says that a mail came and why it could not be read."""
    nobody = Address("", "")
    return Letter(
        inbox=inbox_for(mail, sender, queries.Thread(), places),
        from_name=(sender.from_ if sender else nobody).name,
        from_address=(sender.from_ if sender else nobody).key,
        subject=UNREADABLE_SUBJECT,
        text="",
        reply_text="",
        received_at=mail.received_at,
        message_id=queries.bracketed(sender.message_id) if sender else "",
        to=_people(sender.to) if sender else [],
        unreadable=reason,
        hint=f"Its subject: {sender.subject}" if sender and sender.subject else "",
        silent=mail.source == IMPORTED,
        tell_by_mail=not _is_report(mail, sender),
    )


def _is_report(mail: RawMail, sender: Inbound | None) -> bool:
    """Whether it came, as far as can be told, from a mail system about a mail of ours: perhaps a notice of such a
    report."""
    to_bounces = any(addresses.bounce_key_of_address(address) for address in mail.envelope_to)
    no_sender = mail.source in ("smtp", "lmtp") and is_null_path(mail.envelope_from)
    return to_bounces or no_sender or (sender is not None and sender.kind == "bounce")


def _time(mail: RawMail, inbound: Inbound, at: datetime) -> datetime:
    """When it was received; for a mail of an archive, when it was written, unless that is still to come."""
    if mail.source == IMPORTED and inbound.date is not None:
        return min(_in_utc(inbound.date) or at, at)
    return min(mail.received_at, at)


def _in_utc(moment: datetime) -> datetime | None:
    """PostgreSQL takes no offset of 16 hours and more, and spam claims -1900; None beyond the calendar's ends."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _may_acknowledge(mail: RawMail, inbound: Inbound, own: Collection[str]) -> bool:
    """A mail that somebody else got at a reply address of ours is the copy of an answer, and no new matter."""
    if any(addresses.looks_like_reply_address(person.key) for person in (*inbound.to, *inbound.cc)):
        return False
    tells_sender = mail.source in ("smtp", "lmtp")
    return may_be_acknowledged(inbound, mail.envelope_from if tells_sender else None, own)


def _original_sender(inbound: Inbound, own: Collection[str]) -> dict[str, str]:
    """Who wrote what was passed on, as a proposal; never ourselves, or our answers would come back to us."""
    found = inbound.forwarded_from
    if found is None or is_own(found.key, own):
        return {}
    return {"name": found.name[:160], "address": found.key}


def _people(found: list[Address]) -> list[dict[str, str]]:
    return [{"name": person.name, "address": person.key} for person in found]


def _file(attachment: Attachment) -> File:
    return File(
        name=attachment.shown_name or attachment.name,
        data=attachment.data,
        inline=attachment.inline,
        content_id=attachment.content_id,
    )
