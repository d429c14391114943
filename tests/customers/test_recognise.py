from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from rapport.conversations.actions import ConversationError
from rapport.customers.actions import add_address, recognise, remove_address
from rapport.customers.models import Customer
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[Any]]


def test_an_address_is_one_customer_whatever_its_case() -> None:
    one, is_new = recognise(address="Uma@Customer.example ", name="Uma", at=NOON)
    two, is_again = recognise(address="uma@customer.example", name="Somebody Else", at=NOON)
    assert (one.pk, is_new) == (two.pk, True)
    assert not is_again
    assert Customer.objects.get().name == "Uma"


def test_a_missing_name_is_filled_in() -> None:
    recognise(address="uma@customer.example", name="", at=NOON)
    recognise(address="uma@customer.example", name="Uma", at=NOON)
    assert Customer.objects.get().name == "Uma"


def test_an_address_stands_for_the_name_until_one_is_known(django_assert_num_queries: Queries) -> None:
    made, _ = recognise(address="Info@Customer.example", name="", at=NOON)
    again, _ = recognise(address="info@customer.example", name="", at=NOON)
    stored = Customer.objects.get()
    with django_assert_num_queries(0):
        assert {str(made.customer), str(again.customer), str(stored)} == {"info@customer.example"}
    assert stored.name == ""
    recognise(address="info@customer.example", name="Uma", at=NOON)
    assert str(Customer.objects.get()) == "Uma"


def test_an_address_that_is_removed_stands_for_nobody() -> None:
    uma = recognise(address="info@customer.example", name="", at=NOON)[0].customer
    add_address(uma, "uma@customer.example", actor=cast.ada(), at=NOON)
    remove_address(Customer.objects.get(), "info@customer.example", actor=cast.ada(), at=NOON)
    assert str(Customer.objects.get()) == "uma@customer.example"


def test_people_of_before_are_given_their_first_address() -> None:
    """What the migration does with people who wrote without a name."""
    for address, name in [("info@customer.example", ""), ("uma@customer.example", "Uma")]:
        recognise(address=address, name=name, at=NOON)
    add_address(Customer.objects.get(name=""), "a@customer.example", actor=cast.ada(), at=NOON)
    cast.conversation(("", ""), unreadable="It names nobody.")
    Customer.objects.update(first_address="")
    with connection.cursor() as cursor:
        cursor.execute(import_module("rapport.customers.migrations.0006_first_address").FILL)
    assert [str(one) for one in Customer.objects.order_by("id")] == ["info@customer.example", "Uma", "Unknown"]


def test_mails_without_a_sender_are_from_different_people() -> None:
    one, two = (cast.conversation(("", ""), unreadable="It names nobody.") for _ in range(2))
    assert one.customer != two.customer
    assert one.identity.address == ""


def test_nobody_cannot_be_answered() -> None:
    with pytest.raises(ConversationError, match="no sender"):
        cast.answers(cast.conversation(("", ""), unreadable="It names nobody."))
