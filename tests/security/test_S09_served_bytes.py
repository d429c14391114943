"""S09, S10: bytes of strangers are only ever saved, under harmless names, or shown as one of four kinds of picture."""

import re
from email.message import Message as Headers
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from rapport.conversations.letters import File
from rapport.conversations.models import Attachment
from rapport.conversations.rules import display_name
from rapport.platform import storage
from tests import cast
from tests.desk.conftest import client_of
from tests.security.payloads import RUN

pytestmark = pytest.mark.django_db
SCRIPT = f"<script>{RUN}</script>".encode()
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"0" * 64
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"0" * 64
GIF = b"GIF89a" + b"0" * 64
WEBP = b"RIFF\x40\0\0\0WEBPVP8 " + b"0" * 64
PICTURES = {"a.png": PNG, "a.jpg": JPEG, "a.gif": GIF, "a.webp": WEBP}
NO_PICTURES = {
    "x.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="' + RUN.encode() + b'"/>',
    "y.svg": b'<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
    "x.html": b"<!doctype html>" + SCRIPT,
    "x.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>",
    "x.png": b"<html>" + SCRIPT,
    "y.png": b"\0" * 40 + SCRIPT,
    "x.jpg": b"\xef\xbb\xbf" + SCRIPT,
    "x.pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "x.bmp": b"BM" + b"0" * 60,
    "x.ico": b"\0\0\1\0\1\0" + b"0" * 60,
    "x.tif": b"II*\0" + b"0" * 60,
    "x.avif": b"\0\0\0\x1cftypavif" + b"0" * 60,
    "x.xml": b'<?xml-stylesheet type="text/xsl" href="data:text/xml,x"?>',
    "x.swf": b"CWS\x09" + b"0" * 60,
    "x.eml": b"From: a@b\r\nContent-Type: text/html\r\n\r\n" + SCRIPT,
    "x.mht": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + SCRIPT,
    "x.htc": b"<public:component>" + SCRIPT,
    "x.zip": b"PK\x03\x04" + b"0" * 60,
    "empty.png": b"",
}
POLYGLOTS = {
    "three letters of a gif": b"GIF" + SCRIPT,
    "png and html": PNG + SCRIPT,
    "gif and script": b"GIF89a/*" + b"0" * 20 + b"*/=1;" + RUN.encode(),
    "jpeg and html": JPEG + b"<!--" + SCRIPT,
    "webp and html": WEBP + SCRIPT,
}


def stored(name: str, data: bytes, **more: object) -> Attachment:
    message = cast.arrives(files=[File(name, data, **more)])  # type: ignore[arg-type]
    return message.attachments.get()


def ask(path: str) -> Any:
    return client_of(cast.mo()).get(path)


def assert_boxed(answer: Any) -> None:
    rules = answer["Content-Security-Policy"].split("; ")
    assert rules[0] == "sandbox"
    assert "default-src 'none'" in rules
    assert "frame-ancestors 'none'" in rules
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert "no-store" in answer["Cache-Control"]


ALL_FILES = {**PICTURES, **NO_PICTURES, **POLYGLOTS}


@pytest.mark.parametrize("name", ALL_FILES)
def test_every_download_is_boxed_in(name: str) -> None:
    file = stored(name, ALL_FILES[name])
    answer = ask(f"/attachments/{file.public_id}/")
    assert answer.content == ALL_FILES[name]
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Type"] in {"application/octet-stream", *Attachment.SHOWN_IMAGES}
    assert_boxed(answer)


@pytest.mark.parametrize("name", NO_PICTURES)
def test_only_four_kinds_by_their_own_bytes_are_shown(name: str) -> None:
    file = stored(name, NO_PICTURES[name], inline=True, content_id="x")
    assert ask(f"/attachments/{file.public_id}/picture/").status_code == 404
    assert ask(f"/attachments/{file.public_id}/")["Content-Type"] == "application/octet-stream"
    shown = cast.arrives(html='<img src="cid:x">', files=[File(name, NO_PICTURES[name], inline=True, content_id="x")])
    assert b"src=" not in ask(f"/messages/{shown.public_id}/body/").content


@pytest.mark.parametrize("name", [*PICTURES, *POLYGLOTS])
def test_pictures_are_shown_as_what_their_bytes_are(name: str) -> None:
    file = stored("evil.html", ALL_FILES[name])
    answer = ask(f"/attachments/{file.public_id}/picture/")
    assert answer["Content-Type"] == file.content_type
    assert answer["Content-Type"] in Attachment.SHOWN_IMAGES
    assert_boxed(answer)


def test_a_type_that_was_stored_wrongly_is_not_believed_by_the_browser() -> None:
    file = stored("x.html", SCRIPT)
    Attachment.objects.filter(pk=file.pk).update(content_type="text/html")
    assert ask(f"/attachments/{file.public_id}/")["Content-Type"] == "application/octet-stream"
    assert ask(f"/attachments/{file.public_id}/picture/").status_code == 404


@pytest.mark.parametrize("name", list(ALL_FILES)[:12])
def test_bytes_lie_under_a_name_that_they_did_not_choose(name: str) -> None:
    file = stored(name, ALL_FILES[name])
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{30,}", file.blob)
    path = storage.path_of(file.blob)
    assert path.suffix == ""
    assert path.stat().st_mode & 0o111 == 0
    assert not any(part in path.parts for part in ("static", "templates"))


NAMES = [
    "../../etc/passwd",
    "..\\..\\windows\\system32",
    "/etc/passwd",
    "C:\\boot.ini",
    "\u200b.htaccess",
    ".htaccess",
    "a\x00.png",
    "a.png\x00.html",
    "CON",
    "NUL.txt",
    "x" * 5000,
    "x" * 5000 + ".pdf",
    "x." + "y" * 500,
    '"><img src=x onerror=alert(1)>',
    'a";filename=evil.html;x="',
    "a'; filename*=utf-8''evil.html",
    "\u202egpj.exe",
    "\u2066x\u2069.pdf",
    "a\r\nSet-Cookie: x=y",
    "a\nb.txt",
    "a\rb.txt",
    "a\u2028b",
    "a\x85b",
    "a\x1b[31mb",
    "",
    " ",
    ".",
    "..",
    "...",
    "/",
    "\\",
    "????",
    "a:b|c<d>e*f?g",
    "über straße.pdf",
    "Zoe\u0308.pdf",
    "日本語のファイル.pdf",
    "🚲.png",
    "=?utf-8?q?a=0Ab?=",
    "%2e%2e%2fpasswd",
    "%00.html",
    "{{7*7}}.txt",
    "a;b,c=d.txt",
    "\ufeffa.txt",
    "a\u00adb.txt",
    "tab\there.txt",
    "trailing. . .",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_offered_whole_and_harmless(name: str) -> None:
    file = stored(name, b"x")
    answer = ask(f"/attachments/{file.public_id}/")
    header = answer["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename\*=UTF-8''[A-Za-z0-9._~%-]+", header)
    offered = unquote(header.partition("''")[2])
    assert offered == file.name == display_name(name)
    assert 0 < len(offered) <= 120
    assert offered.isprintable()
    assert offered.strip(". ") == offered
    assert not set(offered) & set('/\\:*?"<>|')
    read = Headers()
    read["Content-Disposition"] = header
    assert read.get_filename() == offered
    assert read.get_params(header="Content-Disposition") is not None
    assert "Set-Cookie" not in answer.headers
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{62}", file.blob)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_only_words_on_the_page(name: str) -> None:
    file = stored(name, b"x")
    shown = ask(f"/conversations/{file.message.conversation.reference}/").content.decode()
    assert "<img src=x" not in shown
    assert "onerror=alert(1)>" not in shown.replace("&gt;", "")
    assert ">49.txt" not in shown
    assert f'href="/attachments/{file.public_id}/"' in shown


def test_names_that_differ_only_by_what_nobody_sees_look_alike() -> None:
    assert display_name("a\u200b.txt") == display_name("a.txt") == display_name("\u202ea.txt")


def test_a_long_name_keeps_its_ending() -> None:
    assert display_name("x" * 5000 + ".pdf").endswith("x.pdf")


# --- our own links, quoted back (RELIABILITY 4.5) -----------------------------------------------------------------


def test_a_quoted_face_is_no_link_on_the_desk_and_opening_the_mail_is_no_vote() -> None:
    from rapport.feedback import queries as feedback
    from rapport.feedback.models import Observation, Vote

    answer = cast.answers(cast.conversation())
    invite = feedback.invite_for(answer.pk, "uma@customer.example")
    assert invite is not None
    links = feedback.links(invite)
    urls = [*(face.url for face in links.faces), links.page_url, links.trap_url]
    html = "".join(f'<a href="{url}">{url}</a><img src="{url}">' for url in urls)
    text = "Thank you!\n\n" + "\n".join(f"> {url}" for url in urls)
    quoted = cast.arrives(conversation_id=answer.conversation_id, trust="proven", html=html, text=text, reply_text=text)
    client: Client = client_of(cast.mo())
    body = client.get(f"/messages/{quoted.public_id}/body/").content.decode()
    page = client.get(f"/conversations/{answer.conversation.reference}/").content.decode()
    assert "href=" not in body.partition("<body>")[2]
    for url in urls:
        assert f'href="{url}' not in page
        assert f'src="{url}' not in page + body
    assert "(rating link)" in page
    assert "Thank you!" in page
    assert not Vote.objects.exists()
    assert not Observation.objects.exists()
