"""S21: a rating link cannot be guessed, tells nothing about others, and leaks to nobody."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rapport.feedback import queries
from rapport.feedback.models import Observation, RatingInvite, Vote
from rapport.platform import signing
from rapport.platform.models import Attempt
from rapport.team import actions as team
from tests import cast
from tests.portal.links import face, invited, page

pytestmark = pytest.mark.django_db


def wrong_tokens(invite: RatingInvite) -> Iterator[tuple[str, str]]:
    right = queries.token_of(invite)
    yield "one letter off", right[:-2] + ("AA" if right[-2:] != "AA" else "BA")
    yield "too short", right[:-1]
    yield "too long", right + "A"
    yield "a space", "%20"
    yield "the seed", invite.seed
    yield "the digest", invite.token_digest
    yield "another purpose", signing.derived_token("login", invite.seed)
    yield "a sign-in link", team.create_login_link(cast.ada(), at=timezone.now())
    yield "other letters", "ä" * 22
    yield "in capitals", right.swapcase()


def test_every_wrong_link_gets_the_same_answer(client: Client) -> None:
    invite, old = invited(), invited(cast.SOL)
    RatingInvite.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    wanted = client.get("/r/").content
    assert b"This link does not work" in wanted
    for name, token in [*wrong_tokens(invite), ("expired", queries.token_of(old))]:
        Attempt.objects.all().delete()
        for path in (f"/r/{token}", f"/r/{token}/", f"/r/{token}/1", f"/r/{token}/0"):
            answer = client.get(path)
            assert (answer.status_code, answer.content) == (404, wanted), name
        answer = client.post(f"/r/{token}/", {"level": "1", "how": "button"})
        assert (answer.status_code, answer.content) == (404, wanted), name
    assert not Observation.objects.exists()
    assert not Vote.objects.exists()


def test_an_invite_without_digest_cannot_be_opened_by_an_empty_token(client: Client) -> None:
    invite = invited()
    RatingInvite.objects.filter(pk=invite.pk).update(token_digest="")
    assert client.get("/r//1").status_code == 404
    assert client.get("/r/").status_code == 404
    assert not Observation.objects.exists()


def test_short_tokens_never_reach_the_invites(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get("/r/short/1")
    assert not [query for query in asked.captured_queries if "ratinginvite" in query["sql"]]


def test_faces_that_we_never_made_are_wrong_too(client: Client) -> None:
    invite = invited()
    for score in ("5", "-1", "01", "x", "1.0", "٣"):
        assert client.get(f"{page(invite)}{score}").status_code == 404
    assert not Observation.objects.exists()


def test_guessing_stops_after_ten_in_a_minute_and_hits_nothing(client: Client) -> None:
    invited()
    codes = [client.get(f"/r/{signing.random_token()}/1").status_code for _ in range(300)]
    assert codes[:10] == [404] * 10
    assert set(codes[10:]) == {429}
    assert not Observation.objects.exists()
    assert client.get("/r/x/1", REMOTE_ADDR="192.0.2.1").status_code == 404


def test_a_good_link_still_opens_beside_somebody_who_guesses(client: Client) -> None:
    invite = invited()
    for _ in range(15):
        client.get("/r/wrong/1")
    assert client.get(face(invite, 1)).status_code == 200


def test_one_link_is_answered_twenty_times_a_minute(client: Client) -> None:
    invite, other = invited(), invited(cast.SOL)
    codes = [client.get(face(invite, 1)).status_code for _ in range(25)]
    assert codes == [200] * 20 + [429] * 5
    assert client.post(page(invite), {"level": "1"}).headers["Retry-After"] == "60"
    assert client.get(face(other, 1)).status_code == 200
    assert Observation.objects.filter(invite=invite).count() == 20


def test_only_a_digest_is_stored_and_no_two_links_share_a_token() -> None:
    invites = [invited((f"P{n}", f"p{n}@customer.example")) for n in range(5)]
    tokens = [queries.token_of(invite) for invite in invites]
    assert len(set(tokens)) == 5
    for invite, token in zip(invites, tokens, strict=True):
        assert re.fullmatch(r"[\w-]{22}", token)
        assert invite.token_digest == signing.digest(token)
        assert token not in str(RatingInvite.objects.filter(pk=invite.pk).values())


def test_another_installations_key_makes_other_tokens(settings: Any) -> None:
    invite = invited()
    token = queries.token_of(invite)
    settings.SECRET_KEY = "another"
    assert queries.token_of(invite) != token
