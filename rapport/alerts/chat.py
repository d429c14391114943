"""What a route is told, in the form that each kind of place understands.

Customers' words stay words: whatever a chat could read as a mention, a link, an emoji or formatting is broken up by a
character that nobody sees, and what is left is escaped in the way of that chat.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

WORD_JOINER = "\u2060"
MOST_WORDS, MOST_CONTEXT, MOST_LINE, MOST_LISTED = 1200, 500, 200, 20
# Controls, invisible characters, and those that turn the direction of writing.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_MEANS_SOMETHING = re.compile(r"[@＠<{]|\$(?=\{)|:(?=[^\s\d]|\d+:)|(?<=[A-Za-z]):(?=\d)|#(?=\w)")
_DOT = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_])")
_MANY_LINES = re.compile(r"\n\s*\n\s*")


@dataclass(frozen=True)
class Told:
    """One alert. `title`, `reference`, `url` and `labels` are our own words; the others are not to be trusted, and
    empty unless the route names customers. `lines` are further alerts that came too fast for one message each."""

    title: str
    url: str
    reference: str = ""
    headline: str = ""
    body: str = ""
    quote: str = ""
    context: str = ""
    history: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    lines: Sequence[tuple[str, str]] = ()

    @property
    def heading(self) -> str:
        return f"{self.title} · {self.reference}" if self.reference else self.title

    @property
    def parts(self) -> list[tuple[str, str]]:
        """What stands below the heading: a label of ours, or none, and the words."""
        cut = (
            ("", self.headline[:MOST_LINE]),
            ("quote", self.quote[:MOST_WORDS]),
            ("", self.body[:MOST_CONTEXT]),
            ("context", self.context[:MOST_CONTEXT]),
            ("history", self.history[:MOST_CONTEXT]),
        )
        return [(self.labels.get(name, ""), defused(words)) for name, words in cut if words.strip()]


def defused(text: str) -> str:
    """The same to read, and nothing in it that a machine would act on."""
    plain = _MANY_LINES.sub("\n", _UNSEEN.sub("", text.replace("\r\n", "\n"))).strip()
    broken = _MEANS_SOMETHING.sub(lambda found: found[0] + WORD_JOINER, plain)
    return _DOT.sub(WORD_JOINER + ".", broken)


def slack(told: Told) -> dict[str, Any]:
    """Blocks of plain text, in which nothing is formatted; `text` is what notifications show."""
    sections = [f"{label}:\n{words}" if label else words for label, words in told.parts]
    listed = [f"{title} · {reference}".rstrip(" ·") for title, reference in told.lines[:MOST_LISTED]]
    link = f"<{_entities(told.url)}|{_entities(told.labels['open'])}>"
    return {
        "text": _entities(told.heading),
        "blocks": [
            {"type": "header", "text": _plain(told.heading[:150])},
            *({"type": "section", "text": _plain(_entities(words))} for words in sections),
            *([{"type": "section", "text": _plain(_entities("\n".join(listed)))}] if listed else []),
            {"type": "context", "elements": [{"type": "mrkdwn", "text": link}]},
        ],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words, "emoji": False}


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def teams(told: Told) -> dict[str, Any]:
    """An Adaptive Card, as Workflows posts it. Foreign words stand in text runs, which know no formatting."""
    body: list[dict[str, Any]] = [
        {"type": "TextBlock", "text": told.heading, "size": "Medium", "weight": "Bolder", "wrap": True}
    ]
    for label, words in told.parts:
        if label:
            body.append({"type": "TextBlock", "text": label, "isSubtle": True, "spacing": "Medium", "wrap": True})
        body.append({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words}]})
    body += [
        {"type": "TextBlock", "text": f"{title} · {reference}".rstrip(" ·"), "wrap": True}
        for title, reference in told.lines[:MOST_LISTED]
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": told.labels["open"], "url": told.url}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def discord(told: Told) -> dict[str, Any]:
    """An embed, in which nobody is mentioned whatever stands in it."""
    words = [f"**{_escaped(label)}**\n{_escaped(text)}" if label else _escaped(text) for label, text in told.parts]
    words += [f"{title} · {reference}".rstrip(" ·") for title, reference in told.lines[:MOST_LISTED]]
    return {
        "content": told.heading,
        "embeds": [{"title": told.labels["open"], "url": told.url, "description": "\n".join(words)[:4096]}],
        "allowed_mentions": {"parse": []},
    }


_MARKS = re.compile(r"[\\*_~|`>#\[\]()<]")
_LISTED = re.compile(r"(?m)^(\s*(?:\d+(?=\.)|(?=[-+])))")


def _escaped(text: str) -> str:
    return _LISTED.sub(r"\1\\", _MARKS.sub(lambda found: "\\" + found[0], text))


FORMS: dict[str, Callable[[Told], dict[str, Any]]] = {"slack": slack, "teams": teams, "discord": discord}
