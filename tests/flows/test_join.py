"""Two conversations become one, one becomes two, two are linked, and all of it is taken back."""

import pytest

from rapport.channels.email.models import OutboundMail
from rapport.channels.email.queries import _thread
from rapport.conversations.actions import ConversationError, state_of
from rapport.conversations.models import Conversation, Link, Message
from rapport.conversations.queries import by_reference, keys_by_status
from rapport.feedback.models import RatingInvite
from rapport.flows import join
from rapport.flows.act import Outcome, act
from rapport.flows.deeds import Deed, Verb
from rapport.flows.undo import undo
from rapport.platform.models import Event
from rapport.promises.models import Promise
from rapport.triage.models import Placement
from tests import cast
from tests.cast import SOL, later
from tests.flows.test_recover import rated

pytestmark = pytest.mark.django_db
AT = later(hours=2)


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def two() -> tuple[Conversation, Conversation]:
    """The same customer about the same matter; the second was answered with a promise and waits for nothing."""
    first = cast.conversation()
    second = cast.conversation(received_at=later(hours=1), subject="Re: The chain slips")
    cast.answers(second, at=later(hours=1, minutes=5), promise_due_at=later(hours=30))
    return first, fresh(second)


def merged(gone: Conversation, kept: Conversation) -> Outcome:
    return join.merge([gone.pk], kept.pk, actor=cast.ada(), at=AT)


def takes_back(outcome: Outcome, **when: float) -> Outcome:
    assert outcome.change is not None
    return undo(outcome.change.pk, actor=cast.ada(), at=later(**(when or {"days": 40})))


def hanging_on(conversation: Conversation) -> list[int]:
    return [
        model._default_manager.filter(conversation=conversation).count()
        for model in (Message, RatingInvite, Promise, OutboundMail)
    ]


def test_all_that_hangs_on_a_conversation_goes_along_and_comes_back_whole() -> None:
    first, second = two()
    rated(second, score=4)
    before = [(state_of(fresh(one)), hanging_on(one)) for one in (first, second)]
    done = merged(second, first)
    assert hanging_on(second) == [0, 0, 0, 0]
    assert hanging_on(first) == [3, 1, 1, 1]
    assert fresh(first).ratings.count() == 1
    takes_back(done)
    assert [(state_of(fresh(one)), hanging_on(one)) for one in (first, second)] == before


def test_the_one_that_is_gone_leads_to_the_one_that_is_kept() -> None:
    first, second = two()
    merged(second, first)
    found = by_reference(cast.ada(), second.reference)
    assert found is not None
    assert found.pk == first.pk
    thread = _thread(second.pk, is_secret=True)
    assert thread is not None
    assert thread.conversation_id == first.pk
    assert first.pk not in {pk for _, pk in keys_by_status(cast.ada(), "done")}
    assert second.pk not in {pk for _, pk in keys_by_status(cast.ada(), "done")}


def test_a_new_mail_to_it_lands_where_it_lives_on() -> None:
    first, second = two()
    merged(second, first)
    mail = cast.arrives(conversation_id=second.pk, trust="proven", received_at=later(hours=3))
    assert mail.conversation_id == first.pk
    assert fresh(second).is_done
    cast.answers(second, at=later(hours=4))
    assert fresh(first).status == "waiting"


def test_the_more_urgent_of_both_counts() -> None:
    first, second = two()
    act(Deed(Verb.PRIORITY, 2), [second.pk], actor=cast.ada(), at=AT)
    act(Deed(Verb.TAG, ["vip"]), [second.pk], actor=cast.ada(), at=AT)
    act(Deed(Verb.CLOSE), [first.pk], actor=cast.ada(), at=AT)
    cast.arrives(conversation_id=second.pk, trust="proven", received_at=later(hours=1, minutes=30))
    merged(second, first)
    kept = fresh(first)
    assert (kept.status, kept.priority, kept.tag_names) == ("open", 2, ["vip"])
    assert kept.waiting_since == later(hours=1, minutes=30)
    assert Placement.objects.get(conversation=first).waiting
    assert not Placement.objects.get(conversation=second).waiting


def test_what_came_after_a_merge_stays_when_it_is_taken_apart() -> None:
    first, second = two()
    done = merged(second, first)
    later_mail = cast.arrives(conversation_id=second.pk, trust="proven", received_at=later(hours=3))
    takes_back(done)
    later_mail.refresh_from_db()
    assert later_mail.conversation_id == first.pk
    assert fresh(second).merged_into is None
    assert Event.objects.filter(name="conversations.unmerged").count() == 2


def test_conversations_of_two_customers_do_not_become_one() -> None:
    mine, other = cast.conversation(), cast.conversation(SOL)
    outcome = merged(other, mine)
    assert outcome.change is None
    assert "another customer" in outcome.refused[0][1]


def test_nobody_merges_what_they_do_not_see() -> None:
    board = cast.inbox("board@desk.example", name="Board")
    board.teams.add(cast.team("Board", cast.mo()))
    mine, hidden = cast.conversation(), cast.conversation(inbox=board)
    assert merged(hidden, mine).done == []
    with pytest.raises(ConversationError, match="no such"):
        merged(mine, hidden)


def test_a_chain_of_merges_is_taken_apart_from_its_end() -> None:
    first, second = two()
    third = cast.conversation(received_at=later(hours=1, minutes=40))
    inner, outer = merged(third, second), merged(second, first)
    found = by_reference(cast.ada(), third.reference)
    assert found is not None
    assert found.pk == first.pk
    with pytest.raises(Exception, match="Take that apart first"):
        takes_back(inner)
    takes_back(outer)
    takes_back(inner)
    assert fresh(third).merged_into is None


def test_messages_become_a_conversation_of_their_own_and_go_back() -> None:
    conversation = cast.conversation()
    cast.answers(conversation)
    other_matter = cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(hours=1))
    done = join.split(conversation.pk, [other_matter.pk], subject="The brakes too", actor=cast.ada(), at=AT)
    own = fresh(done.done[0])
    assert (own.subject, own.status, own.waiting_since) == ("The brakes too", "open", later(hours=1))
    assert (fresh(conversation).status, fresh(conversation).waiting_since) == ("waiting", None)
    assert Placement.objects.get(conversation=own).waiting
    takes_back(done)
    assert fresh(own).merged_into == conversation
    assert fresh(conversation).messages.count() == 3
    assert fresh(conversation).waiting_since == later(hours=1)


def test_a_split_leaves_something_and_takes_something() -> None:
    conversation = cast.conversation()
    for ids in ([], [conversation.messages.get().pk], [999_999]):
        with pytest.raises(ConversationError):
            join.split(conversation.pk, ids, subject="", actor=cast.ada(), at=AT)


def test_a_link_is_shown_by_both_and_taken_back() -> None:
    one, other = cast.conversation(), cast.conversation(SOL)
    done = join.link(one.pk, other.pk, actor=cast.ada(), at=AT)
    assert Link.objects.count() == 1
    assert join.link(other.pk, one.pk, actor=cast.ada(), at=AT).change is None
    takes_back(done, hours=2, minutes=1)
    assert not Link.objects.exists()
    with pytest.raises(ConversationError, match="very conversation"):
        join.link(one.pk, one.pk, actor=cast.ada(), at=AT)
