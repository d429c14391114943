"""An apology in its parts, in English and German, and what is none."""

import pytest

from rapport.language.tone.apology import ORDER, Part, Why, parts_of, refusals

ALL_SIX = {
    "en": "Dear Uma,\n\nwe sent you the wrong chain, and that was our fault. I will bring the right one tomorrow. I am "
    "sorry. It happened because I mixed up two orders. From today on a second person checks them. Please forgive me."
    "\n\nAda",
    "de": "Liebe Frau Berg,\n\nwir haben Ihnen die falsche Kette geschickt, das war unser Fehler. Morgen bringe ich "
    "Ihnen die richtige. Es tut mir leid. Dazu kam es, weil ich zwei Aufträge verwechselt habe. Ab sofort prüft das "
    "eine zweite Person. Bitte verzeihen Sie mir.\n\nAda",
}
ONE_EACH = [
    (Part.RESPONSIBILITY, "The scratch is ours and it should not be there on the frame."),
    (Part.RESPONSIBILITY, "Dass Sie gewartet haben, lag an uns und an niemandem sonst."),
    (Part.REPAIR, "You get your money back; I will refund it today."),
    (Part.REPAIR, "Ich überweise Ihnen das Geld noch heute zurück."),
    (Part.REGRET, "I am truly sorry about the wasted afternoon of yours."),
    (Part.REGRET, "Das tut mir wirklich leid, und ich verstehe den Ärger."),
    (Part.EXPLANATION, "The reason is a label that fell off in the van."),
    (Part.EXPLANATION, "Der Grund ist ein Etikett, das im Wagen abgefallen ist."),
    (Part.REPENTANCE, "It will not happen again: labels are now sewn on."),
    (Part.REPENTANCE, "Das wird nicht mehr passieren, die Etiketten sind jetzt genäht."),
    (Part.FORGIVENESS, "I hope that you can forgive me for that, Uma."),
    (Part.FORGIVENESS, "Ich hoffe, dass Sie mir das verzeihen können."),
]


@pytest.mark.parametrize("text", ALL_SIX.values(), ids=ALL_SIX)
def test_all_six_are_found_in_their_order_and_nothing_is_refused(text: str) -> None:
    assert parts_of(text) == list(ORDER)
    assert refusals(text, author="Ada Byron") == []


@pytest.mark.parametrize(("part", "text"), ONE_EACH)
def test_each_part_is_found_by_itself(part: Part, text: str) -> None:
    assert part in parts_of(text)


def test_what_happened_is_no_repair() -> None:
    assert Part.REPAIR not in parts_of("We sent you to the manual with a broken lamp. That was wrong.")
    assert Part.REPAIR in parts_of("The new lamp is on its way, at no charge.")


def test_the_order_is_that_of_the_evidence() -> None:
    assert [part.value for part in ORDER] == [
        "responsibility", "repair", "regret", "explanation", "repentance", "forgiveness",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "We are sorry if you feel that we were slow, and we will send the chain.",
        "I apologise for any inconvenience, and will refund it.",
        "I am sorry you feel that way about our workshop.",
        "Mistakes were made, and I will send you a new one.",
        "Sorry, but there is nothing we can do about the delivery.",
        "Es tut uns leid, falls Sie sich geärgert haben.",
        "Für etwaige Unannehmlichkeiten bitten wir um Entschuldigung.",
        "Wir bitten um Ihr Verständnis, die Kette kommt am Freitag.",
        "Liebe Frau Berg, wir schicken die Kette. We apologise for any inconvenience. Mit freundlichen Grüßen, Ada",
    ],
)
def test_a_non_apology_is_refused_with_its_words(text: str) -> None:
    found = refusals(text, author="Ada")[0]
    assert found.why == Why.NON_APOLOGY
    assert found.quote and found.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Sorry.",
        "We apologise for the delay.",
        "Dear Uma,\n\nwe are very sorry about this.\n\nKind regards\nAda",
        "Sehr geehrte Frau Berg,\n\nes tut mir sehr leid.\n\nMit freundlichen Grüßen\nAda",
        "Wir bitten vielmals um Entschuldigung.",
    ],
)
def test_regret_and_nothing_else_is_refused(text: str) -> None:
    assert [one.why for one in refusals(text, author="Ada")] == [Why.CANNED]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_is_no_apology(text: str) -> None:
    assert [one.why for one in refusals(text)] == [Why.EMPTY]


BODY = "Dear Uma,\n\nwe sent you the wrong chain. That was our fault, and I am sorry.\n\n"


@pytest.mark.parametrize(
    "last",
    ["Your support team", "The Spoke & Saddle team", "Ihr Kundenservice", "Customer Care", "Workshop", "Das Team"],
)
def test_a_team_cannot_be_sorry(last: str) -> None:
    [found] = refusals(BODY + last, teams=["Workshop"], author="Ada Byron")
    assert (found.why, found.quote) == (Why.NOBODY, last)


@pytest.mark.parametrize("last", ["Ada", "Ada Byron\nSupport team", "Kind regards\nAda", "", "I told the whole team."])
def test_a_person_can(last: str) -> None:
    assert refusals(BODY + last, teams=["Workshop"], author="Ada Byron") == []


def test_an_account_in_a_team_s_name_is_nobody() -> None:
    assert [one.why for one in refusals(BODY, teams=["Workshop"], author="Workshop")] == [Why.NOBODY]


LONG = ["sorry " * 3000, "a" * 20_000, "ich habe " * 2500, "\n" * 20_000, "the " * 5000 + "team"]


@pytest.mark.parametrize("text", LONG)
def test_long_words_take_no_long_time(text: str) -> None:
    assert isinstance(refusals(text, author="Ada"), list)
    assert isinstance(parts_of(text), list)
