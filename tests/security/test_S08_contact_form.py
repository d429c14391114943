"""S08 on the contact form: whatever is typed, the page that comes back has the very elements it has for plain words."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from rapport.channels.form import pages
from rapport.conversations.models import Conversation
from rapport.platform import clock
from tests import cast
from tests.security.payloads import ALL

pytestmark = pytest.mark.django_db


class Shape(HTMLParser):
    """Elements with the names of their attributes, and the words between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, ...]] = []
        self.values: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *(name for name, _ in attrs)))
        given = dict(attrs)
        self.values[given.get("name") or ""] = given.get("value") or ""


def refused(client: Client, words: str, **more: Any) -> str:
    """A page with nothing wrong but its age: everything typed comes back."""
    typed = {"name": words[:160], "email": words[:300], "subject": words[:300], "message": words, "page": words[:90]}
    answer = client.post("/contact/", typed | more)
    assert answer.status_code == 422
    return answer.content.decode()


@pytest.fixture(autouse=True)
def _form(settings: Any) -> None:
    settings.RAPPORT_CONTACT_FORM = ["1"]
    cast.inbox()


def test_what_is_typed_is_never_more_than_words(client: Client) -> None:
    plain = Shape(refused(client, "plain words")).elements
    assert len(plain) > 20
    for payload in (one.replace("\x00", "\ufffd") for one in ALL):
        shape = Shape(refused(client, payload, website=payload))
        assert shape.elements == plain, payload
        assert "website" not in shape.values or shape.values["website"] == ""
    assert "Null characters are not allowed" in refused(client, "a\x00b")
    print(f"\nS08: {len(ALL)} payloads in every field of the contact form, 0 elements of theirs")


def test_names_of_inboxes_are_words_too(client: Client) -> None:
    payload = "<img src=x onerror=alert(1)>"
    cast.inbox("sales@desk.example", name=payload)
    for path in ("/contact/", f"/contact/{cast.inbox('sales@desk.example').pk}/"):
        html = client.get(path).content.decode()
        assert payload not in html
        assert "&lt;img src=x" in html


def test_the_page_of_thanks_says_an_address_and_no_more(client: Client) -> None:
    page = pages.new(cast.inbox().pk, at=clock.now() - timedelta(minutes=1)).token
    typed = {
        "name": ALL[0][:160],
        "email": "o'x&y@home.example",
        "subject": ALL[1][:300],
        "message": ALL[2],
        "page": page,
    }
    answer = client.post("/contact/", typed)
    assert answer.status_code == 200
    assert "<script" not in answer.content.decode()
    assert Conversation.objects.count() == 1
    assert "o&#x27;x&amp;y@home.example" in answer.content.decode()
