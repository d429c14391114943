"""Words are kept while they are typed, and nobody's save takes another's away."""

from typing import Any

import pytest

from rapport.conversations.letters import File
from rapport.conversations.models import Conversation
from rapport.platform.models import Event
from rapport.writing import actions, queries
from rapport.writing.actions import Gone, Stale, Words
from rapport.writing.models import Draft
from tests import cast
from tests.cast import NOON, later

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def saved(conversation: Conversation, text: str, base: int = 0, **more: Any) -> Draft | None:
    words = Words(html=f"<div>{text}</div>" if text else "", text=text, **{"token": "t1"} | more)
    return actions.keep(conversation, cast.ada(), "reply", words, base=base, at=NOON)


def test_each_save_is_a_version_and_only_the_beginning_is_told() -> None:
    conversation = cast.conversation()
    for base in range(3):
        saved(conversation, f"Word {base}", base)
    draft = Draft.objects.get()
    assert (draft.text, draft.version, draft.token) == ("Word 2", 3, "t1")
    assert Event.objects.filter(name="writing.draft_begun").count() == 1


def test_who_saves_over_words_not_seen_is_told_and_nothing_is_changed() -> None:
    conversation = cast.conversation()
    saved(conversation, "First")
    saved(conversation, "Second", 1)
    with pytest.raises(Stale) as raised:
        saved(conversation, "From another tab", 1, token="t2")
    assert raised.value.draft.text == "Second"
    assert Draft.objects.get().text == "Second"


def test_an_emptied_draft_is_gone_but_not_while_it_has_a_file() -> None:
    conversation = cast.conversation()
    saved(conversation, "First")
    file = actions.add_file(conversation, cast.ada(), "reply", File("a.png", PNG), token="t1", at=NOON)
    assert saved(conversation, "", 2) is not None
    actions.remove_file(file, at=NOON)
    assert saved(conversation, "", 4) is None
    assert not Draft.objects.exists()


def test_nothing_typed_leaves_no_draft() -> None:
    assert saved(cast.conversation(), "") is None
    assert not Draft.objects.exists()


def test_words_that_were_sent_do_not_become_a_draft_again() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, compose_key="t1")
    with pytest.raises(Gone):
        saved(conversation, "A save that came late")


def test_the_other_version_is_kept_once_and_five_of_them_at_most() -> None:
    conversation = cast.conversation()
    saved(conversation, "Mine")
    for number, text in enumerate(["Old", "Old", *"ABCDE"]):
        saved(conversation, "Mine", 1 + number, spare=(f"<div>{text}</div>", text))
    assert [one["text"] for one in Draft.objects.get().spare] == list("EDCBA")


def test_a_picture_in_the_words_must_be_one() -> None:
    conversation = cast.conversation()
    with pytest.raises(ValueError, match="PNG, JPEG, GIF and WebP"):
        picture = File("a.png", b"<svg onload=alert(1)>", inline=True)
        actions.add_file(conversation, cast.ada(), "reply", picture, token="t1", at=NOON)
    assert not Draft.objects.exists()


def test_drafts_of_others_and_of_conversations_out_of_sight_are_not_listed() -> None:
    conversation = cast.conversation()
    saved(conversation, "Mine")
    actions.keep(conversation, cast.ben(), "reply", Words(text="His", token="t9"), base=0, at=NOON)
    assert [draft.text for draft in queries.page_of(cast.ada())] == ["Mine"]
    conversation.inbox.teams.set([cast.team("Theirs")])
    assert queries.page_of(cast.ada()) == []


def test_who_is_here_is_forgotten_and_never_oneself() -> None:
    conversation = cast.conversation()
    assert actions.be_here(conversation, cast.ada(), typing=True, at=NOON) == []
    others = actions.be_here(conversation, cast.ben(), typing=False, at=later(seconds=5))
    assert [one.user for one in others] == [cast.ada()]
    assert queries.is_typing(others[0], at=later(seconds=5))
    assert not queries.is_typing(others[0], at=later(seconds=9))
    assert [one.user for one in queries.present(conversation, at=later(seconds=52))] == [cast.ben()]
    actions.leave(conversation, cast.ben(), at=later(seconds=53))
    assert queries.present(conversation, at=later(seconds=53)) == []


def test_the_closest_signature_wins() -> None:
    conversation, ada = cast.conversation(), cast.ada()
    inbox = conversation.inbox

    def write(html: str, **whose: Any) -> None:
        of: dict[str, Any] = {"inbox": None, "user": None, "language": ""}
        of.update(whose)
        actions.write_signature(**of, html=html, actor=ada, at=NOON)

    def found(language: str = "") -> str:
        one = queries.signature_of(conversation, ada, language)
        return one.html if one else ""

    assert found() == ""
    cases: list[tuple[str, dict[str, Any]]] = [("all", {}), ("inbox", {"inbox": inbox}), ("own", {"user": ada})]
    for html, whose in cases:
        write(html, **whose)
        assert found() == html
    write("own here", user=ada, inbox=inbox)
    write("auf Deutsch", user=ada, inbox=inbox, language="de")
    assert (found(), found("de"), found("fr")) == ("own here", "auf Deutsch", "own here")
    write("own here, again", user=ada, inbox=inbox)
    assert found() == "own here, again"
