"""Everybody who answers is shown the same way to review us in public, whatever they answered."""

import re

import pytest
from django.test import Client

from rapport.feedback import queries as feedback
from rapport.learning import actions, queries
from rapport.learning.models import PublicPlace
from rapport.platform import clock
from tests import cast
from tests.desk.conftest import client_of
from tests.portal.links import invited, key_in, page, send

pytestmark = pytest.mark.django_db
PLACE = {"name": "Open Reviews", "url": "https://reviews.example/us"}


def way_in(html: str) -> str:
    found = re.search(r"<p>If you want to tell others.*?</p>", html)
    return found[0] if found else ""


def test_all_raters_are_shown_the_same_way_whatever_they_answered(client: Client) -> None:
    actions.set_public_place(cast.inbox(), **PLACE, actor=cast.mo(), at=cast.NOON)
    shown = {
        way_in(
            send(client, invited((f"C{score}{words}", f"c{score}{len(words)}@customer.example")), score, comment=words)
        )
        for score in (1, 2, 3, 4)
        for words in ("", "This is terrible.")
    }
    [way] = shown
    assert 'href="https://reviews.example/us"' in way
    assert "Open Reviews" in way


def test_whoever_says_whether_it_is_fixed_is_shown_it_in_the_same_words(client: Client) -> None:
    actions.set_public_place(cast.inbox(), **PLACE, actor=cast.mo(), at=cast.NOON)
    shown = {way_in(send(client, invited(), 4))}
    for number, said in enumerate(("fixed", "not-fixed")):
        path = f"{page(invited((f'F{number}', f'f{number}@customer.example')))}{said}"
        key = key_in(client.get(path).content.decode())
        shown.add(way_in(client.post(path, {"page": key}).content.decode()))
    assert len(shown) == 1


def test_without_a_place_nobody_is_shown_one(client: Client) -> None:
    assert [way_in(send(client, invited((f"C{n}", f"c{n}@customer.example")), n)) for n in (1, 2, 3, 4)] == [""] * 4


def test_whoever_was_not_asked_is_not_shown_it(client: Client) -> None:
    actions.set_public_place(cast.inbox(), **PLACE, actor=cast.mo(), at=cast.NOON)
    assert way_in(send(client, invited(), 4, how="passed_on")) == ""


def test_it_belongs_to_one_inbox(client: Client) -> None:
    actions.set_public_place(cast.inbox("other@desk.example", name="Other"), **PLACE, actor=cast.mo(), at=cast.NOON)
    assert way_in(send(client, invited(), 4)) == ""


def test_no_mail_with_faces_tells_of_it() -> None:
    """What asks for an answer must not ask for a review, too."""
    actions.set_public_place(cast.inbox(), **PLACE, actor=cast.mo(), at=cast.NOON)
    message = cast.answers(cast.conversation(), at=clock.now())
    invite = feedback.invite_for(message.pk, cast.UMA[1])
    assert invite is not None
    assert "reviews.example" not in str(feedback.links(invite))


def test_leads_set_it_and_only_an_address_that_is_safe_to_follow() -> None:
    inbox, mo = cast.inbox(), client_of(cast.mo())
    path, key = f"/settings/public/{inbox.pk}/", f"inbox-{inbox.pk}"
    assert client_of(cast.ada()).post(path, {}).status_code == 403
    for url in ("javascript:alert(1)", "http://reviews.example", "data:text/html,x", "https://", "//reviews.example"):
        refused = mo.post(path, {f"{key}-name": "Reviews", f"{key}-url": url})
        assert refused.status_code == 422
        assert "Write an address that begins with https://." in refused.content.decode()
    assert mo.post(path, {f"{key}-name": "", f"{key}-url": PLACE["url"]}).status_code == 422
    assert not PublicPlace.objects.exists()
    mo.post(path, {f"{key}-name": "Open Reviews", f"{key}-url": PLACE["url"]})
    assert str(queries.public_place(inbox.pk)) == "Open Reviews"
    mo.post(path, {f"{key}-name": "", f"{key}-url": ""})
    assert queries.public_place(inbox.pk) is None
