"""Searches that are kept: who has them, who changes them, and how many open conversations each has for whom."""

import pytest

from rapport.conversations.models import Conversation, Status
from rapport.search import actions, queries
from rapport.search.actions import Follower, ViewError, ViewForm, count_views
from rapport.search.models import View, ViewCount
from rapport.team.models import User
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def kept(query: str, owner: User | None = None, **said: object) -> View:
    return actions.keep(ViewForm("Chains", query, **said), owner=owner or cast.ada(), at=NOON)  # type: ignore[arg-type]


def names_of(user: User) -> list[str]:
    return [one.view.query for one in queries.views_of(user)]


def count(user: User) -> int:
    [one] = queries.views_of(user)
    return one.count


def counted() -> None:
    Follower().follow(at=NOON)
    actions.index(Conversation.objects.values_list("pk", flat=True))
    count_views(today=TODAY)


def test_a_view_is_seen_by_those_it_is_for() -> None:
    team = cast.team("Repair", cast.ada(), cast.iris())
    kept("own")
    kept("team", audience=View.Audience.TEAM, team=team)
    kept("all", audience=View.Audience.ALL)
    assert names_of(cast.ada()) == ["own", "team", "all"]
    assert names_of(cast.iris()) == ["team", "all"]
    assert names_of(cast.ben()) == ["all"]


def test_only_the_owner_changes_it_and_leads_what_is_shared() -> None:
    own, shared = kept("own"), kept("all", audience=View.Audience.ALL)
    for view, user, may in ((own, cast.ben(), False), (own, cast.mo(), False), (shared, cast.ben(), False)):
        assert view.is_changed_by(user) is may
        with pytest.raises(ViewError):
            actions.change(view, ViewForm("x", "y"), actor=user, at=NOON)
        with pytest.raises(ViewError):
            actions.remove(view, actor=user, at=NOON)
    actions.change(shared, ViewForm("x", "y"), actor=cast.mo(), at=NOON)
    assert View.objects.get(pk=shared.pk).query == "y"
    actions.remove(own, actor=cast.ada(), at=NOON)
    assert not View.objects.filter(pk=own.pk).exists()


def test_a_view_moves_past_its_neighbour() -> None:
    one, two, three = kept("1"), kept("2"), kept("3")
    actions.move(three, up=True, actor=cast.ada(), at=NOON)
    assert names_of(cast.ada()) == ["1", "3", "2"]
    actions.move(View.objects.get(pk=one.pk), up=False, actor=cast.ada(), at=NOON)
    assert names_of(cast.ada()) == ["3", "1", "2"]
    actions.move(View.objects.get(pk=three.pk), up=True, actor=cast.ada(), at=NOON)
    actions.move(View.objects.get(pk=two.pk), up=False, actor=cast.ada(), at=NOON)
    assert names_of(cast.ada()) == ["3", "1", "2"]


def test_open_conversations_are_counted_exactly_for_everybody() -> None:
    ours, theirs = cast.inbox("ours@desk.example", name="Ours"), cast.inbox("theirs@desk.example", name="Theirs")
    ours.teams.add(cast.team("Ours", cast.ada()))
    theirs.teams.add(cast.team("Theirs", cast.ben()))
    made = [cast.conversation((f"C{n}", f"c{n}@x.example"), inbox=ours if n < 3 else theirs) for n in range(5)]
    kept("chain", audience=View.Audience.ALL)
    assert count(cast.ada()) == 0
    counted()
    assert (count(cast.mo()), count(cast.ada()), count(cast.ben())) == (5, 3, 2)
    Conversation.objects.filter(pk=made[0].pk).update(status=Status.DONE)
    counted()
    assert (count(cast.mo()), count(cast.ada())) == (4, 2)
    Conversation.objects.update(status=Status.DONE)
    counted()
    assert count(cast.mo()) == 0
    assert not ViewCount.objects.exists()


@pytest.mark.parametrize("query", ["is:mine", "assigned:me chain"])
def test_what_is_mine_is_counted_for_each(query: str) -> None:
    one = cast.conversation()
    cast.conversation(cast.SOL)
    kept(query, audience=View.Audience.ALL)
    Conversation.objects.filter(pk=one.pk).update(assignee=cast.ada())
    cast.ben()
    counted()
    assert (count(cast.ada()), count(cast.ben())) == (1, 0)


def test_a_view_that_names_what_is_gone_counts_nothing_and_harms_no_other() -> None:
    cast.conversation()
    kept("tag:gone", owner=cast.ben(), audience=View.Audience.ALL)
    kept("chain")
    counted()
    assert [one.count for one in queries.views_of(cast.ada())] == [0, 1]


def test_counting_again_changes_nothing() -> None:
    cast.conversation()
    kept("chain")
    counted()
    assert count_views(today=TODAY) == 0


def test_somebody_has_a_limited_number_of_views(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.search.actions.views.MOST_OF_ONE", 2)
    kept("1")
    kept("2")
    with pytest.raises(ViewError, match="Remove one"):
        kept("3")
