"""“Is it fixed?” is another question than “how did we do?”: not yet opens it again, with the same person, on top."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from rapport.alerts.models import Alert
from rapport.conversations.models import Conversation
from rapport.feedback import queries
from rapport.feedback.models import Fixed, Rating, RatingInvite
from rapport.flows.conversation_closes import assign, close
from rapport.platform import clock
from rapport.reports import queries as reports
from rapport.triage.models import Placement
from tests import cast
from tests.desk.conftest import client_of
from tests.portal.links import face, invited, key_in, page

pytestmark = pytest.mark.django_db


def closed() -> tuple[RatingInvite, Conversation]:
    """Answered by Ada, kept by Ben, and closed."""
    invite = invited()
    assign(invite.conversation, cast.ben(), actor=cast.mo(), at=clock.now())
    close(invite.conversation, actor=cast.ben(), at=clock.now())
    return invite, Conversation.objects.get(pk=invite.conversation_id)


def press(client: Client, invite: RatingInvite, what: str, **more: str) -> str:
    key = key_in(client.get(f"{page(invite)}{what}").content.decode())
    return client.post(f"{page(invite)}{what}", {"page": key, **more}).content.decode()


def test_not_yet_opens_it_again_with_the_same_person_on_top_of_the_pile(client: Client) -> None:
    invite, conversation = closed()
    complaint = cast.conversation(cast.REX, text="This is a complaint, I am furious", received_at=clock.now())
    html = press(client, invite, "not-fixed")
    assert "It is open again" in html and "Ben" in html
    conversation.refresh_from_db()
    assert conversation.status == "open" and conversation.assignee == cast.ben()
    places = list(Placement.objects.filter(waiting=True).order_by("rank_key").values_list("conversation", flat=True))
    assert places[0] == conversation.pk and complaint.pk in places
    why = Placement.objects.get(conversation=conversation).why[0]["words"]
    assert why == "Not fixed, says the customer"
    [alert] = Alert.objects.filter(user=cast.ben(), key__startswith="not-fixed")
    assert alert.headline == f"Uma Ferrari says it is not fixed: {conversation.reference}"
    assert not Rating.objects.exists(), "it says nothing of how we did"


def test_nobody_had_it_so_whoever_wrote_gets_it(client: Client) -> None:
    invite = invited()
    close(invite.conversation, actor=cast.mo(), at=clock.now())
    Conversation.objects.update(assignee=None)
    press(client, invite, "not-fixed")
    assert Conversation.objects.get().assignee == cast.ada()


def test_an_answer_takes_it_off_the_top(client: Client) -> None:
    invite, conversation = closed()
    press(client, invite, "not-fixed")
    cast.answers(Conversation.objects.get(pk=conversation.pk), cast.ben(), at=clock.now() + timedelta(minutes=1))
    assert not Placement.objects.get(conversation=conversation).waiting


def test_settled_is_noted_and_changes_nothing(client: Client) -> None:
    invite, conversation = closed()
    assert "Good to know" in press(client, invite, "fixed")
    conversation.refresh_from_db()
    assert conversation.is_done and queries.stands_of(conversation.pk).is_fixed  # type: ignore[union-attr]
    assert not Alert.objects.filter(key__startswith="not-fixed").exists()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_S18_opening_the_link_says_nothing(client: Client, method: str) -> None:
    invite, conversation = closed()
    for what in ("fixed", "not-fixed"):
        client.generic(method, f"{page(invite)}{what}")
        client.generic(method, f"{page(invite)}{what}?fixed=no")
    conversation.refresh_from_db()
    assert conversation.is_done and not Fixed.objects.exists()


def test_R02_a_machine_that_opens_the_hidden_link_and_presses_everything_reopens_nothing(client: Client) -> None:
    invite, conversation = closed()
    client.get(f"{page(invite)}0")
    for what in ("fixed", "not-fixed"):
        assert "Please answer once more" in press(client, invite, what)
    conversation.refresh_from_db()
    assert conversation.is_done and set(Fixed.objects.values_list("state", flat=True)) == {"suspect"}


def test_R09_pressed_twice_is_said_once_and_a_change_of_mind_counts(client: Client) -> None:
    invite, conversation = closed()
    press(client, invite, "not-fixed")
    press(client, invite, "not-fixed")
    assert Fixed.objects.count() == 1 and Alert.objects.filter(key__startswith="not-fixed").count() == 1
    press(client, invite, "fixed")
    assert Fixed.objects.count() == 2
    assert not Alert.objects.filter(key__startswith="not-fixed", settled_at=None).exists()
    assert queries.stands_of(conversation.pk).is_fixed  # type: ignore[union-attr]


def test_R10_our_own_people_say_nothing() -> None:
    invite, conversation = closed()
    ada = client_of(cast.ada())
    assert ada.post(f"{page(invite)}not-fixed", {}).status_code == 403
    conversation.refresh_from_db()
    assert conversation.is_done


def test_a_face_chosen_in_the_mail_is_not_lost_without_scripts(client: Client) -> None:
    cast.mo()
    invite, _ = closed()
    html = client.get(face(invite, 1)).content.decode()
    matter = html[html.index('class="matter"') :]
    assert re.search(r'name="level" value="1"', matter)
    client.post(f"{page(invite)}not-fixed", {"page": key_in(html), "level": "1"})
    assert Rating.objects.get().score == 1 and Fixed.objects.get().is_fixed is False


def test_the_report_counts_closed_but_not_confirmed_and_leads_to_them(client: Client) -> None:
    mo = client_of(cast.mo())
    settled, _ = closed()
    press(client, settled, "fixed")
    silent = invited(cast.SOL)
    close(silent.conversation, actor=cast.ada(), at=clock.now())
    again = invited(cast.REX)
    press(client, again, "not-fixed")
    close(again.conversation, actor=cast.ada(), at=clock.now())
    Conversation.objects.update(last_message_at=clock.now())
    found = reports.closed(clock.now() - timedelta(days=30), None)
    assert found == {"settled": 1, "not_settled": 1, "no_word": 1}
    html = mo.get("/ratings/fixed/").content.decode()
    assert "Too few answers" in html and "n = 3" in html
    assert "Sol Berg" in html and "Uma Ferrari" not in html
    assert "Uma Ferrari" in mo.get("/ratings/fixed/?part=settled").content.decode()
    assert "Rex Stone" in mo.get("/ratings/fixed/?part=not_settled").content.decode()
    assert mo.get("/ratings/fixed/?part=x").status_code == 404
