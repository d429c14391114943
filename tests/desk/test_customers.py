"""The page of a customer: what it shows to whom, and what is changed there."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from rapport.conversations.models import Conversation
from rapport.customers.models import Customer, Identity, Merge, Organization
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.flows.customer_rates import customer_rates
from rapport.flows.merge_customers import merge
from tests import cast
from tests.cast import NOON, REX, SOL, UMA, later
from tests.desk.test_conversations import page

Queries = Callable[[int], AbstractContextManager[Any]]
AT_WORK = ("Uma Ferrari", "uma@work.example")


def at(customer: Customer, rest: str = "") -> str:
    return f"/customers/{customer.public_id}/{rest}"


def alike(client: Client, customer: Customer) -> str:
    """Who may be the same person, which the page asks for when it is there."""
    path = at(customer, "likeness/")
    assert f'hx-get="{path}"' in page(client, at(customer))
    return page(client, path)


def say(client: Client, customer: Customer, rest: str, **sent: str) -> str:
    """What the page says after a change."""
    answer = client.post(at(customer, rest), sent)
    assert answer.status_code == 302, answer.content[:300]
    return page(client, answer["Location"])


def merged(kept: Customer, gone: Customer) -> Merge:
    return merge(kept, gone, evidence="They say so.", actor=cast.ada(), at=later(hours=1))


def test_it_shows_who_it_is_and_everything_that_was_said(ada: Client) -> None:
    first = cast.conversation()
    cast.conversation(subject="Another matter", received_at=later(hours=2))
    invite = feedback.invite_for(cast.answers(first).pk, UMA[1])
    assert invite is not None
    customer_rates(invite, Choice(4, "button", comment="Lovely."), at=later(hours=1))
    shown = page(ada, at(first.customer))
    for words in ("Uma Ferrari", UMA[1], "The chain slips", "Another matter", "“Lovely.”", "2 conversations"):
        assert words in shown
    assert shown.index("Another matter") < shown.index("The chain slips")


def test_the_card_beside_a_conversation_leads_there(ada: Client) -> None:
    conversation = cast.conversation()
    assert f'href="{at(conversation.customer)}"' in page(ada, f"/conversations/{conversation.reference}/")


def test_what_is_not_there_yet_is_said_kindly(mo: Client) -> None:
    customer = Customer.objects.create(name="Nobody Yet", created_at=NOON)
    shown = page(mo, at(customer))
    for words in ("Nothing was written yet.", "No reply has been rated yet.", "No address is known."):
        assert words in shown


def test_nobody_finds_a_customer_of_whom_they_know_no_conversation(ada: Client, mo: Client) -> None:
    theirs = cast.inbox("theirs@desk.example", name="Theirs")
    theirs.teams.add(cast.team("Theirs", cast.ben()))
    hidden = cast.conversation(REX, inbox=theirs, subject="Hidden matter")
    assert ada.get(at(hidden.customer)).status_code == 404
    assert ada.post(at(hidden.customer, "details/"), {"name": "x"}).status_code == 404
    assert ada.get(f"/customers/{uuid.uuid4()}/").status_code == 404
    assert "Hidden matter" in page(mo, at(hidden.customer))
    cast.conversation(REX, subject="Open matter")
    shown = page(ada, at(hidden.customer))
    assert "Open matter" in shown
    assert "Hidden matter" not in shown
    assert "1 conversation<" in shown


def test_people_of_other_companies_see_no_more_than_their_conversations(pat: Client) -> None:
    ours = cast.inbox("ours@desk.example", name="Ours")
    ours.teams.add(cast.team("Ours", cast.pat()))
    seen = cast.conversation(inbox=ours)
    merged(seen.customer, cast.conversation(AT_WORK, subject="Not for Pat").customer)
    cast.conversation(("Uma Ferrari", "uma.ferrari@customer.example"))
    shown = page(pat, at(seen.customer))
    assert "u•••@c•••.example" in shown
    for words in (
        UMA[1],
        AT_WORK[1],
        "Not for Pat",
        "They say so",
        "may be the same person",
        '<form method="post" action="/cust',
    ):
        assert words not in shown
    assert pat.get(at(seen.customer, "likeness/")).status_code == 403
    for part in ("details/", "addresses/", "addresses/removal/", "addresses/choice/", "mergers/"):
        assert pat.post(at(seen.customer, part), {"address": "x@x.example"}).status_code == 403


def test_name_telephone_and_organisation_are_written_down(ada: Client) -> None:
    customer = cast.conversation().customer
    Organization.objects.create(name="Ferrari & Sons")
    shown = say(
        ada, customer, "details/", name=" Uma\nFerrari-Stone ", phone="+49 30 1234567", organization="ferrari & sons"
    )
    customer.refresh_from_db()
    assert (customer.name, customer.phone) == ("Uma Ferrari-Stone", "+49 30 1234567")
    assert customer.organization == Organization.objects.get()
    assert "Saved." in shown
    say(ada, customer, "details/", name="Uma", phone="", organization="")
    customer.refresh_from_db()
    assert customer.organization is None


def test_a_name_that_is_too_long_is_said_and_nothing_is_lost(ada: Client) -> None:
    customer = cast.conversation().customer
    assert "at most 160 characters" in say(ada, customer, "details/", name="x" * 161)
    assert Customer.objects.get().name == "Uma Ferrari"


def test_an_address_is_added_and_its_mail_is_theirs(ada: Client) -> None:
    conversation = cast.conversation()
    say(ada, conversation.customer, "addresses/", address="Uma@Work.example")
    assert cast.conversation(AT_WORK).customer == conversation.customer


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("uma", "is no address"),
        ("", "Say who it is"),
        ("help@desk.example", "an address of ours"),
        (SOL[1], "sol@customer.example is another customer’s address. If both are one person, merge them."),
    ],
)
def test_an_address_that_cannot_be_theirs_is_refused(ada: Client, address: str, words: str) -> None:
    cast.conversation(SOL)
    customer = cast.conversation().customer
    assert escape(words) in say(ada, customer, "addresses/", address=address)
    assert customer.identities.count() == 1


def test_an_address_that_nothing_needs_can_go(ada: Client) -> None:
    customer = cast.conversation().customer
    Identity.objects.create(customer=customer, value="uma@old.example", created_at=NOON)
    assert 'aria-label="Remove uma@old.example"' in page(ada, at(customer))
    assert "uma@old.example was removed." in say(ada, customer, "addresses/removal/", address="uma@old.example")
    assert "the only address" in say(ada, customer, "addresses/removal/", address=UMA[1])


def test_an_address_of_a_conversation_stays(ada: Client) -> None:
    customer = cast.conversation().customer
    Identity.objects.create(customer=customer, value="uma@old.example", created_at=NOON)
    assert f'aria-label="Remove {UMA[1]}"' not in page(ada, at(customer))
    assert "is part of conversations, so it stays." in say(ada, customer, "addresses/removal/", address=UMA[1])
    assert customer.identities.count() == 2


def test_nobody_removes_the_address_of_somebody_else(ada: Client) -> None:
    other = cast.conversation(SOL).customer
    Identity.objects.create(customer=other, value="sol@old.example", created_at=NOON)
    say(ada, cast.conversation().customer, "addresses/removal/", address="sol@old.example")
    assert other.identities.count() == 2


def test_open_conversations_are_answered_at_the_address_of_choice(ada: Client) -> None:
    done, first = cast.conversation(), cast.conversation(received_at=later(hours=1))
    Conversation.objects.filter(pk=done.pk).update(status="done")
    Identity.objects.create(customer=first.customer, value=AT_WORK[1], created_at=NOON)
    shown = say(ada, first.customer, "addresses/choice/", address=AT_WORK[1])
    assert f"1 open conversation will be answered at {AT_WORK[1]}." in shown
    for conversation, address in ((first, AT_WORK[1]), (done, UMA[1])):
        conversation.refresh_from_db()
        assert conversation.identity.value == address
    assert "not theirs any more" in say(ada, first.customer, "addresses/choice/", address="rex@x.example")


def test_an_address_that_mail_comes_back_from_says_so(ada: Client) -> None:
    conversation = cast.conversation()
    Identity.objects.update(undeliverable_since=NOON, undeliverable_why="550 no such user")
    shown = page(ada, at(conversation.customer))
    assert "Mail comes back" in shown
    assert "550 no such user" in shown
    assert 'class="to-note"' in page(ada, f"/conversations/{conversation.reference}/")


@pytest.mark.parametrize(
    ("other", "phones", "reason"),
    [
        (("uma ferrari", "uma.ferrari@customer.example"), ("", ""), "Same name, and both write from customer.example."),
        (("U. F.", "uf@x.example"), ("+49 (30) 123-45-67", "030 1234567"), "Same telephone number, 030 1234567."),
    ],
)
def test_who_may_be_the_same_person_is_suggested_with_the_reason(
    ada: Client, other: tuple[str, str], phones: tuple[str, str], reason: str
) -> None:
    here, there = cast.conversation().customer, cast.conversation(other).customer
    for customer, phone in zip((here, there), phones, strict=True):
        Customer.objects.filter(pk=customer.pk).update(phone=phone)
    shown = alike(ada, here)
    assert "may be the same person" in shown
    assert reason in shown
    say(ada, here, "mergers/", other=str(there.public_id))
    assert Merge.objects.get().evidence == reason.rstrip(".")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reply_to": [{"name": "", "address": AT_WORK[1]}]}, "Their mail asks for answers at uma@work.example"),
        (
            {"text": "It slips.\nBest\n--\nUma, uma@work.example\n", "reply_text": "It slips.\nBest"},
            "Their signature names uma@work.example",
        ),
    ],
)
def test_addresses_in_their_own_mails_are_evidence(ada: Client, fields: dict[str, Any], reason: str) -> None:
    cast.conversation(("Somebody", AT_WORK[1]))
    conversation = cast.conversation(**fields)
    assert f"{reason} ({conversation.reference})." in alike(ada, conversation.customer)


def test_a_forwarded_mail_of_the_same_name_is_evidence(ada: Client) -> None:
    cast.conversation(AT_WORK)
    conversation = cast.conversation()
    conversation.messages.update(forwarded_from={"name": "Uma Ferrari", "address": AT_WORK[1]})
    assert "They forwarded a mail of the same name from uma@work.example" in alike(ada, conversation.customer)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "It slips.\nOn Monday uma wrote:\n> sol@customer.example", "reply_text": "It slips."},
        {"text": "Ask sol@customer.example", "reply_text": "Ask sol@customer.example"},
    ],
)
def test_whoever_is_only_quoted_or_mentioned_is_somebody_else(ada: Client, fields: dict[str, Any]) -> None:
    cast.conversation(SOL)
    assert "may be the same person" not in alike(ada, cast.conversation(**fields).customer)


def test_two_of_one_name_at_a_mail_provider_are_two(ada: Client) -> None:
    cast.conversation(("Uma Ferrari", "uma1@gmail.com"))
    assert "may be the same person" not in alike(ada, cast.conversation(("Uma Ferrari", "uma2@gmail.com")).customer)


def test_nobody_is_suggested_of_whom_the_user_may_not_know(ada: Client, mo: Client) -> None:
    theirs = cast.inbox("theirs@desk.example", name="Theirs")
    theirs.teams.add(cast.team("Theirs", cast.ben()))
    hidden = cast.conversation(("Uma Ferrari", "hidden@customer.example"), inbox=theirs)
    customer = cast.conversation().customer
    assert "may be the same person" not in alike(ada, customer)
    assert "may be the same person" in alike(mo, customer)
    for sent in ({"other": str(hidden.customer.public_id)}, {"address": "hidden@customer.example", "why": "Same"}):
        assert "There is no customer with this address." in say(ada, customer, "mergers/", **sent)
    assert not Merge.objects.exists()


def test_a_merge_is_done_and_undone_from_the_page(ada: Client) -> None:
    here, there = cast.conversation(), cast.conversation(SOL, subject="From Sol")
    shown = say(ada, here.customer, "mergers/", address=SOL[1], why="Sol told us on the telephone")
    for words in (
        "From Sol",
        SOL[1],
        "Sol told us on the telephone",
        "1 address came with it",
        "1 conversation came with it",
    ):
        assert words in shown
    answer = ada.get(at(there.customer))
    assert (answer.status_code, answer["Location"]) == (302, at(here.customer))
    shown = say(ada, here.customer, f"mergers/{Merge.objects.get().pk}/undoing/")
    assert "Sol Berg is a record of their own again." in shown
    assert "From Sol" in page(ada, at(there.customer))


def test_a_merge_without_a_reason_is_refused(ada: Client) -> None:
    cast.conversation(SOL)
    assert "Say why" in say(ada, cast.conversation().customer, "mergers/", address=SOL[1])
    assert not Merge.objects.exists()


def test_what_is_changed_on_a_page_that_was_merged_away_changes_nobody(ada: Client) -> None:
    here, there = cast.conversation().customer, cast.conversation(SOL).customer
    merged(here, there)
    shown = say(ada, there, "details/", name="Sol the Second")
    assert "This record is part of Uma Ferrari’s now. Nothing was changed." in shown
    assert Customer.objects.get(pk=here.pk).name == "Uma Ferrari"


def test_a_merge_is_undone_only_on_its_own_page(ada: Client) -> None:
    made = merged(cast.conversation().customer, cast.conversation(SOL).customer)
    other = cast.conversation(REX).customer
    assert ada.post(at(other, f"mergers/{made.pk}/undoing/")).status_code == 404


def test_older_conversations_are_a_page_away(ada: Client) -> None:
    made = [cast.conversation(subject=f"Matter {n:02}", received_at=later(minutes=n)) for n in range(32)]
    shown = page(ada, at(made[0].customer))
    assert "Matter 31" in shown
    assert "Matter 01" not in shown
    following = shown.split('">Older conversations')[0].rsplit('href="', 1)[1]
    older = page(ada, following)
    assert "Matter 01" in older
    assert "Newest</a>" in older


def test_the_page_takes_the_same_number_of_queries_for_much_as_for_little(
    ada: Client, django_assert_max_num_queries: Queries
) -> None:
    made = [cast.conversation(subject=f"Matter {n}", received_at=later(minutes=n)) for n in range(12)]
    for conversation in made[:6]:
        invite = feedback.invite_for(cast.answers(conversation, at=later(hours=1)).pk, UMA[1])
        assert invite is not None
        customer_rates(invite, Choice(3, "button"), at=later(hours=2))
    customer = made[0].customer
    for number in range(8):
        Identity.objects.create(customer=customer, value=f"uma{number}@customer.example", created_at=NOON)
        cast.conversation(("Uma Ferrari", f"twin{number}@customer.example"))
    merged(customer, cast.conversation(SOL).customer)
    page(ada, at(customer))
    with django_assert_max_num_queries(30):
        page(ada, at(customer))
