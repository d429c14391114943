"""Reading, importing and fetching mail."""

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
) -> None:
    """Show what Rapport sees in a mail. Needs no database and changes nothing."""
    unread = 0
    for file in files:
        try:
            raw = sys.stdin.buffer.read() if file == STDIN else file.read_bytes()
        except OSError as problem:
            unread += 1
            print(f"rapport: {file} cannot be read: {problem.strerror}", file=sys.stderr)
            continue
        _write(_as_json(raw) if as_json else _as_text(raw, str(file)))
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


def _as_json(raw: bytes) -> str:
    from rapport.channels.email.parse import parse, to_json_dict

    return json.dumps(to_json_dict(parse(raw)), ensure_ascii=False)


def _as_text(raw: bytes, name: str) -> str:
    from rapport.channels.email.parse import parse, to_json_dict

    seen = to_json_dict(parse(raw))
    lines = [f"{name}: {seen['kind'].replace('_', ' ')}"]
    for label, value in _facts(seen):
        if value:
            lines.append(f"  {label:<12} {value}")
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
