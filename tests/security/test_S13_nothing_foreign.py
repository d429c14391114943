"""S13: lists, counts, cards, alerts and timelines show nothing of inboxes that somebody does not see."""

import pytest
from django.test import Client

from rapport.alerts.actions import News, send
from rapport.alerts.models import Alert
from rapport.conversations.models import Ask, Conversation
from rapport.flows import conversation_closes, join
from rapport.platform.clock import now
from rapport.team.models import User
from tests import cast
from tests.desk.conftest import client_of
from tests.security import world
from tests.security.conftest import Desk

pytestmark = pytest.mark.django_db
LISTS = [
    "/pile/",
    "/mine/",
    "/unassigned/",
    "/waiting/",
    "/done/",
    "/lists/pile/",
    "/lists/mine/",
    "/lists/unassigned/",
    "/lists/waiting/",
    "/lists/done/",
    "/folders/",
    "/recoveries/",
    "/recoveries/figures/",
    "/goodwill/",
    "/prevention/",
    "/ratings/",
    "/alerts/",
    "/alerts/bell/",
    "/you/",
]
FOREIGN = ["Uma Ferrari", "Rex Stone", "customer.example", "chain", "Secret", "R-1", "/recoveries/1", "desk.example"]


def seen(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def own_words(text: str, user: User) -> str:
    return text.replace(user.email, "")


@pytest.mark.parametrize("role", ["outsider", "loose partner"])
@pytest.mark.parametrize("path", LISTS)
def test_lists_show_nothing_foreign(desk: Desk, path: str, role: str) -> None:
    user = world.user_of(role)
    assert user is not None
    for question in ("", "?after=9999999999999999-1", "?after=1-1", "?q=Uma", "?in=done", "?folder=pile"):
        shown = own_words(seen(desk.clients[role], path + question), user)
        assert [word for word in FOREIGN if word in shown] == []


def test_the_lists_are_not_empty_for_insiders(desk: Desk) -> None:
    for role in ("member", "partner", "lead"):
        client = desk.clients[role]
        for path in ("/pile/", "/lists/pile/", "/recoveries/", "/ratings/"):
            assert "Uma" in seen(client, path)
        assert folder_counts(client)["Pile"] == "1"
        assert folder_counts(client)["Recoveries"] == "1"


def folder_counts(client: Client) -> dict[str, str]:
    sections = client.get("/folders/").context["sections"]
    links = [link for section in sections for link in section["links"]]
    return {link["name"]: str(link["count"]) for link in links if link["count"] is not None}


@pytest.mark.parametrize("role", ["outsider", "loose partner"])
def test_counts_count_nothing_foreign(desk: Desk, role: str) -> None:
    assert set(folder_counts(desk.clients[role]).values()) == {"0"}
    bell = desk.clients[role].get("/alerts/bell/").context["bell"]
    assert (bell["unread"], bell["alerts"]) == (0, [])


def in_the_open() -> Conversation:
    """Of the same customer, in an inbox that every agent sees."""
    return cast.conversation(subject="A bell for Uma", inbox=cast.inbox("open@desk.example", name="Open"))


def test_the_card_names_only_other_conversations_one_may_see(desk: Desk) -> None:
    own = in_the_open()
    shown = seen(client_of(cast.ben()), f"/conversations/{own.reference}/")
    assert "The chain slips" not in shown
    assert desk.conversation.reference not in shown
    assert "Other conversations" not in shown
    assert "The chain slips" in seen(client_of(cast.ada()), f"/conversations/{own.reference}/")


def test_the_card_names_only_links_to_conversations_one_may_see(desk: Desk) -> None:
    own = in_the_open()
    join.link(own.pk, desk.conversation.pk, actor=cast.mo(), at=now())
    path = f"/conversations/{own.reference}/"
    assert desk.conversation.reference in seen(client_of(cast.ada()), path)
    asked = cast.cleo()
    Ask.objects.create(conversation=own, user=asked, asked_by=cast.mo(), asked_at=now())
    for stranger in (cast.ben(), asked):
        for part in (path, f"{path}thread/"):
            assert desk.conversation.reference not in seen(client_of(stranger), part)


def test_faces_of_foreign_conversations_are_not_shown(desk: Desk) -> None:
    card = client_of(cast.ben()).get(f"/conversations/{in_the_open().reference}/").context["customer"]
    assert card["faces"] == []


def test_a_held_mail_made_its_own_tells_nothing_of_where_it_came_from(desk: Desk) -> None:
    held = desk.conversation.messages.get(held=True)
    own = conversation_closes.split_held(held, actor=cast.mo(), at=now())
    assert own.inbox == desk.conversation.inbox
    assert cast.ben() not in User.objects.filter(teams__in=own.inbox.teams.all())
    assert client_of(cast.ben()).get(f"/conversations/{own.reference}/").status_code == 404


# --- somebody leaves the team -------------------------------------------------------------------------------------


def alerted(user: User, conversation: Conversation) -> None:
    news = News(
        kind=Alert.Kind.HANDOVER,
        key=f"x:{user.pk}",
        headline="Mo asks you to win back Uma Ferrari",
        quote="Secretcomment",
        body="The chain slips",
        path=f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
    )
    send(news, [user], at=now())


def test_who_leaves_the_team_keeps_no_old_alerts_about_its_customers(desk: Desk) -> None:
    alerted(cast.ada(), desk.conversation)
    client = client_of(cast.ada())
    assert "Secretcomment" in seen(client, "/alerts/bell/")
    cast.ada().teams.remove(cast.team("Ours"))
    for path in ("/alerts/", "/alerts/bell/", "/pile/"):
        shown = seen(client, path)
        assert "Secretcomment" not in shown
        assert "Uma" not in shown
    assert client.get("/alerts/bell/").context["bell"]["unread"] == 0


def test_alerts_about_no_conversation_stay(desk: Desk) -> None:
    news = News(kind=Alert.Kind.UNREADABLE, key="y", headline="A mail cannot be read", path="/pile/")
    send(news, [cast.pat()], at=now())
    assert "A mail cannot be read" in seen(client_of(cast.pat()), "/alerts/")


def test_who_leaves_the_team_loses_what_was_theirs(desk: Desk) -> None:
    client = client_of(cast.ada())
    conversation_closes.assign(desk.conversation, cast.ada(), actor=cast.mo(), at=now())
    assert "The chain slips" in seen(client, "/mine/")
    cast.ada().teams.remove(cast.team("Ours"))
    assert "The chain slips" not in seen(client, "/mine/")
    assert client.get(f"/conversations/{desk.conversation.reference}/").status_code == 404
    assert set(folder_counts(client).values()) == {"0"}


@pytest.mark.parametrize("role", ["outsider", "loose partner"])
def test_nobody_gets_what_they_may_not_see(desk: Desk, role: str) -> None:
    user = world.user_of(role)
    assert user is not None
    lead = client_of(cast.mo())
    for path in (
        f"/conversations/{desk.conversation.reference}/assignment/",
        f"/recoveries/{desk.things.recovery}/owner/",
    ):
        lead.post(path, {"agent": user.pk, "owner": user.pk})
    fresh = Conversation.objects.get(pk=desk.conversation.pk)
    assert fresh.assignee != user
    assert not Alert.objects.filter(user=user).exists()


@pytest.mark.parametrize("role", ["member", "partner", "lead"])
def test_only_those_who_see_the_inbox_are_offered(desk: Desk, role: str) -> None:
    for path in (f"/conversations/{desk.conversation.reference}/", f"/recoveries/{desk.things.recovery}/"):
        page = desk.clients[role].get(path)
        people = {one["name"] if isinstance(one, dict) else one.name for one in page.context["people"]}
        assert people == {"Ada Byron", "Mo Haddad", "Olga Brandt", "Quin Park"}
