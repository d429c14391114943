import random
import threading
from dataclasses import dataclass

import pytest
from django.db import connection

from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.customers.actions import CustomerError
from rapport.customers.models import Customer, Identity, Merge
from rapport.customers.rules import Addressee
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.feedback.models import Rating
from rapport.flows import merge_customers, set_customer
from rapport.flows.customer_rates import customer_rates
from rapport.platform.models import Event
from rapport.recovery import queries as recoveries
from rapport.triage.models import Placement
from rapport.triage.queries import placement_of
from tests import cast
from tests.cast import SOL, UMA, later
from tests.labs import sized
from tests.mailroom import comes, mail, replies

pytestmark = pytest.mark.django_db
AT_WORK = ("Uma Ferrari", "uma@work.example")


def merged(kept: Customer, gone: Customer, hours: float = 1) -> Merge:
    return merge_customers.merge(kept, gone, evidence="They say so.", actor=cast.ada(), at=later(hours=hours))


def undone(done: Merge, hours: float = 2) -> list[Conversation]:
    return merge_customers.undo(done, actor=cast.ada(), at=later(hours=hours))


@dataclass(frozen=True)
class State:
    """Whose is what."""

    conversations: dict[int, tuple[int, int, int]]
    identities: dict[int, int]
    parts: dict[int, int | None]
    places: dict[int, object]


def state() -> State:
    rows = Conversation.objects.values_list("pk", "customer_id", "identity_id", "nth_contact")
    return State(
        {pk: tuple(rest) for pk, *rest in rows},  # type: ignore[misc]  # three numbers
        dict(Identity.objects.values_list("pk", "customer_id")),
        dict(Customer.objects.values_list("pk", "merged_into_id")),
        dict(Placement.objects.filter(waiting=True).values_list("conversation_id", "rank_key")),
    )


def two() -> tuple[Conversation, Conversation]:
    """Uma from home, and Uma from work two days later."""
    return cast.conversation(received_at=later(days=-2)), cast.conversation(AT_WORK)


def test_everything_of_the_one_becomes_the_others() -> None:
    home, work = two()
    made = merged(home.customer, work.customer)
    work.refresh_from_db()
    assert work.customer == home.customer
    assert work.identity.customer == home.customer
    assert work.identity.value == AT_WORK[1]
    assert Customer.objects.get(pk=made.gone_id).merged_into == home.customer
    assert (made.identities, made.conversations) == ([work.identity_id], [work.pk])
    assert (made.merged_by, made.merged_at, made.evidence) == (cast.ada(), later(hours=1), "They say so.")


def test_who_wrote_from_two_addresses_has_written_that_often() -> None:
    cast.conversation(received_at=later(days=-3))
    home, work = two()
    before = placement_of(work)
    merged(home.customer, work.customer)
    work.refresh_from_db()
    assert work.nth_contact == 3
    after = placement_of(work)
    assert before is not None
    assert after is not None
    assert after.rank_key != before.rank_key


def test_undone_it_is_as_it_was() -> None:
    home, work = two()
    before = state()
    undone(merged(home.customer, work.customer))
    assert state() == before


def test_answers_to_either_address_are_the_customers() -> None:
    home, work = two()
    assert replies(home, sender=AT_WORK).held
    merged(home.customer, work.customer)
    assert not replies(home, sender=AT_WORK).held
    assert not replies(work, sender=UMA).held


def test_new_mail_from_the_old_address_is_the_kept_ones() -> None:
    home, work = two()
    merged(home.customer, work.customer)
    assert comes(mail(AT_WORK)).conversation.customer == home.customer


def test_what_came_later_stays_with_the_kept_one_and_can_still_be_answered() -> None:
    home, work = two()
    made = merged(home.customer, work.customer)
    came = comes(mail(AT_WORK)).conversation
    assert undone(made) == [came]
    came.refresh_from_db()
    work.refresh_from_db()
    assert (came.customer, work.customer) == (home.customer, made.gone)
    assert not replies(came, sender=AT_WORK).held
    cast.answers(came, at=later(hours=3))
    assert OutboundMail.objects.filter(recipient=AT_WORK[1]).exists()


def test_what_was_given_to_somebody_else_meanwhile_stays_there() -> None:
    home, work = two()
    made = merged(home.customer, work.customer)
    set_customer.set_customer(work, Addressee(*SOL), actor=cast.ada(), at=later(hours=1))
    undone(made)
    work.refresh_from_db()
    assert work.identity.value == SOL[1]
    assert Identity.objects.get(value=AT_WORK[1]).customer == made.gone


def test_votes_recoveries_and_links_stay_with_their_replies() -> None:
    home, work = two()
    message = cast.answers(work)
    invite = feedback.invite_for(message.pk, AT_WORK[1])
    assert invite is not None
    customer_rates(invite, Choice(1, "button", comment="No."), at=later(minutes=20))
    recovery = recoveries.open_of(work)
    made = merged(home.customer, work.customer)
    for _ in range(2):
        assert feedback.invite_for(message.pk, AT_WORK[1]) == invite
        assert Rating.objects.get(invite=invite).conversation == work
        assert recoveries.open_of(work) == recovery
        undone(made)


def test_a_double_click_merges_once_and_undoes_once() -> None:
    home, work = two()
    made = merged(home.customer, work.customer)
    assert merged(home.customer, work.customer, hours=2) == made
    undone(made)
    between = state()
    assert undone(made) == []
    assert state() == between
    assert merged(home.customer, work.customer, hours=3) != made


@pytest.mark.django_db(transaction=True)
def test_F21_two_people_merging_at_once_merge_once() -> None:
    home, work = two()
    actor = cast.ada()
    refused: list[CustomerError] = []

    def click(kept: Customer, gone: Customer) -> None:
        try:
            merge_customers.merge(kept, gone, evidence="Same person.", actor=actor, at=later(hours=1))
        except CustomerError as error:
            refused.append(error)
        finally:
            connection.close()

    pairs = [(home.customer, work.customer), (work.customer, home.customer)] * 2
    threads = [threading.Thread(target=click, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Merge.objects.count() == 1
    assert len(refused) == 2
    assert Customer.objects.filter(merged_into=None).count() == 1


def test_what_is_merged_already_says_so() -> None:
    home, work = two()
    sol = cast.conversation(SOL).customer
    merged(home.customer, work.customer)
    with pytest.raises(CustomerError, match="merged a moment ago"):
        merged(sol, work.customer)
    with pytest.raises(CustomerError, match="merged a moment ago"):
        merged(work.customer, sol)
    with pytest.raises(CustomerError, match="the same record"):
        merged(sol, sol)


def test_a_chain_is_undone_from_its_end() -> None:
    home, work = two()
    sol = cast.conversation(SOL).customer
    before = state()
    first = merged(home.customer, work.customer)
    second = merged(sol, home.customer, hours=2)
    with pytest.raises(CustomerError, match="Undo that first"):
        undone(first)
    undone(second)
    undone(first)
    assert state() == before


def test_nobody_merges_without_a_reason() -> None:
    home, work = two()
    with pytest.raises(CustomerError, match="Say why"):
        merge_customers.merge(home.customer, work.customer, evidence=" ", actor=cast.ada(), at=later(hours=1))


def test_people_of_other_companies_may_neither_merge_nor_undo() -> None:
    home, work = two()
    with pytest.raises(CustomerError, match="our own people"):
        merge_customers.merge(home.customer, work.customer, evidence="x", actor=cast.pat(), at=later(hours=1))
    made = merged(home.customer, work.customer)
    with pytest.raises(CustomerError, match="our own people"):
        merge_customers.undo(made, actor=cast.pat(), at=later(hours=2))


def test_the_story_is_told_in_each_conversation() -> None:
    home, work = two()
    made = merged(home.customer, work.customer)
    undone(made)
    told = Event.objects.filter(conversation_id=work.pk, name__startswith="customers.").order_by("id")
    assert [(event.name, event.data) for event in told] == [
        ("customers.merged", {"merge": made.pk}),
        ("customers.unmerged", {"merge": made.pk}),
    ]


def test_a_held_mail_stays_held() -> None:
    home, work = two()
    held = replies(home, sender=SOL)
    merged(home.customer, work.customer)
    assert Message.objects.get(pk=held.pk).held


def play(dice: random.Random) -> int:
    """A random story of merges and their undoing, in any order that is allowed; answers how many merges it had."""
    standing: list[Merge] = []
    made = 0
    for hour in range(dice.randint(2, 8)):
        free = list(Customer.objects.filter(merged_into=None).order_by("pk"))
        if len(free) > 1 and dice.random() < 0.65:
            kept, gone = dice.sample(free, 2)
            standing.append(merged(kept, gone, hours=hour))
            made += 1
        elif standing:
            _undo_one(standing, dice.randrange(len(standing)), hour)
    while standing:
        _undo_one(standing, dice.randrange(len(standing)), 20)
    return made


def _undo_one(standing: list[Merge], number: int, hour: int) -> None:
    try:
        undone(standing[number], hours=hour)
    except CustomerError:
        return
    del standing[number]


def test_whatever_was_merged_and_undone_is_as_it_was() -> None:
    dice = random.Random(20261122)
    for number in range(6):
        for day in range(dice.randint(1, 2)):
            cast.conversation((f"C{number % 4}", f"c{number}@x.example"), received_at=later(days=-day, minutes=number))
    for conversation in Conversation.objects.all()[:4]:
        cast.answers(conversation)
    before = state()
    merges = 0
    stories = sized(30, least=6)
    for story in range(stories):
        merges += play(random.Random(story))
        assert state() == before, f"story {story}"
    print(f"\n{stories} stories with {merges} merges, all undone: 0 rows elsewhere than before")
