"""What was rendered once is kept, and shown only for as long as it is true; what pages cost in queries."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from rapport.conversations.models import Conversation
from rapport.customers.models import Customer
from rapport.desk.present import kept
from rapport.feedback.models import Rating
from rapport.flows import conversation_closes
from rapport.team.models import User
from rapport.web.templatetags import web
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of
from tests.desk.test_conversations import page, url

Queries = Callable[[int], AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept._kept.clear()
    web._messages.clear()
    web._parts.clear()


def rate(conversation: Conversation) -> None:
    answer = cast.answers(conversation)
    cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(minutes=20))
    Rating.objects.create(
        invite=answer.invites.get(), conversation=conversation, score=2, state="confirmed", first_at=later(hours=1),
        changed_at=later(hours=1),
    )  # fmt: skip


CHANGES: dict[str, tuple[Callable[[Conversation], Any], str]] = {
    "subject": (lambda one: Conversation.objects.filter(pk=one.pk).update(subject="Quite another"), "Quite another"),
    "customer": (lambda one: Customer.objects.filter(pk=one.customer_id).update(name="Una Neu"), "Una Neu"),
    "assignee": (
        lambda one: conversation_closes.assign(one, cast.mo(), actor=cast.mo(), at=later(minutes=1)),
        "Assigned to </span>Mo",
    ),
    "face": (rate, 'data-level="2"'),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_kept_row_is_made_anew_when_what_it_shows_changes(mo: Client, change: str) -> None:
    conversation = cast.conversation()
    act, words = CHANGES[change]
    assert words not in page(mo, "/pile/")
    act(conversation)
    assert words in page(mo, "/pile/")


def test_the_name_of_whose_it_is_changes_in_kept_rows_too(mo: Client) -> None:
    conversation_closes.assign(cast.conversation(), cast.ben(), actor=cast.mo(), at=later(minutes=1))
    page(mo, "/pile/")
    User.objects.filter(pk=cast.ben().pk).update(name="Benjamin Okoye")
    assert "</span>Benjamin" in page(mo, "/pile/")


def test_rows_that_look_as_before_are_not_loaded_again(mo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = cast.conversation()
    first = page(mo, "/lists/pile/")
    monkeypatch.setattr(kept, "pile_rows", None)
    assert page(mo, "/lists/pile/") == first
    assert f'id="row-{conversation.pk}"' in first


def test_a_kept_message_changes_with_what_it_shows(mo: Client) -> None:
    conversation = cast.conversation(text="It squeaks.", reply_text="It squeaks.")
    assert "It squeaks." in page(mo, url(conversation))
    conversation.messages.update(reply_text="It rattles.")
    assert "It rattles." in page(mo, url(conversation))
    assert len(web._messages) == 2


def test_nothing_with_a_form_is_kept(mo: Client) -> None:
    conversation = cast.conversation()
    conversation.messages.update(held=True)
    assert "It is the customer" in page(mo, url(conversation))
    assert not web._messages


@pytest.mark.parametrize(
    ("path", "most"), [("/pile/", 8), ("/mine/", 8), ("/lists/pile/", 5), ("/folders/", 5), ("/waiting/", 8)]
)
@pytest.mark.parametrize("who", ["mo", "ada"])
def test_lists_cost_few_queries(
    db: None, who: str, path: str, most: int, django_assert_max_num_queries: Queries
) -> None:
    cast.inbox("private@desk.example", name="Private").teams.add(cast.team("Others"))
    for number in range(3):
        cast.conversation((f"C{number}", f"c{number}@customer.example"))
    client = client_of(getattr(cast, who)())
    page(client, path)
    with django_assert_max_num_queries(most + (who == "ada")):
        page(client, path)


@pytest.mark.parametrize("change", ["subject", "customer"])
def test_rows_of_lists_by_time_are_kept_for_as_long_as_they_are_true(
    mo: Client, change: str, django_assert_max_num_queries: Queries
) -> None:
    conversation = cast.conversation()
    Conversation.objects.filter(pk=conversation.pk).update(status="done", closed_at=later(hours=1))
    act, words = CHANGES[change]
    assert words not in page(mo, "/done/")
    with django_assert_max_num_queries(7):
        page(mo, "/done/")
    act(conversation)
    assert words in page(mo, "/done/")
    Conversation.objects.filter(pk=conversation.pk).update(status="open", closed_at=None)
    assert words not in page(mo, "/done/")


def test_parts_kept_for_one_reader_are_never_those_of_another(ada: Client, mo: Client) -> None:
    """Who leads sees the health of the desk beside the page, who answers does not, whoever came first."""
    place = url(cast.conversation())
    for _ in range(2):
        assert 'href="/health/"' in page(mo, place)
        assert 'href="/health/"' not in page(ada, place)
    User.objects.filter(pk=cast.mo().pk).update(role="agent")
    User.objects.filter(pk=cast.ada().pk).update(role="lead")
    assert 'href="/health/"' not in page(client_of(cast.mo()), place)
    assert 'href="/health/"' in page(client_of(cast.ada()), place)


def owners(html: str) -> list[str]:
    """The names in the menu of whom to give it to; a star for who has it."""
    found = re.findall(r'<button class="menu-item" name="agent" value="\d+"(.*?)>.*?</span> (.*?)</button>', html)
    return [name + ("*" if "aria-current" in rest else "") for rest, name in found]


def test_the_menu_of_owners_follows_names_roles_and_whose_it_is(ada: Client) -> None:
    conversation = cast.conversation()
    place, ben = url(conversation), cast.ben()
    assert owners(page(ada, place)) == ["Ada Byron", "Ben Okoye"]
    conversation_closes.assign(conversation, ben, actor=ben, at=later(minutes=1))
    assert owners(page(ada, place)) == ["Ada Byron", "Ben Okoye*"]
    User.objects.filter(pk=ben.pk).update(name="Ben <Neu>")
    assert owners(page(ada, place)) == ["Ada Byron", "Ben &lt;Neu&gt;*"]
    User.objects.filter(pk=ben.pk).update(role="collaborator")
    assert owners(page(ada, place)) == ["Ada Byron"]


def test_kept_parts_speak_the_language_of_each_reader(ada: Client) -> None:
    place = url(cast.conversation())
    for language, words in (("en", "Conversation opened"), ("de", "Vorgang eröffnet"), ("en", "Conversation opened")):
        User.objects.filter(pk=cast.ada().pk).update(language=language)
        assert words in page(ada, place)


def test_a_partner_finds_no_address_where_it_was_kept_for_a_colleague(ada: Client, pat: Client) -> None:
    conversation = cast.conversation()
    conversation.inbox.teams.add(cast.team("Partners", cast.ada(), cast.pat()))
    assert "uma@customer.example" in page(ada, url(conversation))
    assert "uma@customer.example" not in page(pat, url(conversation))


def test_every_page_has_its_own_tokens(ada: Client, mo: Client) -> None:
    place = url(cast.conversation())
    seen = [set(re.findall(r'name="csrfmiddlewaretoken" value="(.*?)"', page(one, place))) for one in (ada, mo, ada)]
    assert [len(tokens) for tokens in seen] == [1, 1, 1]
    assert len(set.union(*seen)) == 3
