"""The sample customers' mails are real mails: our own parser and the standard library read them."""

import zlib
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from rapport.channels.email.parse import Inbound, parse
from rapport.sample import files, letters
from rapport.sample import story as stories
from rapport.sample.quoting import Earlier
from rapport.sample.story import Conversation, Step
from rapport.sample.when import moment, with_dates

STORY = stories.read()
NOW = datetime(2025, 3, 7, 13, 0, tzinfo=UTC)
MAILS = [
    (conversation, number)
    for conversation in STORY.conversations
    for number, step in enumerate(conversation.steps)
    if step.verb == "mail"
]
IDS = [f"{conversation.key}-{number}" for conversation, number in MAILS]


def earlier(conversation: Conversation, number: int) -> Earlier | None:
    replies = [step for step in conversation.steps[:number] if step.verb in {"reply", "apologise", "ask_again"}]
    if not replies:
        return None
    said, customer = replies[-1], STORY.customers[conversation.customer]
    return Earlier(
        name=STORY.staff[said.who].name,
        address="help+t.abc@spokeandsaddle.example",
        to=f"{customer.name} <{customer.address}>",
        subject=f"Re: {conversation.subject}",
        sent_at=moment(said.at, NOW),
        text=with_dates(said.words, NOW) + "\n\n-- \nOrla Keane\n\nHow was this reply?",
        message_id="<one@spokeandsaddle.example>",
    )


def raw(conversation: Conversation, number: int) -> bytes:
    return letters.written(
        STORY, conversation, number,
        to="help@spokeandsaddle.example", earlier=earlier(conversation, number),
        at=moment(conversation.steps[number].at, NOW), now=NOW,
    )  # fmt: skip


def read(key: str, number: int = 0) -> tuple[Inbound, Step]:
    conversation = next(one for one in STORY.conversations if one.key == key)
    return parse(raw(conversation, number)), conversation.steps[number]


@pytest.mark.parametrize(("conversation", "number"), MAILS, ids=IDS)
def test_the_parser_sees_what_the_customer_wrote(conversation: Conversation, number: int) -> None:
    step = conversation.steps[number]
    seen = parse(raw(conversation, number))
    if step.machine == "unreadable":
        assert seen.unreadable
        return
    assert seen.unreadable is None
    assert seen.kind == (step.machine or "human")
    if step.machine != "bounce":
        assert [file.name for file in seen.attachments] == step.attach
    if not step.machine:
        said, written = (" ".join(text.split()) for text in (seen.reply_text, with_dates(step.words, NOW)))
        assert said.startswith(written[: len(written) // 2])
        assert "How was this reply?" not in said, said


def test_a_reply_quotes_what_it_answers() -> None:
    seen, _ = read("bestellung-unvollstaendig", 3)
    assert "schrieb Jonas Reuter" in seen.text
    assert "> gefunden: Der Dynamo lag noch" in seen.text
    assert seen.in_reply_to == "one@spokeandsaddle.example"


def test_each_mail_program_quotes_in_its_own_way() -> None:
    keys = [("lost-parcel", 2), ("jacket-return", 2), ("first-bike", 2), ("grandfathers-bike", 2)]
    marks = ["wrote:", "From: ", "iPhone", "> "]
    for (key, number), mark in zip(keys, marks, strict=True):
        assert mark in read(key, number)[0].text


def test_the_bounce_names_the_mail_that_did_not_arrive() -> None:
    seen, _ = read("basket-bounce", 2)
    assert seen.bounce is not None
    assert seen.bounce.original_message_id == "one@spokeandsaddle.example"
    assert seen.bounce.final_recipient == "roryvance@quickpost.example"


def test_the_stranger_writes_from_an_address_of_his_own() -> None:
    seen, _ = read("trailer-hitch", 2)
    assert seen.from_.address == "dermot@marnane-joinery.example"


def test_photographs_are_whole_png_files() -> None:
    data = files.photograph("crack-close.png")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    begin = data.index(b"IDAT")
    length = int.from_bytes(data[begin - 4 : begin])
    assert len(zlib.decompress(data[begin + 4 : begin + 4 + length])) == (files.WIDTH + 1) * files.HEIGHT
    assert len(data) < 20_000


def test_two_photographs_differ() -> None:
    assert files.photograph("helmet.png") != files.photograph("head-badge.png")


def test_papers_are_pdf_files_whose_table_points_at_every_object() -> None:
    data = files.paper(["Invoice 1 (one)", "Total € 3.00"])
    assert data.startswith(b"%PDF-1.4")
    assert data[int(data.split(b"startxref\n")[1].split(b"\n")[0]) :].startswith(b"xref")
    places = [int(line[:10]) for line in data.split(b"xref\n0 6\n")[1].splitlines()[1:6]]
    assert [data[place:].split(b" ")[0] for place in places] == [b"1", b"2", b"3", b"4", b"5"]
    assert rb"Invoice 1 \(one\)" in data


def test_every_mail_can_be_read_by_the_standard_library_too() -> None:
    conversation, number = MAILS[0]
    mail = message_from_bytes(raw(conversation, number), policy=policy.default)
    assert mail["Subject"] == conversation.subject
    assert not mail.defects
