from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client as Browser

from rapport.feedback import actions, queries
from rapport.feedback.models import Rating, RatingInvite
from rapport.feedback.rules import Client
from rapport.web import clean
from tests import cast
from tests.cast import NOON
from tests.ratings.simulation import CLIENTS, FACES, Delivery, count, deliveries, report

pytestmark = pytest.mark.django_db
COLLEAGUE = Client("192.0.2.0/24", "colleague")
AT = NOON + timedelta(hours=2)


def forwarded(one: Delivery) -> None:
    """Whoever got the mail passed on says so, with the button made for it."""
    score = one.dice.choice(FACES)
    page = one.fetch(score, AT, COLLEAGUE)
    one.send(page, score, "dwell", AT + timedelta(seconds=2), COLLEAGUE)
    one.send(page, score, "passed_on", AT + timedelta(seconds=9), COLLEAGUE)


def reader_of_a_copy(one: Delivery) -> None:
    """Somebody in Cc has links of their own, so the vote carries their name."""
    if one.invite is not None:
        one.invite = actions.invite(one.invite.message, recipient=f"copy{one.number}@customer.example", at=NOON)
    one.click(one.feels(), "interaction", AT)


def agent(one: Delivery, browser: Browser) -> None:
    if one.invite is None:
        return
    _keep_alive(one.invite)
    links = queries.links(one.invite)
    for url in (links.faces[0].url, links.page_url):
        assert "Only the customer can answer" in browser.get(url).content.decode()
    assert browser.post(links.page_url, {"level": "1", "how": "button"}).status_code == 403


def quoted(one: Delivery) -> None:
    """The customer's answer quotes our faces; the desk shows them as words."""
    if one.invite is None:
        return
    faces = "".join(f'<a href="{face.url}">{face.word}</a>' for face in queries.links(one.invite).faces)
    shown = clean.mail(f"<p>Thanks</p><blockquote>{faces}</blockquote>")
    assert shown is not None
    assert "Great" in shown
    assert queries.token_of(one.invite) not in shown


def _keep_alive(invite: RatingInvite) -> None:
    """The door reads the clock, so the link must live today."""
    invite.expires_at = invite.expires_at.replace(year=2099)
    invite.save(update_fields=["expires_at"])


def test_nobody_else_votes_in_the_customers_name() -> None:
    mails = deliveries("R10")
    signed_in = Browser()
    signed_in.force_login(cast.ada())
    ways = (forwarded, reader_of_a_copy, lambda one: agent(one, signed_in), quoted)
    for one in mails:
        ways[one.number % 4](one)
    found = count(mails)
    customers = [one for one in mails if one.number % 4 != 1]
    foreign = [one for one in customers if (verdict := one.verdict()) and verdict[0] != "suspect"]
    in_their_name = Rating.objects.exclude(state="suspect").filter(invite__recipient=F("conversation__identity__value"))
    report("R10", "passed on, Cc, agent's preview, quoted", found, note=f"{len(foreign)} in the customer's name")
    assert foreign == []
    assert not in_their_name.exists()
    assert (found["confirmed"], found["suspect"]) == (CLIENTS / 4, CLIENTS / 4)
