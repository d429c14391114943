import pytest

from rapport.conversations.actions import ConversationError
from rapport.customers.actions import recognise
from rapport.customers.models import Customer
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


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


def test_mails_without_a_sender_are_from_different_people() -> None:
    one, two = (cast.conversation(("", ""), unreadable="It names nobody.") for _ in range(2))
    assert one.customer != two.customer
    assert one.identity.address == ""


def test_nobody_cannot_be_answered() -> None:
    with pytest.raises(ConversationError, match="no sender"):
        cast.answers(cast.conversation(("", ""), unreadable="It names nobody."))
