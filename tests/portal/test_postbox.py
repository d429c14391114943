import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import Client

from rapport.channels.email import practice
from rapport.channels.email.transport import Postbox
from rapport.feedback import queries
from rapport.platform.actions import remember_fact
from rapport.team.models import User
from tests import cast
from tests.portal.links import invited

pytestmark = pytest.mark.django_db
REPLY_TO = "t.abcdefghijklmnopqrstuvwxyz234567abcdefg@reply.desk.example"


class Basket:
    """Keeps what the listener was handed."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        self.mails.append((envelope.rcpt_tos, message_from_bytes(content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    settings.RAPPORT_DATA = tmp_path
    return tmp_path


@pytest.fixture
def listener(settings: Any) -> Iterator[Basket]:
    basket = Basket()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        settings.RAPPORT_SMTP_PORT = probe.getsockname()[1]
    controller = Controller(basket, hostname="127.0.0.1", port=settings.RAPPORT_SMTP_PORT)
    controller.start()
    yield basket
    controller.stop()


def post(
    data: Path, to: str = "Uma Ferrari <uma@customer.example>", html: str = "<p>Hello</p>", **headers: str
) -> None:
    mail = EmailMessage()
    mail["From"] = "Ada at Help <help@desk.example>"
    mail["To"] = to
    mail["Reply-To"] = REPLY_TO
    mail["Subject"] = headers.get("subject", "Re: The chain slips")
    mail["Date"] = headers.get("date", "Wed, 04 Mar 2026 12:00:00 +0000")
    mail["Message-ID"] = headers.get("id", "<one@desk.example>")
    mail.set_content("Hello")
    mail.add_alternative(html, subtype="html")
    address = to.rpartition("<")[2].rstrip(">")
    Postbox(data / "postbox").hand_over("", address, mail.as_bytes(), lambda: None)


def key() -> str:
    return practice.posted()[0].key


def test_an_empty_postbox_says_what_fills_it(client: Client, data: Path) -> None:
    html = client.get("/postbox/").content.decode()
    assert "No mail has been sent yet" in html


def test_the_newest_mail_stands_first_and_can_be_narrowed_to_one_person(client: Client, data: Path) -> None:
    post(data, subject="Older")
    post(data, "sol@customer.example", subject="Newer", date="Wed, 04 Mar 2026 13:00:00 +0000", id="<two@desk.example>")
    html = client.get("/postbox/").content.decode()
    assert html.index("Newer") < html.index("Older")
    html = client.get("/postbox/", {"to": "sol@customer.example"}).content.decode()
    assert "Newer" in html
    assert "Older" not in html
    assert "Nothing for this address" in client.get("/postbox/?to=nobody@x.example").content.decode()


def test_a_mail_is_shown_in_a_sandbox_with_links_for_the_whole_window(client: Client, data: Path) -> None:
    face = queries.links(invited()).faces[0].url
    post(data, html=f'<p>Hi</p><script>alert(1)</script><a href="{face}">Great</a>')
    html = client.get(f"/postbox/{key()}").content.decode()
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"' in html
    frame = client.get(f"/postbox/{key()}/page")
    rules = frame.headers["Content-Security-Policy"]
    assert rules.startswith("sandbox ")
    assert "allow-scripts" not in rules
    assert "allow-same-origin" not in rules
    assert "default-src 'none'" in rules
    assert "X-Frame-Options" not in frame.headers
    assert f'href="{face}?as=customer"' in frame.content.decode()


def test_the_source_is_plain_text(client: Client, data: Path) -> None:
    post(data)
    answer = client.get(f"/postbox/{key()}/source")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Message-ID: <one@desk.example>" in answer.content.decode()


def test_answering_sends_a_real_mail_from_the_customer_to_the_reply_address(
    client: Client, data: Path, listener: Basket
) -> None:
    post(data)
    answer = client.post(f"/postbox/{key()}", {"text": "It still slips.\nÜber und über."}, follow=True)
    assert "Sent as a real mail" in answer.content.decode()
    [(recipients, mail)] = listener.mails
    assert recipients == [REPLY_TO]
    assert str(mail["From"]) == "Uma Ferrari <uma@customer.example>"
    assert str(mail["Subject"]) == "Re: The chain slips"
    assert str(mail["In-Reply-To"]) == "<one@desk.example>"
    body = mail.get_body()
    assert body is not None
    assert body.get_content().startswith(
        "It still slips.\r\nÜber und über.\r\n\r\nOn 04 Mar 2026 at 12:00, Ada at Help wrote:"
    )


def test_an_answer_that_cannot_be_sent_stays_on_the_page(client: Client, data: Path, settings: Any) -> None:
    settings.RAPPORT_SMTP_PORT = 1
    post(data)
    answer = client.post(f"/postbox/{key()}", {"text": "It still slips."})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "No mail listener answers on port 1" in html
    assert "It still slips." in html
    assert "Write a few words first" in client.post(f"/postbox/{key()}", {"text": "  "}).content.decode()


def test_header_lines_cannot_be_made_by_what_somebody_types(client: Client, data: Path, listener: Basket) -> None:
    post(data, subject="Hi =?utf-8?q?a=0ABcc=3A_evil=40x.example?=")
    client.post(f"/postbox/{key()}", {"text": "Bcc: evil@x.example"})
    [(recipients, mail)] = listener.mails
    assert recipients == [REPLY_TO]
    assert mail["Bcc"] is None


@pytest.mark.parametrize("bad", ["nothing", "..", "..%2F..%2Fsecret.key", "%00", "a" * 5000])
def test_keys_that_are_none_name_nothing(client: Client, data: Path, bad: str) -> None:
    (data / "secret.key").write_text("secret")
    post(data)
    for path in (f"/postbox/{bad}", f"/postbox/{bad}/page", f"/postbox/{bad}/source"):
        answer = client.get(path)
        assert answer.status_code in (404, 200)
        assert b"secret" not in answer.content.replace(b"secret.key", b"")
        assert answer.status_code == 404 or path.startswith("/postbox/..")


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "192.0.2.9"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.9"},
        {"HTTP_FORWARDED": "for=x"},
        {"REMOTE_ADDR": ""},
    ],
    ids=["from elsewhere", "through a proxy", "through another proxy", "from nowhere"],
)
def test_the_postbox_opens_only_here_or_for_our_people(client: Client, data: Path, headers: dict[str, Any]) -> None:
    post(data)
    paths = ("/postbox/", f"/postbox/{key()}", f"/postbox/{key()}/page", f"/postbox/{key()}/source")
    for path in paths:
        assert client.get(path, **headers).status_code == 404
        assert client.post(path, {"text": "x"}, **headers).status_code in (404, 405)
    client.force_login(cast.mo())
    for path in paths:
        assert client.get(path, **headers).status_code == 200


@pytest.mark.parametrize("person", [cast.ada, cast.cleo, cast.pat])
def test_who_manages_no_inbox_reads_it_only_where_nothing_is_real(data: Path, person: Any) -> None:
    """A link to a rating or to a customer's own page lets anybody act as the customer."""
    post(data)
    elsewhere = desk_client(person())
    paths = ("/postbox/", f"/postbox/{key()}", f"/postbox/{key()}/page", f"/postbox/{key()}/source")
    for path in paths:
        assert elsewhere.get(path).status_code == 404
        assert elsewhere.post(path, {"text": "x"}).status_code in (404, 405)
    assert 'href="/postbox/"' not in elsewhere.get("/done/").content.decode()
    remember_fact(practice.SAMPLE, {"since": "noon"}, at=cast.NOON)
    for path in paths:
        assert elsewhere.get(path).status_code == 200
    assert 'href="/postbox/"' in elsewhere.get("/done/").content.decode()


def desk_client(user: User) -> Client:
    client = Client(REMOTE_ADDR="192.0.2.9")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_leads_find_it_in_their_menu(data: Path) -> None:
    assert 'href="/postbox/"' in desk_client(cast.mo()).get("/done/").content.decode()


def test_with_a_mail_server_there_is_no_postbox(client: Client, data: Path, settings: Any) -> None:
    post(data)
    where = f"/postbox/{key()}"
    settings.RAPPORT_SMTP_URL = "smtp://mail.example"
    client.force_login(cast.ada())
    for path in ("/postbox/", where, f"{where}/page", f"{where}/source"):
        assert client.get(path).status_code == 404


def test_answering_from_another_site_is_refused(data: Path) -> None:
    post(data)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/postbox/{key()}", {"text": "x"}).status_code == 403
