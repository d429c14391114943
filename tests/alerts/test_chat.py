"""What strangers write reaches a chat as words: nobody is mentioned by it, nothing in it is a link or formatting."""

import json
import re
from typing import Any

import pytest

from rapport.alerts import chat
from rapport.alerts.chat import FORMS, WORD_JOINER, Told, defused

LABELS = {"open": "Open in Rapport", "quote": "The customer’s words", "context": "The reply", "history": "Before"}
HOSTILE = [
    "@channel @here @everyone",
    "<!channel> <!here|here> <!everyone> <@U024BE7LH> <#C024BE7LR> <!subteam^SAZ94GDB8>",
    "<@123456789012345678> <@&987654321098765432> <#123> <t:1618953630:R> <id:customize> </help:1>",
    '<at>Everyone</at> <at id="0">Mo</at>',
    "<https://evil.example/|Open in Rapport>",
    "[Open in Rapport](https://evil.example/) ![](https://evil.example/x.png) <https://evil.example>",
    "[text][1]\n\n[1]: https://evil.example",
    "https://evil.example/login http://evil.example www.evil.example evil.example mailto:a@evil.example tel:123",
    "discord.gg/evil slack://open msteams:/l/ javascript:alert(1)",
    "*bold* **bold** _it_ ~~gone~~ ||secret|| `code` ```\nblock\n``` > quote\n>>> all\n# Title\n## Two\n- list\n1. one",
    "{{DATE(2017-02-14T06:08:39Z,SHORT)}} ${name} @{triggerBody()} {{mention}}",
    ":rotating_light: :boom: :everyone:",
    "&lt;!here&gt; &amp;lt;!channel&amp;gt;",
    "\u202egnp.exe\u202c \u200b@\u200beveryone @\u200deveryone \ufeff@here \x00@channel\x1b[31m",
    "＠everyone ＠here",
    "\\@everyone \\*not\\* \\\\[x](y)",
    "line\u2028@here\r\n\r\n\r\n@channel",
]


def told(words: str) -> Told:
    return Told(
        title="A customer is unhappy",
        url="https://desk.example/recoveries/7",
        reference="R-1042",
        headline=words[:200],
        body=words,
        quote=words,
        context=words,
        history=words,
        labels=LABELS,
    )


def strings(value: Any) -> list[str]:
    """Every text in it, wherever it stands."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in strings(one)]
    if isinstance(value, list):
        return [text for one in value for text in strings(one)]
    return [value] if isinstance(value, str) else []


OURS = {
    "https://desk.example/recoveries/7",
    "http://adaptivecards.io/schemas/adaptive-card.json",
    "application/vnd.microsoft.card.adaptive",
    "<https://desk.example/recoveries/7|Open in Rapport>",
}
ACTS = re.compile(
    r"[@＠]\w|@[&!]|<[@#!/:tia]|:\w+:|\w://|\bwww\.\w|\w\.[a-z]{2,}|mailto:\w|javascript:\w|\{\{|[$@]\{|[\u200b-\u200f\u202a-\u202e]"
)


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_in_a_strangers_words_acts(kind: str, words: str) -> None:
    made = FORMS[kind](told(words))
    json.dumps(made)
    for text in strings(made):
        assert text in OURS or not ACTS.search(text), (ACTS.search(text), text)


@pytest.mark.parametrize("words", HOSTILE)
def test_slack_gets_foreign_words_in_plain_text_only(words: str) -> None:
    made = chat.slack(told(words))
    assert made["text"] == "A customer is unhappy · R-1042", "what is formatted is our own"
    formatted = [element for block in made["blocks"] for element in block.get("elements", [])]
    assert [one["text"] for one in formatted] == ["<https://desk.example/recoveries/7|Open in Rapport>"]
    for block in made["blocks"][:-1]:
        assert (block["text"]["type"], block["text"]["emoji"]) == ("plain_text", False)
        assert "<" not in block["text"]["text"]
        assert len(block["text"]["text"]) <= 3000
    assert (made["unfurl_links"], made["unfurl_media"]) == (False, False)


@pytest.mark.parametrize("words", HOSTILE)
def test_teams_gets_foreign_words_in_runs_that_know_no_markdown(words: str) -> None:
    [attachment] = chat.teams(told(words))["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    blocks = [one["text"] for one in card["body"] if one["type"] == "TextBlock"]
    assert set(blocks) <= {"A customer is unhappy · R-1042", *LABELS.values()}
    assert [one["url"] for one in card["actions"]] == ["https://desk.example/recoveries/7"]
    assert "entities" not in card["msteams"], "nobody is mentioned"


@pytest.mark.parametrize("words", HOSTILE)
def test_discord_mentions_nobody_and_formats_nothing(words: str) -> None:
    made = chat.discord(told(words))
    assert made["allowed_mentions"] == {"parse": []}
    [embed] = made["embeds"]
    ours = "".join(f"**{re.escape(label)}**|" for label in LABELS.values())
    left = re.sub(ours.replace("*", r"\*") + r"\\.", "", embed["description"])
    assert not re.search(r"[*_~|`#\[\]()<]", left), left
    assert not re.search(r"(?m)^\s*(>|-|\d+\.)", left), left
    assert len(embed["description"]) <= 4096


@pytest.mark.parametrize("words", ["Wo ist mein Rad? Seit 3 Wochen, 12.50 € bezahlt, um 14:30 Uhr.", "Ça va très mal"])
def test_plain_words_stay_as_they_are(words: str) -> None:
    assert defused(words) == words


def test_what_is_broken_up_reads_the_same() -> None:
    text = "Write to @mo at https://shop.example/a or <b>"
    assert defused(text).replace(WORD_JOINER, "") == text


@pytest.mark.parametrize("kind", FORMS)
def test_a_flood_of_words_is_cut(kind: str) -> None:
    assert len(json.dumps(FORMS[kind](told("*@" * 50_000)))) < 60_000


@pytest.mark.parametrize("kind", FORMS)
def test_without_words_nothing_stands_in_their_place(kind: str) -> None:
    made = FORMS[kind](
        Told(title="A customer is unhappy", url="https://desk.example/a", reference="R-1", labels=LABELS)
    )
    assert "customer’s words" not in json.dumps(made, ensure_ascii=False)
