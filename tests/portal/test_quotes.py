"""Whoever answers with words may allow that they are quoted, whatever they chose; withdrawn, they are gone at once."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from rapport.feedback import actions, queries
from rapport.feedback.models import Quote, Rating, RatingInvite
from rapport.platform.clock import now
from rapport.platform.models import AuditEntry, Event
from tests import cast
from tests.desk.conftest import client_of
from tests.portal.links import invited, page, send

pytestmark = pytest.mark.django_db
ASKED = "May we quote you in public?"
WORDS = "They <b>listened</b>, and then it worked."


def form_in(html: str) -> str:
    """The question, without what differs between people."""
    return html[html.index("<h2>" + ASKED) : html.index("Yes, you may quote me")] if ASKED in html else ""


def allow(client: Client, invite: RatingInvite, name: str = "Uma F.", status: int = 200) -> str:
    answer = client.post(f"{page(invite)}quote", {"do": "allow", "name": name})
    assert answer.status_code == status
    return unescape(answer.content.decode())


def choose(quote: Quote, on: str = "1", status: int = 302) -> None:
    assert client_of(cast.mo()).post(f"/ratings/quotes/{quote.pk}/", {"on": on}).status_code == status


def wall(client: Client, path: str = "", status: int = 200) -> str:
    answer = client.get(path or f"/quotes/{cast.inbox().pk}/")
    assert answer.status_code == status
    return unescape(answer.content.decode())


def test_everybody_who_writes_words_is_asked_alike_and_nobody_else(client: Client) -> None:
    asked = [send(client, invited((f"C{n}", f"c{n}@customer.example")), n, comment="Words.") for n in (1, 2, 3, 4)]
    assert len({form_in(html) for html in asked}) == 1
    assert form_in(asked[0])
    assert ASKED not in send(client, invited(("D", "d@customer.example")), 4)
    passed_on = invited(("E", "e@customer.example"))
    assert ASKED not in send(client, passed_on, 4, how="passed_on", comment="Words.")
    suspect = invited(("F", "f@customer.example"))
    send(client, suspect, 4, comment="Words.")
    Rating.objects.filter(invite=suspect).update(state="suspect")
    for invite in (passed_on, suspect):
        allow(client, invite, status=404)
    assert not Quote.objects.exists()


def test_it_is_shown_when_a_lead_chooses_it_with_how_everybody_answered_and_gone_when_withdrawn(
    client: Client,
) -> None:
    invite = invited()
    assert ASKED in send(client, invite, 4, comment=WORDS)
    assert "we may quote you" in allow(client, invite, "  Uma \0 <i>F.</i>" + "x" * 90)
    quote = Quote.objects.get()
    assert (quote.words, len(quote.name), quote.shown_at) == (WORDS, 80, None)
    wall(client, status=404)
    ada, ben, pat = (client_of(one()) for one in (cast.ada, cast.ben, cast.pat))
    quote.rating.conversation.inbox.teams.add(cast.team("Bikes", cast.ada()))
    assert WORDS in wall(ada, "/ratings/quotes/")
    for other in (ben, pat):
        assert "listened" not in wall(other, "/ratings/quotes/")
    assert ada.post(f"/ratings/quotes/{quote.pk}/", {"on": "1"}).status_code == 403

    choose(quote)
    raw = client.get(f"/quotes/{cast.inbox().pk}/")
    assert raw["Cache-Control"] == "no-store"
    assert b"They &lt;b&gt;listened" in raw.content
    shown = unescape(raw.content.decode())
    assert "too few answers (n = 1)" in shown
    assert "@customer.example" not in shown
    told = client.get(f"/quotes/{cast.inbox().pk}.json")
    assert told["Access-Control-Allow-Origin"] == "*"
    assert told.json()["happy"] == {"share": None, "low": None, "high": None, "n": 1, "days": 365}
    assert told.json()["quotes"][0]["words"] == WORDS
    assert AuditEntry.objects.filter(action="quote.shown").count() == 1

    assert f'{page(invite)}quote">Withdraw your quote' in wall(client, page(invite))
    RatingInvite.objects.update(expires_at=now() - timedelta(days=1))  # too late to answer, never to withdraw
    for path in (page(invite), f"{page(invite)}3", f"{page(invite)}quote"):
        assert "Withdraw it" in wall(client, path)
    client.post(f"{page(invite)}quote", {"do": "withdraw"})
    assert not Quote.objects.exists()
    wall(client, status=404)
    wall(client, f"/quotes/{cast.inbox().pk}.json", 404)
    assert "listened" not in wall(ada, "/ratings/quotes/")
    choose(quote, status=404)
    names = Event.objects.filter(name__startswith="feedback.quote").order_by("pk").values_list("name", flat=True)
    assert [name.removeprefix("feedback.quote_") for name in names] == ["allowed", "shown", "withdrawn"]


def test_it_stands_for_exactly_what_was_said(client: Client) -> None:
    invite = invited()
    send(client, invite, 4, comment=WORDS)
    allow(client, invite)
    quote = Quote.objects.get()
    choose(quote)
    choose(quote, "0")
    wall(client, status=404)
    choose(quote)
    allow(client, invite)
    assert "listened" in wall(client)
    html = send(client, invite, 1, comment="It broke again.")
    assert "Withdraw it" not in html
    assert "It broke again." in form_in(html)
    wall(client, status=404)
    allow(client, invite, "")
    assert "It broke again." not in client.get("/ratings/quotes/").content.decode()
    quote.refresh_from_db()
    assert (quote.words, quote.score, quote.shown_at) == ("It broke again.", 1, None), "a lead chooses anew"


def test_our_own_people_allow_nothing(client: Client, settings: object) -> None:
    settings.RAPPORT_SMTP_URL = "smtp://mail.example"  # type: ignore[attr-defined]
    invite = invited()
    send(client, invite, 4, comment=WORDS)
    assert client_of(cast.ada()).post(f"{page(invite)}quote", {"do": "allow"}).status_code == 403
    actions.allow_quote(Rating.objects.get(), "", at=now())
    assert client_of(cast.ada()).post(f"{page(invite)}quote", {"do": "withdraw"}).status_code == 403
    assert queries.quotes(None)
