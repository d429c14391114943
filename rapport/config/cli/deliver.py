"""`rapport mail deliver`: a mail server hands a mail over through a pipe, and keeps it unless we answer 0."""

import hashlib
import sys
from typing import Annotated

import typer

from rapport.config.cli import inboxes
from rapport.config.cli.house import DataOption, Problem, opened

TEMPFAIL = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and tries again
LARGEST = 100 * 1024 * 1024


def deliver(
    inbox: Annotated[str, typer.Option(metavar="ADDRESS", help="The inbox it goes to; by default as --to says.")] = "",
    sender: Annotated[str, typer.Option("--from", metavar="ADDRESS", help="The envelope sender.")] = "",
    to: Annotated[list[str] | None, typer.Option("--to", metavar="ADDRESS", help="An envelope recipient.")] = None,
    data: DataOption = None,
) -> None:
    """Take one mail from standard input. Exit code 0: it is stored for good. 75: keep it and try again later."""
    try:
        _take(_read(), inbox, sender, to or [], data)
    except Exception as problem:
        words = str(problem) if isinstance(problem, Problem) else f"It could not be stored ({type(problem).__name__})."
        raise Problem(f"{words} The mail was not taken; try again later.", TEMPFAIL) from problem


def _read() -> bytes:
    raw = sys.stdin.buffer.read(LARGEST + 1)
    if not raw.strip():
        raise Problem("There is no mail on standard input.")
    if len(raw) > LARGEST:
        raise Problem("The mail is larger than 100 MB.")
    return raw


def _take(raw: bytes, inbox: str, sender: str, to: list[str], data: "DataOption") -> None:
    with opened(data), inboxes.one_line():
        from rapport.channels.email.actions.raw import Arrival, store
        from rapport.platform import clock, disk

        if len(raw) > disk.SMALL_BYTES and disk.is_nearly_full():
            raise Problem("The disk is nearly full. Make room.")
        place = inboxes.inbox_named(inbox) if inbox or not to else None
        at = clock.now()
        mail = Arrival(
            key=_key(raw, sender, to, inbox),
            source="pipe",
            raw=raw,
            received_at=at,
            envelope_from=sender,
            envelope_to=to,
            peer="pipe",
            inbox_id=place.pk if place else None,
        )
        store([mail], at=at)


def _key(raw: bytes, sender: str, to: list[str], inbox: str) -> str:
    """The same for a mail that is handed over again because nobody saw our answer. A mail server marks each mail; what
    carries no mark may be written twice in the very same words, and is two mails."""
    from rapport.channels.email.actions.raw import smtp_key
    from rapport.channels.email.rules import headers_of

    head = headers_of(raw).lower()
    if b"\nreceived:" not in b"\n" + head and b"\nmessage-id:" not in b"\n" + head:
        return smtp_key().replace("smtp:", "pipe:")
    whole = b"\0".join([raw, sender.encode(errors="replace"), *(one.encode(errors="replace") for one in to)])
    return f"pipe:{hashlib.sha256(whole + inbox.encode(errors='replace')).hexdigest()}"
