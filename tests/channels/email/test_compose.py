"""The mail as it leaves: what stands where, and that a mail program reads it as it was meant."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test.utils import override_settings
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email import addresses, compose, letters_out
from rapport.channels.email.letters_out import FaceLink, Faces, LetterOut, Quote
from rapport.channels.email.models import OutboundMail
from rapport.conversations.letters import File
from rapport.flows.raise_alert import raise_alert
from tests import cast
from tests.cast import NOON, later
from tests.channels.email.outgoing import body, read, reply_of, send

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
FACES = Faces(
    "How did we do?",
    tuple(
        FaceLink(word, emoji, f"https://help.example/r/abc/{score}")
        for score, word, emoji in ((4, "Great", "😄"), (3, "Good", "🙂"), (2, "Not quite", "😕"), (1, "Bad", "🙁"))
    ),
    "https://help.example/r/abc/",
    "https://help.example/r/abc/0",
)


def letter(**fields: Any) -> LetterOut:
    given: dict[str, Any] = {
        "kind": "reply",
        "company": "Spoke & Saddle",
        "envelope_from": "b.x@reply.shop.example",
        "sender": ("Ada at Spoke & Saddle", "help@shop.example"),
        "recipient": ("Uma Ferrari", "uma@customer.example"),
        "to": [("Uma Ferrari", "uma@customer.example")],
        "cc": [],
        "reply_to": "t.token@reply.shop.example",
        "subject": "Re: The chain slips",
        "message_id": "<0123456789abcdef01234567.0123456789abcdef0123456789abcdef@shop.example>",
        "written_at": NOON,
        "text": "We will look at it today.",
        "signature": "Ada Byron\nSpoke & Saddle",
        "quote": Quote("On Wed, 04 Mar 2026 at 12:00, Uma Ferrari wrote:", "The chain slips.\n\nHelp!"),
        "faces": FACES,
    }
    return LetterOut(**(given | fields))


def made(**fields: Any) -> EmailMessage:
    return read(compose.compose(letter(**fields)))


def test_the_head_names_the_agent_the_shop_and_where_to_answer() -> None:
    mail = made()
    assert mail["From"] == "Ada at Spoke & Saddle <help@shop.example>"
    assert mail["To"] == "Uma Ferrari <uma@customer.example>"
    assert mail["Reply-To"] == "t.token@reply.shop.example"
    assert mail["Subject"] == "Re: The chain slips"
    assert mail["Date"].datetime == NOON


def test_the_text_part_reads_from_top_to_bottom() -> None:
    assert body(made()) == (
        "We will look at it today.\n\n"
        "Ada Byron\nSpoke & Saddle\n\n"
        "How did we do?\n"
        "Great: https://help.example/r/abc/4\n"
        "Good: https://help.example/r/abc/3\n"
        "Not quite: https://help.example/r/abc/2\n"
        "Bad: https://help.example/r/abc/1\n\n"
        "On Wed, 04 Mar 2026 at 12:00, Uma Ferrari wrote:\n"
        "> The chain slips.\n>\n> Help!\n"
    )


def test_the_faces_stand_below_the_signature_and_above_the_history() -> None:
    html = body(made(), "html")
    places = [html.index(word) for word in ("look at it today", "Ada Byron", "How did we do?", "Uma Ferrari wrote")]
    assert places == sorted(places)


def test_faces_are_words_and_large_enough_to_touch() -> None:
    html = body(made(), "html")
    assert html.count("min-height:44px") == 4
    for face in FACES.choices:
        assert face.url in html
        assert f">{face.word}<" in html
    assert "<img" not in html


def test_the_trap_is_in_the_page_unseen_and_not_in_the_text() -> None:
    mail = made()
    html = body(mail, "html")
    assert FACES.trap_url not in body(mail)
    hidden = html[html.index("display:none") :]
    assert FACES.trap_url in hidden[: hidden.index("</div>")]
    assert html.count(FACES.trap_url + '"') == 1


def test_without_an_invite_nothing_is_asked() -> None:
    mail = made(faces=None)
    assert "How did we do" not in body(mail) + body(mail, "html")


def test_what_the_agent_formatted_stays_and_what_could_harm_goes() -> None:
    html = body(
        made(
            html='<p>See <a href="https://x.example/a">this</a> <script>alert(1)</script><img src="https://t.example/p.gif"></p>'
        ),
        "html",
    )
    assert 'href="https://x.example/a"' in html
    assert "alert(1)" not in html
    assert "t.example" not in html


def test_plain_text_becomes_paragraphs_and_links_and_no_markup() -> None:
    html = body(made(text="First <b>line</b>\nsecond\n\nhttps://shop.example/x?a=1&b=2"), "html")
    assert "First &lt;b&gt;line&lt;/b&gt;<br>second" in html
    assert 'href="https://shop.example/x?a=1&amp;b=2"' in html


@pytest.mark.django_db
def test_files_travel_whole() -> None:
    conversation = cast.conversation()
    files = [File("Rechnung März.pdf", b"%PDF-1.4 " + bytes(range(256))), File("a.eml", b"From: x@y\n\nhello")]
    _, outbound = reply_of(conversation, files=files)
    mail = read(compose.compose(letters_out.letter_of(outbound)))
    parts = {part.get_filename(): part for part in mail.iter_attachments()}
    assert parts["Rechnung März.pdf"].get_content() == files[0].data
    assert parts["Rechnung März.pdf"].get_content_type() == "application/pdf"
    assert parts["a.eml"].get_content() == files[1].data


@pytest.mark.django_db
def test_a_picture_in_the_text_travels_beside_it() -> None:
    html = '<p>Like this: <img src="cid:pic1"></p>'
    _, outbound = reply_of(files=[File("chain.png", PNG, inline=True, content_id="pic1")])
    with_html = replace(letters_out.letter_of(outbound), html=html)
    mail = read(compose.compose(with_html))
    page = mail.get_body(("related",))
    assert isinstance(page, EmailMessage)
    picture = next(part for part in page.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<pic1>"
    assert picture.get_content() == PNG
    assert "cid:pic1" in body(mail, "html")
    assert list(mail.iter_attachments()) == []


def test_a_second_try_carries_the_same_bytes() -> None:
    assert compose.compose(letter()) == compose.compose(letter())


def test_ids_stay_whole_however_long() -> None:
    references = [f"<{'a' * 70}{number}@{'b' * 60}.example>" for number in range(21)]
    raw = compose.compose(letter(references=references, in_reply_to=references[-1]))
    assert read(raw)["References"].split() == references
    assert b"=?" not in raw.split(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    "subject",
    ["Re: Großes Rad 🚲🔧 kaputt " * 8, "🙂" * 200, "x" * 480, "Re: ünïcödé", "日本語の件名" * 30, 'a,b;c: "d" <e@f>'],
)
def test_every_subject_arrives_as_it_was_written(subject: str) -> None:
    raw = compose.compose(letter(subject=subject))
    assert read(raw)["Subject"] == subject.strip()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()


@pytest.mark.parametrize("name", ["Ünal Çelik", "日本 太郎", 'O\'Neil, "Bob" <x@y>', "a" * 150, "🚲", ""])
def test_every_name_arrives_as_it_was_written(name: str) -> None:
    mail = made(to=[(name, "uma@customer.example")], sender=(f"{name} at Shop", "help@shop.example"))
    assert mail["To"].addresses[0].display_name == name
    assert mail["To"].addresses[0].addr_spec == "uma@customer.example"
    assert mail["From"].addresses[0].display_name == f"{name} at Shop".strip()


def test_a_domain_beyond_ascii_is_written_in_ascii() -> None:
    assert compose.wire_address("uma@bücher.example") == "uma@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "uma",
        "@x.example",
        "uma@",
        "a b@x.example",
        "a@b@x.example\r\nRCPT TO:<e@x>",
        "<a@x.example>",
        "a,b@x.example",
        "uma@x..example ü@",
    ],
)
def test_what_is_no_address_is_refused_with_words(address: str) -> None:
    with pytest.raises(compose.BadAddress, match="no address that mail can be sent to"):
        compose.wire_address(address)


@settings(max_examples=300, deadline=None)
@example("\r0")
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=400))
def test_d13_every_text_comes_back_as_it_went(text: str) -> None:
    raw = compose.compose(letter(text=text, signature="", quote=None, faces=None))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    sent = text.replace("\r\n", "\n").replace("\r", "\n")
    assert body(read(raw)) == (sent.strip("\n") if sent.strip() else "") + "\n"


def test_d13_dots_froms_and_long_lines_survive() -> None:
    text = ".\n..\nFrom here\n" + "word " * 500 + "\n" + "x" * 5000
    assert body(made(text=text, signature="", quote=None, faces=None)) == text + "\n"


@pytest.fixture
def alert_mail(db: None) -> Iterator[EmailMessage]:
    conversation = cast.conversation()
    news = News(
        kind=Alert.Kind.UNHAPPY,
        key="k",
        headline="Uma Ferrari rated Ada's reply “Bad”",
        body="R-1001 The chain slips",
        quote="Nobody listens.\nI want my money back.",
        context="Have you tried turning it off?",
        path="/conversations/R-1001",
        conversation_id=conversation.pk,
    )
    with override_settings(RAPPORT_URL="https://help.shop.example"):
        raise_alert(news, [cast.mo()], at=later())
        yield send(OutboundMail.objects.get(kind="alert"), later()).mails[0]


def test_an_alert_shows_the_words_the_reply_and_what_to_do(alert_mail: EmailMessage) -> None:
    text, html = body(alert_mail), body(alert_mail, "html")
    assert "> Nobody listens.\n> I want my money back." in text
    assert "> Have you tried turning it off?" in text
    assert "Take it: https://help.shop.example/touch/" in text
    assert "Open: https://help.shop.example/conversations/R-1001" in text
    for words in ("Nobody listens.", "Have you tried turning it off?", "Take it", "Open"):
        assert words in html
    assert alert_mail["To"] == "Mo Haddad <mo@desk.example>"


def test_an_alert_asks_nobody_how_we_did(alert_mail: EmailMessage) -> None:
    assert "/r/" not in body(alert_mail) + body(alert_mail, "html")
    assert alert_mail["Reply-To"] is None


@pytest.mark.django_db
def test_the_letter_of_a_reply_comes_from_the_rows() -> None:
    message, outbound = reply_of()
    found = letters_out.letter_of(outbound, FACES)
    assert found.sender == ("Ada at Help", "help@desk.example")
    assert addresses.conversation_of_address(found.reply_to) == message.conversation_id
    assert addresses.bounce_key_of_address(found.envelope_from) == outbound.bounce_key
    assert found.quote == Quote(
        "On Wed, 04 Mar 2026 at 12:00, Uma Ferrari wrote:", "Hello, the chain slips on the third gear."
    )


@pytest.mark.django_db
def test_a_held_mail_is_neither_quoted_nor_answered() -> None:
    first = cast.arrives()
    held = cast.arrives(
        conversation_id=first.conversation_id, trust="failed", received_at=later(minutes=5), text="Evil"
    )
    assert held.held
    _, outbound = reply_of(first.conversation)
    found = letters_out.letter_of(outbound)
    assert found.in_reply_to == first.message_id
    assert held.message_id not in found.references
    assert found.quote is not None
    assert "Evil" not in found.quote.text


@pytest.mark.django_db
def test_without_a_reply_domain_the_tag_goes_onto_the_inbox() -> None:
    _, outbound = reply_of(cast.conversation(inbox=cast.inbox("care@shop.example", reply_domain="")))
    found = letters_out.letter_of(outbound)
    assert found.reply_to.startswith("care+t.")
    assert found.reply_to.endswith("@shop.example")


def test_templates_for_each_kind_of_mail_exist() -> None:
    for kind in set(OutboundMail.Kind.values) - {"trial"}:  # looks like the one that is tried
        assert render_to_string(f"email/{kind}.html", {"letter": letter(), "body": "x"})
