"""What a partner reads: no address, no number, and everything else as it was."""

import pytest

from rapport.language.contacts import hidden, hidden_in_html, hidden_in_json

ADDRESSES = [
    "uma@customer.example",
    "Uma.Ferrari+shop@mail.customer.example",
    "UMA@CUSTOMER.EXAMPLE",
    "uma%40customer.example",
    "uma&#64;customer.example",
    "üma@kündin.example",
]
NUMBERS = [
    "+49 171 1234567",
    "0049 171 1234567",
    "0171/123 45 67",
    "(0171) 1234567",
    "+1-555-123-4567",
    "555-123-4567",
    "555.123.4567",
    "+4917112345678",
]
PLAIN = [
    "R-1042",
    "2026-03-04 09:30",
    "04.03.2026",
    "03/04/2026",
    "09:30",
    "Order 20260304123456",
    "12345678",
    "1.299,00 €",
    "5 of 10",
    "@Iris",
    "a @ b",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_cannot_be_read(address: str) -> None:
    shown = hidden(f"Write to {address}, please.")
    assert shown.startswith("Write to ")
    assert shown.endswith(", please.")
    assert "ustomer" not in shown
    assert "ma@" not in shown.lower()
    assert "•••" in shown


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_cannot_be_read(number: str) -> None:
    shown = hidden(f"Call {number} today")
    assert shown == f"Call ••• {number[-2:]} today"


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_neither_stays(text: str) -> None:
    assert hidden(f"It says {text} here") == f"It says {text} here"


def test_our_own_addresses_stay() -> None:
    assert hidden("Help@desk.example", {"help@desk.example"}) == "Help@desk.example"


def test_in_a_page_attributes_are_hidden_and_a_text_box_is_not() -> None:
    page = (
        '<a href="mailto:uma@customer.example" title="Call +49 171 1234567">uma@customer.example</a>'
        '<a href="tel:+491711234567">Call</a><img src="data:image/png;base64,0171123456789aaaa">'
        "<textarea>mine@shop.example 0171 1234567</textarea><time datetime='2026-03-04T09:30:00+00:00'>now</time>"
    )
    shown = hidden_in_html(page)
    assert "uma@" not in shown
    written = "<textarea>mine@shop.example 0171 1234567</textarea>"
    assert written in shown
    assert "0171123456789aaaa" in shown
    assert "1234567" not in shown.replace(written, "").replace("0171123456789", "")
    assert "2026-03-04T09:30:00+00:00" in shown
    assert 'href="tel:"' in shown


def test_in_json_numbers_ids_and_times_stay() -> None:
    given = {
        "id": "01234567-0123-4123-8123-012345678901",
        "at": "2026-03-04T09:30:00Z",
        "phone": "5551234",
        "count": 1234567,
        "said": ["uma@customer.example"],
    }
    assert hidden_in_json(given) == given | {"phone": "••• 34", "said": ["u•••@c•••.example"]}


def test_a_long_text_without_an_address_takes_no_time() -> None:
    assert hidden("a" * 1_000_000 + "@") == "a" * 1_000_000 + "@"
