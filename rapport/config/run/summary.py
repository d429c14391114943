"""What a person reads when Rapport is up. Without a terminal it is plain text, one fact a line."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from rapport.config import settings

WIDTH = 20


def show(console: Console, state: dict[str, Any], log: Path | None, sample: bool) -> None:
    for line in lines(state, log, sample):
        console.print(line, soft_wrap=True, highlight=False)


def lines(state: dict[str, Any], log: Path | None, sample: bool) -> list[str]:
    return [
        "",
        f"[bold green]Rapport is ready[/] at {_link(settings.RAPPORT_URL)}",
        f"  {where_it_stands(state)}",
        *(f"  [yellow]{escape(sentence)}[/]" for sentence in settings.MISSPELT),
        *_people(state),
        *_mail(state, sample),
        "",
        *([_fact("Log", escape(str(log)))] if log else []),
        _fact("Data", escape(str(settings.RAPPORT_DATA))),
        "",
        "[dim]Ctrl-C stops it.[/]",
    ]


def where_it_stands(state: dict[str, Any]) -> str:
    """'62 conversations, 9 waiting, 2 recoveries open'."""
    if not state["conversations"]:
        return "No conversations yet."
    begun = "The sample company has moved in" if state["filled"] else "It goes on where it was"
    counts = [
        _count(state["conversations"], "conversation"),
        f"{state['waiting']} waiting",
        _count(state["recoveries"], "recovery", "recoveries") + " open",
    ]
    return f"{begun}: {', '.join(counts)}."


def _people(state: dict[str, Any]) -> list[str]:
    if state["founding"]:
        return ["", "  Set it up; the link is for you alone:", _fact("Begin here", _link(state["founding"]))]
    if not state["users"]:
        return [
            "",
            "  Nobody can sign in any more. Add somebody:",
            *_command("user add you@example.com --role lead"),
        ]
    if not state["links"]:
        return []
    people = [_fact(f"{link['name']}, {link['role'].lower()}", _link(link["url"])) for link in state["links"]]
    return ["", "  Sign in; each link works once:", *people]


def _mail(state: dict[str, Any], sample: bool) -> list[str]:
    text = [""]
    if sample and not settings.RAPPORT_SMTP_URL:
        text.append(_fact("Customers' postbox", _link(f"{settings.RAPPORT_URL}/postbox/")))
    for name, port in (("SMTP", settings.RAPPORT_SMTP_PORT), ("LMTP", settings.RAPPORT_LMTP_PORT)):
        if port:
            text.append(_fact(f"Mail in ({name})", f"{settings.RAPPORT_HOST}:{port}"))
    if state["founding"]:
        return text
    if not state["inboxes"]:
        return [*text, "  There is no inbox yet. Add the first one:", *_command("inbox add support@example.com")]
    if sample and settings.RAPPORT_SMTP_PORT:
        text += ["  Write to it as a customer:", f"    {escape(sending(state['inboxes'][0]))}"]
    return text


def sending(address: str) -> str:
    """A line for the shell that sends a mail."""
    letter = f"From: Kim <kim@example.com>\\nTo: {address}\\nSubject: My brakes\\n\\nThey squeal. Can you help?\\n"
    server = f"smtp://{settings.RAPPORT_HOST}:{settings.RAPPORT_SMTP_PORT}"
    return f"printf '{letter}' | curl -s {server} --mail-from kim@example.com --mail-rcpt {address} -T -"


def _command(words: str) -> list[str]:
    return [f"    rapport {words}"]


def _fact(label: str, value: str) -> str:
    return f"  {escape(label):<{WIDTH}} {value}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _link(url: str) -> str:
    return f"[link={url}]{escape(url)}[/link]"
