"""Two to five answers, in words of an inbox: what they count as stays comparable, and what was asked stays."""

from typing import Any

import pytest
from django.test import Client

from rapport.conversations.models import Inbox
from rapport.feedback import actions, faces, queries, rules
from rapport.feedback.actions import Choice, FeedbackError
from rapport.feedback.models import Rating, RatingInvite, Scale, Vote
from rapport.flows.customer_rates import customer_rates
from rapport.recovery.models import Recovery
from tests import cast
from tests.cast import NOON, later
from tests.desk.conftest import client_of
from tests.portal.links import face, invited, key_in, page

GERMAN = "Guten Tag, wir haben das nicht gesehen und schauen uns die Kette heute an. Vielen Dank und viele Grüße"


@pytest.mark.parametrize(("points", "levels"), [(2, [1, 3]), (3, [1, 2, 3]), (4, [1, 2, 3, 4]), (5, [1, 1, 2, 3, 4])])
def test_what_an_answer_counts_as(points: int, levels: list[int]) -> None:
    found = [rules.level_of(number, points) for number in range(1, points + 1)]
    assert found == levels == sorted(found), "a better answer never counts as a worse one"


def test_the_usual_words_in_english_and_german() -> None:
    assert [point.word for point in faces.points_of()] == ["Great", "Good", "Not quite", "Bad"]
    assert [point.word for point in faces.points_of(2, words=["Nope", ""])] == ["Good", "Nope"]
    assert [point.word for point in faces.points_of(language="de")] != [point.word for point in faces.points_of()]


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#777777", "#767676", "#0e5a66", "#ff0000", "#ffee00"])
def test_letters_can_be_read_on_every_colour(colour: str) -> None:
    [point] = faces.points_of(2, colours=[colour, ""])[1:]
    assert faces.contrast(point.ink, colour) >= 4.5


def scale(points: int, language: str = "", **more: Any) -> Scale | None:
    given = {"words": [], "colours": [], "actor": cast.mo(), "at": NOON, **more}
    return actions.set_scale(cast.inbox(), language, points=points, **given)


def asked_now(text: str = "We will look at it today.", at: Any = None) -> RatingInvite:
    message = cast.answers(cast.conversation(), text=text, at=at)
    found = queries.invite_for(message.pk, cast.UMA[1])
    assert found is not None
    return found


@pytest.mark.django_db
def test_what_was_clicked_and_what_it_counts_as_are_both_kept() -> None:
    cast.mo()
    scale(5)
    rating = customer_rates(asked_now(), Choice(2, "button"), at=later(hours=1))
    assert (rating.score, rating.choice) == (1, 2)
    assert Vote.objects.get().choice == 2 and Vote.objects.get().score == 1
    assert Recovery.objects.count() == 1, "below the middle is unhappy"
    best = customer_rates(asked_now(), Choice(5, "button"), at=later(hours=1))
    assert (best.score, best.choice) == (4, 5)
    with pytest.raises(FeedbackError):
        customer_rates(asked_now(), Choice(6, "button"), at=later(hours=1))


@pytest.mark.django_db
def test_the_language_of_the_reply_decides_and_the_inbox_comes_first() -> None:
    german, rest = scale(3, "de", words=["Mies", "Geht", "Gut"]), scale(2)
    assert asked_now(GERMAN).scale == german
    assert asked_now().scale == rest
    other = cast.inbox("sales@desk.example", name="Sales")
    message = cast.answers(cast.conversation(inbox=other), text=GERMAN)
    invite = queries.invite_for(message.pk, cast.UMA[1])
    assert invite is not None and invite.scale is None and invite.points == 4


@pytest.mark.django_db
def test_old_invites_keep_the_scale_they_were_asked_with() -> None:
    first = scale(3, words=["Bad", "Meh", "Yes"])
    old = asked_now()
    scale(5, at=later(days=1))
    new = asked_now()
    assert old.scale == first and [link.word for link in queries.links(old).faces] == ["Yes", "Meh", "Bad"]
    assert new.points == 5
    scale(4, at=later(days=2))
    assert asked_now().scale is None, "four without words of their own are the four faces"
    assert Scale.objects.filter(ended_at=None).count() == 0 and Scale.objects.count() == 2
    rating = customer_rates(old, Choice(3, "button"), at=later(days=3))
    assert (rating.score, rating.choice) == (3, 3)


@pytest.mark.django_db
def test_saved_twice_is_saved_once() -> None:
    assert scale(3) == scale(3) and Scale.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("points", "more"),
    [
        (6, {}),
        (1, {}),
        (2, {"colours": ["red", ""]}),
        (2, {"colours": ["#12345", ""]}),
        (3, {"words": ["Same", "same", "x"]}),
        (2, {"words": ["Good", ""]}),
    ],
)
def test_what_cannot_be_asked_is_refused(points: int, more: dict[str, Any]) -> None:
    with pytest.raises(FeedbackError):
        scale(points, **more)
    assert not Scale.objects.exists()


@pytest.mark.django_db
def test_the_page_shows_the_scale_of_the_invite(client: Client) -> None:
    scale(5, words=["Awful", "", "", "", "Wow"], colours=["#aa0000", "", "", "", "#00aa00"])
    invite = invited()
    html = client.get(face(invite, 5)).content.decode()
    assert "You chose “<span data-word>Wow</span>”" in html and 'fill="#aa0000"' in html
    assert "style=" not in html
    sent = client.post(page(invite), {"level": "5", "page": key_in(html)}).content.decode()
    assert "Wow" in sent and Rating.objects.get().choice == 5
    assert client.get(face(invite, 6)).status_code == 404
    assert client.post(page(invite), {"level": "6"}).status_code == 422


@pytest.mark.django_db
def test_four_faces_know_no_fifth(client: Client) -> None:
    invite = invited()
    assert client.get(face(invite, 5)).status_code == 404


@pytest.mark.django_db
def test_R02_a_sweep_over_points_that_count_alike_is_a_sweep(client: Client) -> None:
    """1 and 2 of five both count as Bad; a machine that opens both is one all the same."""
    scale(5)
    invite = invited()
    key = key_in(client.get(face(invite, 1)).content.decode())
    client.get(face(invite, 2))
    client.post(page(invite), {"level": "1", "how": "dwell", "page": key})
    assert Rating.objects.get().state == "suspect"


@pytest.mark.django_db
def test_a_lead_sets_words_and_colours_and_sees_them_at_once() -> None:
    mo = client_of(cast.mo())
    inbox = cast.inbox()
    path = f"/settings/inboxes/{inbox.pk}/faces/de/"
    data = {"points": "3", "word-3-1": "Mies", "colour-3-1": "#AA0000", "coloured-3-1": "1", "colour-3-2": "#00ff00"}
    shown = mo.post("/faces/de/preview/", data).content.decode()
    assert "Mies" in shown and "#aa0000" in shown and "#00ff00" not in shown
    assert not Scale.objects.exists()
    assert mo.post(path, data).status_code == 302
    made = Scale.objects.get()
    assert (made.language, made.points, made.words, made.colours) == ("de", 3, ["Mies", "", ""], ["#aa0000", "", ""])
    assert "Mies" in mo.get(path).content.decode()
    wrong = mo.post(path, {"points": "2", "word-2-1": "Ja", "word-2-2": "ja"})
    assert wrong.status_code == 422 and 'value="ja"' in wrong.content.decode()
    assert mo.get(f"/settings/inboxes/{inbox.pk}/faces/xx/").status_code == 404
    assert Inbox.objects.get() == inbox


@pytest.mark.django_db
def test_the_desk_shows_what_was_clicked() -> None:
    ada = client_of(cast.ada())
    scale(5, words=["", "", "So so", "", ""])
    invite = asked_now()
    customer_rates(invite, Choice(3, "button"), at=later(hours=1))
    html = ada.get(f"/conversations/{invite.conversation.reference}/").content.decode()
    assert "So so (3/5)" in html
    assert "so so (3/5)" in ada.get("/ratings/").content.decode().lower()
