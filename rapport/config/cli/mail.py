"""Reading, importing and fetching mail."""

import contextlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from rapport.config.cli import accounts, automatic, deliver, inboxes, sending
from rapport.config.cli.house import DataOption, Problem, opened

if TYPE_CHECKING:
    from rapport.channels.email.importing import ImportResult

PANEL = "Mail"
STDIN = Path("-")


def add_to(app: typer.Typer) -> None:
    mails = typer.Typer(help="Read, import, fetch and send mail.", no_args_is_help=True, rich_markup_mode="rich")
    mails.command("parse")(parse)
    mails.command("import")(take_over)
    mails.command("deliver")(deliver.deliver)
    mails.command("automatic")(automatic.automatic)
    accounts.add_to(mails)
    places = typer.Typer(
        help="Add and change addresses that customers write to.", no_args_is_help=True, rich_markup_mode="rich"
    )
    places.command("add")(inboxes.add)
    places.command("set")(inboxes.change)
    app.add_typer(places, name="inbox", rich_help_panel=PANEL)
    app.add_typer(mails, name="mail", rich_help_panel=PANEL)
    sending.add_to(app, mails)


def parse(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Mails (.eml); - reads one from standard input.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line and file.")] = False,
    here: Annotated[bool, typer.Option("--here", help="Also say what would become of it in this Rapport.")] = False,
    data: DataOption = None,
) -> None:
    """Show what Rapport sees in a mail. Changes nothing, and needs no database but for --here."""
    with opened(data) if here else contextlib.nullcontext(), inboxes.one_line() if here else contextlib.nullcontext():
        _parse(files, as_json, here)


def _parse(files: list[Path], as_json: bool, here: bool) -> None:
    unread = 0
    for file in files:
        try:
            raw = sys.stdin.buffer.read() if file == STDIN else file.read_bytes()
        except OSError as problem:
            unread += 1
            print(f"rapport: {file} cannot be read: {problem.strerror}", file=sys.stderr)
            continue
        becomes = _becomes(raw) if here else {}
        _write(_as_json(raw, becomes) if as_json else _as_text(raw, str(file), becomes))
    if unread:
        raise Problem("One file was not read." if unread == 1 else f"{unread} files were not read.")


def take_over(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Mails (.eml), mbox files, folders, Maildirs.")],
    inbox: Annotated[str, typer.Option(metavar="ADDRESS", help="The inbox they go to; the only one by default.")] = "",
    data: DataOption = None,
) -> None:
    """Take over old mail. Can be repeated: each mail comes in once, and nothing is answered or asked."""
    with opened(data), inboxes.one_line():
        from rapport.flows.mail_is_read import import_mail
        from rapport.platform import clock

        place = inboxes.inbox_named(inbox)
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("Importing …", total=None)
            result = import_mail(
                paths,
                place,
                lambda done, total: bar.update(task, completed=done, total=total),
                at_source=clock.now,
            )
        print(_told(result, place.address))


def _told(result: "ImportResult", address: str) -> str:
    parts = [f"{result.imported} imported into {address}"]
    parts += [f"{result.known} known already"] if result.known else []
    parts += [f"{result.unreadable} cannot be read and wait on the pile as they are"] if result.unreadable else []
    parts += [f"{result.waiting} are stored and will be read by `rapport run`"] if result.waiting else []
    return f"{result.total} {'mail' if result.total == 1 else 'mails'}: " + ", ".join(parts) + "."


def _becomes(raw: bytes) -> dict[str, str]:
    """What would become of it, by what it is about."""
    from rapport.channels.email.parse import parse
    from rapport.flows.foresee import foresee
    from rapport.platform import clock

    found = foresee(raw, parse(raw), at=clock.now())
    if found.came_before is not None:
        return {"would_become": f"nothing: the same mail is in {found.came_before.reference} already"}
    if found.is_from_agent:
        return {"would_become": "an answer of one of us, where it answers a mail of Rapport"}
    there = f"a message in {found.conversation}" if found.conversation else "a new conversation"
    return {
        "would_become": f"{there}{', held until somebody accepts it' if found.is_held else ''}",
        "inbox": found.inbox.address,
        "customer": f"{found.customer}{'' if found.is_known else ', who is new'}",
        "trust": f"{found.trust.label}; no DNS was asked",
    }


def _as_json(raw: bytes, becomes: dict[str, str]) -> str:
    from rapport.channels.email.parse import parse, to_json_dict

    return json.dumps(to_json_dict(parse(raw)) | ({"here": becomes} if becomes else {}), ensure_ascii=False)


def _as_text(raw: bytes, name: str, becomes: dict[str, str]) -> str:
    from rapport.channels.email.parse import parse, to_json_dict

    seen = to_json_dict(parse(raw))
    lines = [f"{name}: {seen['kind'].replace('_', ' ')}"]
    for label, value in _facts(seen):
        if value:
            lines.append(f"  {label:<12} {value}")
    lines += [f"  {label.replace('_', ' ').capitalize():<12} {value}" for label, value in becomes.items()]
    return "\n".join([*lines, "", seen["reply_text"].strip() or seen["text"].strip(), ""])


def _facts(seen: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("From", _person(seen["from"])),
        ("To", ", ".join(map(_person, seen["to"]))),
        ("Cc", ", ".join(map(_person, seen["cc"]))),
        ("Subject", seen["subject"]),
        ("Date", seen["date"] or ""),
        ("Message-ID", seen["message_id"]),
        ("In reply to", seen["in_reply_to"]),
        (
            "Attachments",
            ", ".join(f"{file['name'] or 'unnamed'} ({file['size']} bytes)" for file in seen["attachments"]),
        ),
        ("Unreadable", seen["unreadable"] or ""),
    ]


def _person(person: dict[str, str]) -> str:
    return f"{person['name']} <{person['address']}>" if person["name"] else person["address"]


def _write(text: str) -> None:
    """As UTF-8 in any locale; what is no character (a lone surrogate) is written as JSON writes it."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()
