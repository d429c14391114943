"""The contact form: what is typed becomes a conversation, once; what cannot be taken comes back with its words."""

import re
from datetime import timedelta
from html import unescape
from ipaddress import ip_network
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rapport.channels.form import pages, sites
from rapport.conversations.models import Conversation, Inbox, Message
from rapport.desk.present.thread import shown_message
from rapport.platform import clock
from tests import cast
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Uma Ferrari",
    "email": "Uma@customer.example",
    "subject": "The chain slips",
    "message": "Hello,\r\nit slips on the third gear.",
}


@pytest.fixture(autouse=True)
def _inbox(_moment: None) -> Inbox:
    return cast.inbox(acknowledge=True)


@pytest.fixture
def _moment(settings: Any) -> None:
    settings.RAPPORT_CONTACT_FORM = ["1"]


def page(inbox: Inbox | None = None, seconds: float = 60) -> str:
    """A page that was opened a minute ago."""
    return pages.new((inbox or cast.inbox()).pk, at=clock.now() - timedelta(seconds=seconds)).token


def post(client: Client, path: str = "/contact/", **typed: Any) -> Any:
    return client.post(path, {**TYPED, "page": page(), **typed})


def test_what_is_typed_becomes_a_conversation_of_its_own(client: Client) -> None:
    answer = post(client)
    [message] = Message.objects.filter(kind="inbound")
    assert answer.status_code == 200
    assert message.conversation.reference in answer.content.decode()
    assert (message.trust, message.held, message.from_name) == ("unchecked", False, "Uma Ferrari")
    assert message.from_address == "uma@customer.example"
    assert message.text == message.reply_text == "Hello,\nit slips on the third gear."
    assert message.conversation.subject == "The chain slips"
    assert message.conversation.placement.waiting
    assert message.outbound.count() == 0


def test_it_never_joins_a_conversation_whatever_the_subject_says(client: Client) -> None:
    known = cast.conversation()
    post(client, subject=f"Re: [{known.reference}] The chain slips")
    assert Conversation.objects.count() == 2
    assert known.messages.count() == 1


def test_at_the_desk_it_says_where_it_came_from_and_offers_no_mail(client: Client) -> None:
    post(client)
    shown = shown_message(Message.objects.get(kind="inbound"))
    assert (shown["label"], shown["source_url"]) == ("Contact form", "")


def test_the_same_page_sent_twice_is_one_conversation(client: Client) -> None:
    token = page()
    first, second = post(client, page=token), post(client, page=token)
    assert Conversation.objects.count() == 1
    assert first.content == second.content


def test_files_come_along(client: Client) -> None:
    files = [SimpleUploadedFile("a/../photo.png", b"\x89PNG\r\n\x1a\n"), SimpleUploadedFile("b.pdf", b"%PDF-1.7")]
    assert post(client, attached=files).status_code == 200
    names = Message.objects.get(kind="inbound").attachments.values_list("name", "content_type")
    assert list(names) == [("photo.png", "image/png"), ("b.pdf", "application/pdf")]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": ""}, "Write your name."),
        ({"email": "uma"}, "This is no e-mail address."),
        ({"email": "uma@customer.example\r\nBcc: x@y.example"}, "This is no e-mail address."),
        ({"subject": " "}, "Write in a few words what it is about."),
        ({"message": ""}, "Write your message."),
        ({"subject": "x" * 301}, "300 characters at most"),
        ({"email": "help@desk.example"}, "This is our own address."),
        ({"email": "Help+x@desk.example"}, "This is our own address."),
        ({"email": "t.x@reply.desk.example"}, "This is our own address."),
        ({"website": "https://pills.example"}, "A hidden field was filled in."),
        ({"attached": SimpleUploadedFile("x", b"")}, "One of the files is empty."),
        ({"page": "wrong"}, "open for too long"),
        ({"page": ""}, "open for too long"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_words(client: Client, typed: dict[str, Any], says: str) -> None:
    answer = post(client, **typed)
    html = answer.content.decode()
    assert (answer.status_code, Conversation.objects.count()) == (422, 0)
    assert says in html
    for field in {"name", "subject", "message"} - set(typed):
        assert TYPED[field].split("\r\n")[-1] in html
    assert "pills" not in html


def test_a_page_is_good_for_a_day_and_not_for_a_moment(client: Client) -> None:
    assert b"quicker than a person" in post(client, page=page(seconds=1)).content
    assert b"open for too long" in post(client, page=page(seconds=25 * 3600)).content
    assert Conversation.objects.count() == 0
    assert post(client, page=page(seconds=23 * 3600)).status_code == 200


def test_the_page_of_another_inbox_opens_nothing(client: Client) -> None:
    other = cast.inbox("sales@desk.example", name="Sales")
    assert post(client, f"/contact/{other.pk}/").status_code == 422
    assert post(client, f"/contact/{other.pk}/", page=page(other)).status_code == 200


def test_the_page_that_comes_back_can_be_sent(client: Client) -> None:
    html = post(client, page="wrong").content.decode()
    token = re.search(r'name="page" value="([^"]+)"', html)
    assert token
    assert b"quicker" in post(client, page=token.group(1)).content


def test_five_an_hour_from_a_network(client: Client) -> None:
    statuses = [post(client).status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    refused = post(client)
    assert refused["Retry-After"] == "3600"
    assert "help@desk.example" in refused.content.decode()
    assert "third gear" in refused.content.decode()
    assert client.post("/contact/", {**TYPED, "page": page()}, REMOTE_ADDR="127.0.0.9").status_code == 429
    assert client.post("/contact/", {**TYPED, "page": page()}, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_behind_a_proxy_each_visitor_counts_alone(client: Client, settings: Any) -> None:
    def visit(*claims: str) -> int:
        headers = {"X-Forwarded-For": ", ".join(claims)}
        return client.post("/contact/", {**TYPED, "page": page()}, headers=headers).status_code

    assert [visit(f"203.0.{number}.1") for number in range(6)][-1] == 429, "nobody said that this is a proxy"
    settings.RAPPORT_PROXIES = [ip_network("127.0.0.0/8")]
    assert [visit(f"198.51.{number}.1") for number in range(8)] == [200] * 8
    assert [visit(f"192.0.{number}.1", "198.18.0.1") for number in range(6)] == [200] * 5 + [429], "they wrote that"


def test_too_much_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.post("/contact/", {**TYPED, "page": page()}, CONTENT_LENGTH="99999999")
    assert answer.status_code == 413
    assert b"25 MB" in answer.content


def test_files_together_are_as_large_as_a_mail_may_be(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.portal.contact.forms.MAIL_BYTES", 10)
    files = [SimpleUploadedFile(name, b"123456") for name in "ab"]
    answer = post(client, attached=files)
    assert answer.status_code == 422
    assert b"larger than 25 MB together" in answer.content
    assert b"choose your files again" in answer.content
    assert post(client, attached=SimpleUploadedFile("a", b"123456")).status_code == 200
    many = [SimpleUploadedFile(str(number), b"") for number in range(21)]
    assert post(client, attached=many).status_code == 422


def test_several_inboxes_are_offered_by_name(client: Client) -> None:
    sales = cast.inbox("sales@desk.example", name="Sales & Orders")
    cast.inbox("hr@desk.example", name="Secretplace").teams.add(cast.team("HR"))
    html = client.get("/contact/").content.decode()
    assert 'href="/contact/sales-orders/"' in html
    assert 'href="/contact/help/"' in html
    assert "Secretplace" not in html
    for place in ("sales-orders", str(sales.pk)):
        assert b"Sales &amp; Orders" in client.get(f"/contact/{place}/").content
    assert client.get("/contact/secretplace/").status_code == 404
    twin = cast.inbox("orders@desk.example", name="Sales, Orders")
    assert f'href="/contact/{twin.pk}/"' in client.get("/contact/").content.decode()
    assert client.post("/contact/", TYPED).status_code == 200, "the places again, with nothing taken"
    assert Conversation.objects.count() == 0


def test_the_setting_says_which_inboxes_have_a_form(client: Client, settings: Any) -> None:
    hr = cast.inbox("hr@desk.example", name="People")
    hr.teams.add(cast.team("HR"))
    settings.RAPPORT_CONTACT_FORM = ["hr@desk.example"]
    assert b"People" in client.get("/contact/").content
    assert client.get("/contact/help/").status_code == 404
    settings.RAPPORT_CONTACT_FORM = ["0"]
    assert client.get("/contact/").status_code == 404
    assert post(client).status_code == 404
    assert Conversation.objects.count() == 0


def test_no_cookie_no_script_and_under_15_kilobytes_with_its_style(client: Client) -> None:
    answer = client.get("/contact/")
    html = answer.content.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    weight = len(answer.content) + sum(len(b"".join(client.get(sheet))) for sheet in sheets)
    print(f"\nSize of the contact form with its style: {weight} bytes")
    assert [sheet.rsplit("/")[-1] for sheet in sheets] == ["portal.css", "portal-more.css"]
    assert weight < 15_000
    assert "<script" not in html
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/contact/", {**TYPED, "page": page()}).status_code == 200
    assert not strict.cookies


def test_only_named_sites_may_show_it_in_a_frame(client: Client, settings: Any) -> None:
    alone = client.get("/contact/")
    assert "frame-ancestors 'none'" in alone["Content-Security-Policy"]
    assert alone["X-Frame-Options"] == "DENY"
    settings.RAPPORT_FORM_SITES = ["https://www.example.com", "https://shop.example:8443"]
    for answer in (client.get("/contact/"), post(client), post(client, name="")):
        policy = answer["Content-Security-Policy"]
        assert "frame-ancestors https://www.example.com https://shop.example:8443" in policy
        assert "default-src 'none'" in policy
        assert "X-Frame-Options" not in answer
    assert "frame-ancestors 'none'" in client.get("/account/login/")["Content-Security-Policy"]


def test_a_lead_says_on_which_sites_the_form_of_one_inbox_may_stand(client: Client, settings: Any) -> None:
    mo, inbox = client_of(cast.mo()), cast.inbox()
    other = cast.inbox("sales@desk.example", name="Sales")
    path = f"/settings/inboxes/{inbox.pk}/form/"
    for wrong in (
        "https://*.example.com", "javascript:alert(1)", "http://www.example.com", "https://a.example;script-src",
        "https://a\0b", "'self'", "https://user:x@a.example", "https://", "https://[::1]",
        "\n".join(f"https://a{n}.example" for n in range(21)),
    ):  # fmt: skip
        assert mo.post(path, {"sites": wrong}).status_code == 422, wrong
    assert sites.sites_of(inbox) == []
    written = "https://WWW.example.com/contact?x=1, shop.example:8443\nhttp://localhost:3000 https://www.example.com"
    assert mo.post(path, {"sites": written}).status_code == 302
    kept = ["https://www.example.com", "https://shop.example:8443", "http://localhost:3000"]
    assert sites.sites_of(inbox) == kept
    shown = unescape(mo.get(path).content.decode())
    assert '<script src="http://127.0.0.1:8000/contact/help/embed.js" data-title="Write to us" async>' in shown
    token = page()
    html = client.get("/contact/help/?frame=1").content.decode()
    assert f'action="/contact/{inbox.pk}/?frame=1"' in html
    assert "portal/frame.js" in html
    for answer in (
        client.get("/contact/help/?frame=1"),
        post(client, "/contact/help/?frame=1", name=""),
        post(client, "/contact/help/?frame=1", website="pills"),
        post(client, "/contact/help/?frame=1", page=token),
    ):
        policy = answer["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors 'self' {' '.join(kept)}")
        assert "X-Frame-Options" not in answer
        assert not answer.cookies
        assert b"portal/frame.js" in answer.content
    assert Conversation.objects.count() == 1
    for elsewhere in ("/contact/help/", "/contact/sales/?frame=1", "/contact/", "/portal/", "/contact/none/?frame=1"):
        policy = client.get(elsewhere)["Content-Security-Policy"]
        assert "example" not in policy.partition("frame-ancestors")[2], elsewhere
    script = client.get("/contact/sales/embed.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert client.get("/contact/none/embed.js").status_code == 404
    other.teams.add(cast.team("Ours"))
    assert "This inbox has no form" in mo.get(f"/settings/inboxes/{other.pk}/form/").content.decode()
    assert client.get("/contact/sales/embed.js").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert client.generic(method, "/contact/").status_code == 405


def test_every_field_has_its_label_and_every_fault_its_place(client: Client) -> None:
    html = post(client, name="", email="x").content.decode()
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert {"name", "email", "subject", "message", "attached"} <= ids
    assert set(re.findall(r'<label for="([^"]+)"', html)) <= ids
    assert html.count('aria-invalid="true"') == 2
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
    assert {"name_error", "email_error"} <= set(described) <= ids
    assert 'role="alert"' in html
    assert 'autocomplete="email"' in html
