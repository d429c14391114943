"""Nothing is left in a quote by which its writer could be known, however it is written."""

import pytest

from rapport.language.anonymous import LONGEST, anonymous

KNOWN = ("Uma Ferrari", "uma.ferrari@customer.example", "José Müller-Lüdenscheidt", "Velo Ferrari GmbH")
HOSTILE = [
    ("My name is Uma Ferrari and the chain slips", "uma ferrari"),
    ("UMA FERRARI waits. uma's bike too", "uma ferrari"),
    ("Jose Mueller Ludenscheidt is angry", "jose mueller ludenscheidt"),
    ("José Müller-Lüdenscheidt is angry", "josé müller lüdenscheidt"),
    ("J o s é writes, F e r r a r i", "j o s é f e r r a r i"),
    ("Ｕｍａ Ｆｅｒｒａｒｉ is angry", "uma ferrari ｕｍａ"),
    ("U\u200bma Fer\u00adrari is angry", "uma ferrari"),
    ("see umaferrari84 on the forum", "umaferrari"),
    ("Write to uma.ferrari@customer.example please", "uma@ customer.example"),
    ("Write to someone (at) else dot com please", "someone else"),
    ("Write to someone＠else.com please", "someone else.com"),
    ("Write to someone&#64;else.com please", "someone else.com"),
    ("I am @secret_handle there", "secret_handle"),
    ("My page https://uma.example/me?x=1 says so", "uma.example"),
    ("My page hidden-person.com says so", "hidden-person"),
    ("Call +49 (0)170 123 45 67 at last", "170 123 45 67"),
    ("Call 0170-1234567", "0170 1234567"),
    ("Call zero one seven zero one two three", "seven"),
    ("Call null eins sieben null eins", "sieben"),
    ("Order 4711-0815 never came", "4711 0815"),
    ("Order #A7X never came", "a7x"),
    ("Order R-10442 and ORD/99-1234", "10442 1234"),
    ("Invoice No. 20 26 11 88", "20 26 11 88"),
    ("IBAN DE89 3704 0044 0532 0130 00", "de89 3704 0130"),
    ("Card 4111 1111 1111 1111", "4111"),
    ("I live in Hauptstraße 12a in Kiel", "hauptstraße 12a"),
    ("I live at 221B Baker Street", "baker 221b"),
    ("I live in 12 rue de la Paix 7", "paix 7"),
    ("24103 Kiel is where I wait", "24103"),
    ("Born on 12.03.1985 and waiting", "1985"),
    ("Your Mr Smith was rude", "smith"),
    ("Frau Dr. von Berg war unfreundlich", "berg"),
    ("Hier schreibt Anna Lena von Hohenstein", "anna lena hohenstein"),
    ("It slips.\n\nBest regards\nAnna Bell", "anna bell"),
    ("Es rutscht.\n\nMit freundlichen Grüßen\nAnna Glock", "anna glock"),
    ("Es rutscht. LG\nAnna", "anna"),
]


@pytest.mark.parametrize(("text", "secrets"), HOSTILE, ids=[text for text, _ in HOSTILE])
def test_nothing_tells_who_it_was(text: str, secrets: str) -> None:
    left = anonymous(text, KNOWN).lower()
    assert not [secret for secret in secrets.split() if len(secret) > 1 and secret in left]
    if len(secrets.split()[0]) == 1:
        assert secrets not in left


@pytest.mark.parametrize(
    "text",
    [
        "Four days without an answer.",
        "I waited 3 days, then 20 minutes at the phone, and paid 10 % more.",
        "Nobody read what I wrote. I had to say it again at 19:30.",
        "Drei Tage ohne Antwort, und dann die falsche.",
    ],
)
def test_what_happened_is_left(text: str) -> None:
    assert anonymous(text, KNOWN) == text


def test_a_quote_that_said_nothing_else_is_none() -> None:
    assert anonymous("Uma Ferrari\n0170 1234567", KNOWN) == ""
    assert anonymous("", KNOWN) == ""
    assert anonymous(" \n ", ()) == ""


def test_paragraphs_are_kept_where_they_are_wanted_and_numbers_of_ours_go_however_short() -> None:
    text = "See r-42 and R-420.\n\nIt slips.\n \nUma Ferrari"
    assert anonymous(text, KNOWN, references=["R-42", ""], lines=True) == "See ••• and R-420.\n\nIt slips."


def test_a_long_one_ends_at_a_word() -> None:
    found = anonymous("word " * 500)
    assert len(found) <= LONGEST + 2
    assert found.endswith("word …")


@pytest.mark.parametrize(
    "text",
    ["a" * 5000, "1 " * 2500, "a.b" * 1600, "@" * 5000, "- " * 2500, "strasse " * 600, "a b " * 1200, "www." * 1200],
)
def test_S29_hostile_length_is_read_in_few_steps(text: str) -> None:
    """With a pattern that begins anew at each place it would not end."""
    anonymous(text, KNOWN)
