import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.customers.rules import (
    MOST_PEOPLE,
    Addressee,
    AddressProblem,
    address,
    addressee,
    addressees,
    clean_name,
    line_of,
)

UMA = Addressee("Uma Ferrari", "uma@customer.example")
SOL = Addressee("", "sol@customer.example")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("uma@customer.example", Addressee("", "uma@customer.example")),
        ("  UMA@Customer.Example ", Addressee("", "uma@customer.example")),
        ("Uma Ferrari <uma@customer.example>", UMA),
        ('"Uma Ferrari" <uma@customer.example>', UMA),
        ('"Ferrari, Uma" <uma@customer.example>', Addressee("Ferrari, Uma", "uma@customer.example")),
        ('"Uma \\"U\\" F" <uma@customer.example>', Addressee('Uma "U" F', "uma@customer.example")),
        ("Uma\x00\u202e Ferrari <uma@customer.example>", UMA),
        ("<uma@customer.example>", Addressee("", "uma@customer.example")),
        ("uma.o'hara+x@customer.example", Addressee("", "uma.o'hara+x@customer.example")),
        ("uma@münchen.example", Addressee("", "uma@münchen.example")),
    ],
)
def test_a_person_is_read_as_written_in_a_mail(text: str, found: Addressee) -> None:
    assert addressee(text) == found


NO_ADDRESSES = [
    "uma",
    "uma@",
    "@customer.example",
    "uma@customer",
    "uma@customer.",
    "uma@.example",
    "uma@-x.example",
    "uma@x.example-",
    "uma@x..example",
    "uma@127.0.0.1",
    "uma@[127.0.0.1]",
    "u ma@customer.example",
    "uma@cust omer.example",
    ".uma@customer.example",
    "uma..f@customer.example",
    "üma@customer.example",
    "uma@x@customer.example",
    '"uma f"@customer.example',
    "uma@customer.example\nBcc: x@y.example",
    "uma(x)@customer.example",
    "Uma <uma@customer.example> x",
    "<uma@customer.example",
    "a" * 65 + "@customer.example",
    "uma@" + "a" * 64 + ".example",
    "uma@" + "a." * 130 + "example",
    "uma@customer.example\x00",
    "",
]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_no_server_would_take_is_refused_in_words(text: str) -> None:
    with pytest.raises(AddressProblem, match=r"is no address\. Write it like|cannot be written to"):
        addressee(text)


def test_a_line_is_parted_by_commas_semicolons_and_lines_each_person_once() -> None:
    text = "Uma Ferrari <uma@customer.example>, sol@customer.example; UMA@customer.example\r\nsol@customer.example,,"
    assert addressees(text) == [UMA, SOL]


def test_a_line_with_one_mistake_says_which() -> None:
    with pytest.raises(AddressProblem, match="“sol@customer” cannot be written to: “customer” is no domain"):
        addressees("uma@customer.example, sol@customer")


def test_nobody_is_nobody() -> None:
    assert addressees(" , ;\n") == []


def test_nobody_writes_to_a_crowd() -> None:
    with pytest.raises(AddressProblem, match=f"Write to {MOST_PEOPLE} at most"):
        addressees(",".join(f"a{n}@x.example" for n in range(MOST_PEOPLE + 1)))


NAMES = st.text(max_size=60)
PEOPLE = st.lists(st.integers(0, 40), unique=True, max_size=8)


@given(NAMES, PEOPLE)
def test_what_is_shown_is_read_back(name: str, numbers: list[int]) -> None:
    people = [addressee(f"a{number}@x.example") for number in numbers]
    named = [Addressee(clean_name(name), one.address) for one in people]
    assert [one.address for one in addressees(line_of(named))] == [one.address for one in people]


@given(st.text(max_size=300))
def test_any_text_is_people_or_a_problem(text: str) -> None:
    try:
        found = addressees(text)
    except AddressProblem as problem:
        assert str(problem).isprintable()
        return
    for one in found:
        assert address(one.address) == one.address
        assert not set("\r\n\0") & set(one.name + one.address)
