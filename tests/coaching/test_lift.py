"""Replies with words that a rule looks for, and how they were rated against those without."""

from html import unescape
from typing import Any

import pytest

from rapport.coaching import actions, queries
from rapport.coaching.actions import lift
from rapport.feedback.models import Rating, RatingInvite
from rapport.language.tone import Rule, examples, phrases_in
from tests import cast
from tests.cast import NOON, later
from tests.desk.conftest import client_of
from tests.learning.making import says

pytestmark = pytest.mark.django_db


def rated(score: int, text: str, number: int) -> None:
    """Many of one: rows beside the one that came through the flow, since only its text and face matter here."""
    first = says(score, sender=(f"P{score}", f"p{score}{len(text)}@customer.example"))
    message, invite = first.invite.message, first.invite
    message.text = message.reply_text = text
    message.save()
    kept: dict[str, Any] = {
        "conversation": first.conversation,
        "message": message,
        "author": invite.author,
        "inbox": invite.inbox,
    }
    kept |= {"created_at": NOON, "expires_at": later(days=9)}
    names = [f"{first.pk}-{n}" for n in range(number - 1)]
    invites = RatingInvite.objects.bulk_create(
        RatingInvite(recipient=name, seed=name, token_digest=name, **kept) for name in names
    )
    Rating.objects.bulk_create(
        Rating(
            invite=one, conversation=first.conversation, score=score, state="confirmed", first_at=NOON, changed_at=NOON
        )
        for one in invites
    )


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_shown_as_an_example_is_found(language: str) -> None:
    for rule in Rule:
        for words in examples(rule, language):
            filler = " and the of" if language == "en" else " und der die"
            assert rule in {found for found, _ in phrases_in(words + filler)[1]}, words


def test_a_rule_and_a_phrase_tell_how_replies_with_them_were_rated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lift, "BATCH", 7)
    own: dict[str, Any] = {"language": "en", "phrase": "Bottom bracket", "rewrite": "", "actor": cast.mo()}
    actions.add_phrase(Rule.JARGON, **own, at=NOON)
    assert "Poor answers with such words" not in client_of(cast.mo()).get("/settings/tone/").content.decode()
    rated(1, "Obviously you have to charge it. It is easy, obviously.", 24)
    rated(4, "It is easy to charge the lamp, and it will shine.", 8)
    rated(1, "The lamp is on its way to you.", 2)
    rated(4, "The bottom bracket is on its way to you, the lamp as well.", 38)
    rated(1, "Das ist nicht der Fehler, und die Lampe ist da.", 3)
    scanner = Rating.objects.filter(score=4, invite__message__text__startswith="The").latest("pk")
    Rating.objects.filter(pk=scanner.pk).update(state="suspect")
    assert not actions.measure_when_due(at=later(hours=2), go_on=lambda: False)
    assert actions.measure_when_due(at=later(hours=2))
    assert not actions.measure_when_due(at=later(hours=9))
    found = queries.lifts()
    assert found["n"] == 74
    easy = found["rules"]["condescending"]
    assert (easy["with"], easy["without"]) == ([24, 32], [5, 42])
    assert easy["words"] == [["it is easy", 32], ["obviously", 24]]
    assert found["rules"]["blame"]["with"] == [0, 0]
    bracket = found["phrases"]["en:Bottom bracket"]
    assert (bracket["with"], bracket["without"]) == ([0, 37], [26, 34]), "only replies in its language"
    page = unescape(client_of(cast.mo()).get("/settings/tone/").content.decode())
    assert "Poor answers with such words: 75 %, 58 to 87 %, n = 32. Without: 12 %, 5 to 25 %, n = 42." in page
    assert "More often poor with them: × " in page
    assert "“it is easy” (32), “obviously” (24)" in page
    assert "too few answers" not in page
    monkeypatch.setattr(lift, "MOST", 7)
    assert actions.measure_when_due(at=later(days=2))
    assert queries.lifts()["n"] == 7, "a sample, however many there are"
    assert "too few answers (n = " in unescape(client_of(cast.mo()).get("/settings/tone/").content.decode())
