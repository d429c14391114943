"""The list of what is promised to customers."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils.translation import override

from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation
from rapport.desk.promises import views
from rapport.promises import actions, queries
from rapport.promises.models import Promise
from rapport.team.models import User
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db


def promised(
    text: str, hours: float, owner: User | None = None, sender: tuple[str, str] = cast.UMA, **fields: object
) -> Promise:
    return actions.make(
        cast.conversation(sender, **fields), text=text, due_at=later(hours=hours), owner=owner, at=later()
    )


def read(client: Client, path: str = "/promises/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_what_is_due_next_stands_first_with_its_conversation(ada: Client) -> None:
    promised("The new wheel", 50, cast.ada(), cast.SOL)
    first = promised("News of the lamp", 2, cast.ada())
    shown = read(ada)
    assert shown.index("News of the lamp") < shown.index("The new wheel")
    assert f'href="/conversations/{first.conversation.reference}/"' in shown
    assert "Uma Ferrari" in shown


def test_one_sees_ones_own_and_can_ask_for_everybodys(ada: Client) -> None:
    promised("The new wheel", 5, cast.ben())
    promised("The old wheel", 6, None, cast.SOL)
    assert "You owe nobody anything" in read(ada)
    shown = read(ada, "/promises/?of=all")
    assert "The new wheel" in shown
    assert ">Nobody<" in shown


def test_what_one_owes_and_what_is_put_off_is_counted_beside_the_folders_as_it_changes(ada: Client) -> None:
    promised("Another's", 5, cast.ben())
    hidden = cast.inbox("hidden@desk.example")
    hidden.teams.add(cast.team("Hidden"))
    promised("Not seen any more", 5, cast.ada(), cast.SOL, inbox=hidden)
    conversations.snooze(cast.conversation(cast.REX), later(days=2), actor=cast.ben(), at=later())
    assert counts(read(ada)) == counts(read(ada, "/folders/")) == {"later": 1}
    mine = promised("Mine", 6, cast.ada(), cast.REX)
    assert counts(read(ada, "/folders/")) == {"later": 1, "promises": 1}
    assert 'id="folders-more" hx-swap-oob="merge"' in read(ada, "/folders/")
    actions.withdraw(mine, at=later(hours=1))
    assert counts(read(ada)) == {"later": 1}


def counts(shown: str) -> dict[str, int]:
    """What the numbers beside Later and Promises say, where there are any."""
    found = re.findall(r'href="/(later|promises)/"(?:(?!</a>).)*class="count"[^>]*>(\d+)<', shown, re.DOTALL)
    return {name: int(number) for name, number in found}


def test_what_is_kept_withdrawn_or_a_first_word_is_not_there(ada: Client) -> None:
    kept = promised("Kept", 5, cast.ada())
    cast.answers(kept.conversation)
    actions.withdraw(promised("Withdrawn", 5, cast.ada(), cast.SOL), at=later(hours=1))
    actions.make(
        kept.conversation,
        text="First word",
        due_at=later(hours=9),
        owner=cast.ada(),
        at=later(),
        kind=Promise.Kind.FIRST_WORD,
    )
    assert queries.page_of_open(None) == []
    assert "Nothing is promised" in read(ada, "/promises/?of=all")


def test_closing_the_conversation_takes_no_promise_away(ada: Client) -> None:
    found = promised("The new wheel", 5, cast.ada())
    Conversation.objects.filter(pk=found.conversation_id).update(status="done", closed_at=later())
    assert "The new wheel" in read(ada)


def test_promises_in_inboxes_of_others_are_nobody_elses(mo: Client) -> None:
    other = cast.inbox("repairs@desk.example", name="Repairs")
    other.teams.add(cast.team("Repairs", cast.ben()))
    promised("The secret wheel", 5, cast.ben(), inbox=other)
    promised("Once hers", 6, cast.ada(), cast.SOL, inbox=other)
    for path in ("/promises/", "/promises/?of=all"):
        shown = read(client_of(cast.ada()), path)
        assert "The secret wheel" not in shown
        assert "Once hers" not in shown
    assert "The secret wheel" in read(client_of(cast.ben()))
    assert "Once hers" in read(mo, "/promises/?of=all")


def test_pages_follow_each_other_without_a_gap(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SIZE", 2)
    found = cast.conversation()
    for number in range(5):
        actions.make(found, text=f"Promise {number}", due_at=later(hours=3), owner=cast.ada(), at=later())
    seen, path = [], "/promises/?of=all"
    while path:
        answer = ada.get(path)
        seen += [one["text"] for one in answer.context["promises"]]
        path = answer.context["more_url"]
    assert seen == [f"Promise {number}" for number in range(5)]


@pytest.mark.parametrize("after", ["x", "1-", "-", "9" * 60 + "-1"])
def test_odd_places_are_not_found(ada: Client, after: str) -> None:
    assert ada.get("/promises/", {"after": after}).status_code == 404


def test_the_sidebar_leads_there_with_its_key(ada: Client) -> None:
    links = [link for section in ada.get("/promises/").context["sections"] for link in section["links"]]
    found = next(link for link in links if link["url"] == "/promises/")
    assert found["key"] == "g p"
    assert found["current"]


def test_what_is_put_off_is_told_in_the_readers_language(ada: Client) -> None:
    cast.ada().__class__.objects.filter(pk=cast.ada().pk).update(language="de")
    with override("de"):
        shown = read(ada, "/later/")
    assert "Nothing is put off" not in shown
