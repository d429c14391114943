"""S25: no template engine reads what people save or are called; names go in escaped, once, and never as code."""

from html.parser import HTMLParser

import pytest

from rapport.conversations.models import Conversation
from rapport.customers.models import Customer
from rapport.flows.sign import signature_for
from rapport.writing.models import Signature
from tests import cast
from tests.cast import NOON
from tests.desk.conftest import client_of
from tests.knowledge.saying import saved
from tests.security.payloads import HANDLERS, LINKS, RUN, SCRIPTS

pytestmark = pytest.mark.django_db
ENGINES = (
    "{{7*7}}",
    "{% debug %}",
    "{{settings.SECRET_KEY}}",
    "{{customer.__class__}}",
    "{{ customer.name|safe }}",
    "{{agent.email}}",
    "{{agent.password}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{0.__class__}",
    "%(password)s",
    "{{{{customer.name}}}}",
)
ALL = "<div>{{customer.name}}|{{customer.first_name}}|{{conversation.subject}}|{{inbox.name}}</div>"


class Tags(HTMLParser):
    """Each tag that is opened, with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def about(name: str, subject: str = "The chain slips") -> Conversation:
    conversation = cast.conversation(subject=subject)
    Customer.objects.filter(pk=conversation.customer_id).update(name=name)
    return Conversation.objects.get(pk=conversation.pk)


def filled(conversation: Conversation, html: str) -> dict[str, str]:
    found = saved(html=html)
    address = f"/conversations/{conversation.reference}/saved-replies/{found.pk}/"
    said: dict[str, str] = client_of(cast.ada()).get(address).json()
    return said


@pytest.mark.parametrize("code", ENGINES)
def test_what_is_no_placeholder_stays_literal_text(code: str) -> None:
    said = filled(about("Uma Ferrari"), f"<div>{code.replace('<', '&lt;')}</div>")
    assert said["text"] == code.replace("{{{{customer.name}}}}", "{{Uma Ferrari}}")


@pytest.mark.parametrize("name", ["{{agent.email}}", "{{agent.name}}", "{{customer.name}}", "{{{{agent.name}}}}"])
def test_a_name_in_braces_is_not_read_again(name: str) -> None:
    said = filled(about(name), "<div>Hello {{customer.name}}</div>")
    assert said["text"] == f"Hello {name}"
    assert "Ada" not in said["html"]


def test_two_halves_make_no_placeholder() -> None:
    said = filled(about("agent.name"), "<div>{{{{customer.name}}}}</div>")
    assert said["text"] == "{{agent.name}}"


@pytest.mark.parametrize("html", [*SCRIPTS, *HANDLERS[:8], *LINKS[:21]])
def test_html_in_a_name_is_text(html: str) -> None:
    name = html[:200].replace("\0", "")
    said = filled(about(name, subject=name), ALL)["html"]
    assert "<script" not in said.lower()
    assert said.count("<") == 2, "nothing but the line around it"


@pytest.mark.parametrize("name", [f"javascript:{RUN}", "data:text/html,x", '" onclick="x', "'><img src=x>"])
def test_a_name_becomes_no_address_that_runs(name: str) -> None:
    html = '<div><a href="{{customer.name}}">{{customer.name}}</a></div>'
    said = filled(about(name), html)["html"]
    conversation = about(name)
    Signature.objects.create(html=html, changed_at=NOON)
    for made in (said, signature_for(conversation, cast.ada())):
        tags = Tags()
        tags.feed(made)
        assert [name for name, _ in tags.seen] == ["div", "a"]
        address = dict(tags.seen)["a"].get("href") or ""
        assert not address.startswith(("javascript:", "data:"))
        assert set(dict(tags.seen)["a"]) <= {"href", "rel"}


def test_a_name_of_many_braces_is_filled_in_at_once() -> None:
    said = filled(about("{" * 150), "<div>" + "{{customer.name}}" * 2_000 + "</div>")
    assert said["text"].startswith("{{{")
