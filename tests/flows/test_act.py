"""What people do to conversations, one by one or many at once, and how it is taken back."""

from typing import Any

import pytest

from rapport.alerts.models import Alert
from rapport.changes.actions import ChangeError
from rapport.changes.models import Change, Step
from rapport.conversations.actions import ConversationError, state_of
from rapport.conversations.models import Conversation
from rapport.flows.act import Outcome, act
from rapport.flows.deeds import Deed, Verb
from rapport.flows.undo import undo
from rapport.labels.models import ConversationType, Field, Tag
from rapport.labels.rules import FieldProblem
from rapport.platform.models import Event
from rapport.team.models import User
from rapport.triage.models import Placement
from tests import cast
from tests.cast import REX, SOL, UMA, later
from tests.flows.test_recover import opened

pytestmark = pytest.mark.django_db
AT = later(hours=1)
SOON = later(hours=1, seconds=9)


def does(verb: str, value: Any = None, *on: Conversation, by: User | None = None, at: Any = AT) -> Outcome:
    return act(Deed(verb, value), [one.pk for one in on], actor=by or cast.ada(), at=at)


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def takes_back(outcome: Outcome, *, by: User | None = None, at: Any = SOON) -> Outcome:
    assert outcome.change is not None
    return undo(outcome.change.pk, actor=by or cast.ada(), at=at)


def field(**given: Any) -> Field:
    made: Field = Field.objects.create(**({"key": "order", "name": "Order number"} | given))
    return made


def deeds() -> dict[str, Any]:
    """A value for every verb that changes a fresh conversation."""
    ConversationType.objects.get_or_create(key="problem", defaults={"name": "Problem"})
    field()
    return {
        Verb.ASSIGN: cast.ben().pk,
        Verb.TEAM: cast.team("Workshop").pk,
        Verb.CLOSE: None,
        Verb.WAIT: None,
        Verb.TAG: ["Brakes", "vip"],
        Verb.PRIORITY: 2,
        Verb.TYPE: "problem",
        Verb.FIELDS: {"order": "A-17"},
        Verb.SNOOZE: later(days=2).isoformat(),
        Verb.MOVE: cast.inbox("repairs@desk.example", name="Repairs").pk,
    }


@pytest.mark.parametrize("verb", [Verb.ASSIGN, Verb.TEAM, Verb.CLOSE, Verb.WAIT, Verb.TAG, Verb.PRIORITY, Verb.TYPE,
                                  Verb.FIELDS, Verb.SNOOZE, Verb.MOVE])  # fmt: skip
def test_every_action_is_undone_as_if_it_had_never_been(verb: str) -> None:
    conversation = cast.conversation()
    before, place = state_of(fresh(conversation)), Placement.objects.get(conversation=conversation)
    done = does(verb, deeds()[verb], conversation)
    assert [one.pk for one in done.done] == [conversation.pk]
    assert state_of(fresh(conversation)) != before
    assert not takes_back(done).refused
    assert state_of(fresh(conversation)) == before
    again = Placement.objects.get(conversation=conversation)
    assert (again.rank_key, again.waiting, again.inbox_id) == (place.rank_key, place.waiting, place.inbox_id)
    told = Event.objects.filter(name="changes.undone", conversation_id=conversation.pk).get()
    assert told.data == {"change": done.change and done.change.pk, "verb": verb}


def test_one_undo_takes_back_all_of_a_change_and_tells_what_was_changed_since() -> None:
    first, second, third = (cast.conversation(who) for who in (UMA, SOL, REX))
    done = does(Verb.PRIORITY, 2, first, second, third)
    does(Verb.PRIORITY, 1, second, at=later(hours=1, seconds=5))
    outcome = takes_back(done)
    assert {one.pk for one in outcome.done} == {first.pk, third.pk}
    assert [(one.pk, "changed since" in why) for one, why in outcome.refused] == [(second.pk, True)]
    assert [fresh(one).priority for one in (first, second, third)] == [0, 1, 0]


def test_what_is_changed_elsewhere_does_not_keep_an_undo_from_its_own() -> None:
    conversation = cast.conversation()
    done = does(Verb.TAG, ["brakes"], conversation)
    does(Verb.PRIORITY, 2, conversation)
    assert not takes_back(done).refused
    assert (fresh(conversation).tag_names, fresh(conversation).priority) == ([], 2)


def test_an_undo_is_recorded_and_works_once_and_for_an_hour() -> None:
    conversation = cast.conversation()
    done = does(Verb.CLOSE, None, conversation)
    takes_back(done)
    assert Change.objects.filter(verb=Verb.UNDO).get().data == {"change": done.change and done.change.pk}
    with pytest.raises(ChangeError, match="undone already"):
        takes_back(done)
    late = does(Verb.CLOSE, None, conversation, at=later(hours=2))
    with pytest.raises(ChangeError, match="more than an hour"):
        takes_back(late, at=later(hours=3))


def test_a_customer_who_writes_meanwhile_is_not_closed_again_by_an_undo() -> None:
    conversation = cast.conversation()
    done = does(Verb.CLOSE, None, conversation)
    cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(hours=1, seconds=3))
    assert takes_back(done).refused
    assert fresh(conversation).status == "open"
    assert fresh(conversation).reopened_at is not None


def test_what_changes_nothing_leaves_no_change() -> None:
    conversation = cast.conversation()
    assert does(Verb.PRIORITY, 0, conversation).change is None
    assert not Change.objects.exists()


def test_many_are_done_and_those_that_refuse_are_told_with_the_reason() -> None:
    unhappy = opened().conversation
    calm = cast.conversation(SOL)
    outcome = does(Verb.CLOSE, None, unhappy, calm, by=cast.mo())
    assert [one.pk for one in outcome.done] == [calm.pk]
    assert [(one.pk, "recovery is still open" in why) for one, why in outcome.refused] == [(unhappy.pk, True)]
    assert [step.conversation_id for step in Step.objects.all()] == [calm.pk]


def test_what_somebody_does_not_see_is_not_touched_and_not_told() -> None:
    hidden = cast.inbox("board@desk.example", name="Board")
    hidden.teams.add(cast.team("Board", cast.mo()))
    foreign = cast.conversation(SOL, inbox=hidden)
    outcome = does(Verb.CLOSE, None, foreign)
    assert (outcome.done, outcome.refused, outcome.change) == ([], [], None)
    assert not fresh(foreign).is_done
    done = does(Verb.CLOSE, None, foreign, by=cast.mo())
    assert takes_back(done).done == []
    assert fresh(foreign).is_done


def test_people_of_other_companies_change_few_at_a_time_and_undo_only_their_own() -> None:
    partners = cast.inbox("p@desk.example", name="P")
    partners.teams.add(cast.team("P", cast.pat(), cast.ada()))
    conversation = cast.conversation(inbox=partners)
    with pytest.raises(ConversationError, match="20 conversations"):
        act(Deed(Verb.CLOSE), range(1, 22), actor=cast.pat(), at=AT)
    theirs = does(Verb.PRIORITY, 1, conversation)
    with pytest.raises(ChangeError, match="yourself"):
        takes_back(theirs, by=cast.pat())
    own = does(Verb.PRIORITY, 2, conversation, by=cast.pat())
    assert takes_back(own, by=cast.pat()).done


def test_whoever_gets_many_is_told_once() -> None:
    given = [cast.conversation(who) for who in (UMA, SOL, REX)]
    does(Verb.ASSIGN, cast.ben().pk, *given)
    assert Alert.objects.get(user=cast.ben()).headline == "Ada gave you 3 conversations"


def test_whoever_may_not_see_it_is_given_nothing() -> None:
    outcome = does(Verb.ASSIGN, cast.pat().pk, conversation := cast.conversation())
    assert "does not see" in outcome.refused[0][1]
    assert fresh(conversation).assignee is None


def test_moving_takes_it_from_whoever_does_not_see_its_new_place() -> None:
    conversation = cast.conversation()
    does(Verb.ASSIGN, cast.ben().pk, conversation)
    closed = cast.inbox("board@desk.example", name="Board")
    closed.teams.add(cast.team("Board", cast.mo(), cast.ada()))
    done = does(Verb.MOVE, closed.pk, conversation)
    assert fresh(conversation).assignee is None
    assert Placement.objects.get(conversation=conversation).inbox_id == closed.pk
    takes_back(done)
    assert fresh(conversation).assignee == cast.ben()


def test_nobody_moves_it_to_where_they_do_not_see() -> None:
    closed = cast.inbox("board@desk.example", name="Board")
    closed.teams.add(cast.team("Board", cast.mo()))
    with pytest.raises(ConversationError, match="no such inbox"):
        does(Verb.MOVE, closed.pk, cast.conversation())


def test_a_tag_is_one_whatever_its_case_and_stands_in_order() -> None:
    conversation = cast.conversation()
    does(Verb.TAG, ["wheel", "Brakes"], conversation)
    does(Verb.TAG, "BRAKES", conversation)
    assert fresh(conversation).tag_names == ["Brakes", "wheel"]
    assert Tag.objects.count() == 2
    does(Verb.UNTAG, "brakes", conversation)
    assert fresh(conversation).tag_names == ["wheel"]


def test_a_field_that_is_required_is_asked_for_before_closing() -> None:
    field(required=True, shown_when={"types": ["return"]})
    conversation = cast.conversation()
    ConversationType.objects.get_or_create(key="return", defaults={"name": "Return"})
    does(Verb.TYPE, "return", conversation)
    assert does(Verb.CLOSE, None, conversation).refused[0][1] == "Fill in Order number first, then close."
    does(Verb.FIELDS, {"order": "A-17"}, conversation)
    assert does(Verb.CLOSE, None, conversation).done


@pytest.mark.parametrize(
    ("verb", "value", "problem"),
    [
        ("dance", None, "cannot be done"),
        (Verb.ASSIGN, "999999", "no longer here"),
        (Verb.ASSIGN, "x' OR 1=1", "no longer here"),
        (Verb.PRIORITY, "loud", "low, normal"),
        (Verb.TYPE, "nonsense", "no such type"),
        (Verb.SNOOZE, "tomorrow", "until when"),
        (Verb.SNOOZE, "2026-03-05T10:00", "time zone"),
        (Verb.FIELDS, {"secret": 1}, "no field secret"),
        (Verb.TAG, "", "Name a tag"),
        (Verb.MOVE, "", "Choose an inbox"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(verb: str, value: Any, problem: str) -> None:
    conversation = cast.conversation()
    with pytest.raises((ConversationError, FieldProblem), match=problem):
        does(verb, value, conversation)
    assert not Change.objects.exists()
