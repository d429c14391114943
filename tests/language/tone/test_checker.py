"""What only the whole of a draft tells: names, questions, promises, apologies, secrets."""

import time

import pytest

from rapport.language.tone import DECIDED_FIRST, REASONS, Advice, Draft, Rule, check, language_of
from rapport.language.tone.checker import when_of

CALM = "Hello Uma,\n\nthe lamp is in the post since this morning, with two spare batteries in the box.\n\nKind regards"


def rules(text: str, **known: object) -> set[Rule]:
    return {one.rule for one in check(Draft(text, **known))}  # type: ignore[arg-type]


def found(rule: Rule, text: str, **known: object) -> list[Advice]:
    return [one for one in check(Draft(text, **known)) if one.rule == rule]  # type: ignore[arg-type]


def test_a_good_answer_is_left_alone() -> None:
    assert check(Draft(CALM, asked="Where is my lamp?", customer="Uma Ferrari")) == []


def test_every_rule_says_why_and_who_says_so() -> None:
    assert set(REASONS) == set(Rule)
    assert all(reason.text and reason.source for reason in REASONS.values())


def test_three_rules_ask_for_a_decision() -> None:
    assert {Rule.LOOSE_PROMISE, Rule.PRIVATE_DATA, Rule.WRONG_NAME} == DECIDED_FIRST


def test_the_place_is_told_to_the_letter() -> None:
    text = "Hello Uma,\n\nas I already said’, obviously it is the lamp."
    for one in check(Draft(text)):
        assert text[one.start : one.end].replace("’", "'").strip() == one.quote


@pytest.mark.parametrize(
    ("greeting", "customer", "stranger"),
    [
        ("Hi Ana,", "Uma Ferrari", "Ana"),
        ("Dear Mr Weber,", "Uma Ferrari", "Weber"),
        ("Hi Uma,", "Uma Ferrari", ""),
        ("Dear Ms Ferrari,", "Uma Ferrari", ""),
        ("Hi Chris,", "Christopher Lund", ""),
        ("Hello there,", "Uma Ferrari", ""),
        ("Hi Zoe,", "Zoë Kern", ""),
        ("Hello Ben,", "", ""),
        ("Hallo Frau Ferrari,", "Uma Ferrari", ""),
        ("Sehr geehrter Herr Müller,", "Uma Ferrari", "Müller"),
        ("Hi Jo and Uma,", "Uma Ferrari", ""),
        ("Hello, Ben,", "Uma Ferrari", "Ben"),
        ("Hello, dear Ben,", "Uma Ferrari", "Ben"),
        ("Hello, I look at it now and write again today.", "Uma Ferrari", ""),
        ("Hello I look at it now,", "Uma Ferrari", ""),
        ("Hello, Thursday is fine.", "Uma Ferrari", ""),
        ("Hallo, Ihre Lampe ist da.", "Uma Ferrari", ""),
        ("Hallo, liebe Anna,", "Uma Ferrari", "Anna"),
    ],
)
def test_somebody_elses_name_is_noticed(greeting: str, customer: str, stranger: str) -> None:
    language = "de" if greeting.startswith(("Hallo", "Sehr")) else "en"
    advice = check(Draft(f"{greeting}\n\nthe lamp is here.", customer=customer, others=("Jo Berg",)), language=language)
    assert [one.quote for one in advice if one.rule == Rule.WRONG_NAME] == ([stranger] if stranger else [])


@pytest.mark.parametrize(
    ("text", "is_secret"),
    [
        ("Your card 4111 1111 1111 1111 was charged.", True),
        ("Your card 4111 1111 1111 1112 was charged.", False),
        ("Pay to DE89 3704 0044 0532 0130 00 please.", True),
        ("Pay to DE89 3704 0044 0532 0130 01 please.", False),
        ("Your password is hunter2000.", True),
        ("Ihr Passwort lautet Sonne2026.", True),
        ("You can change the password on the page.", False),
        ("Tracking number 00340434161094015902", False),
        ("Frame number 2019 0304 1205 7731", False),
    ],
)
def test_cards_accounts_and_passwords_do_not_travel_unseen(text: str, is_secret: bool) -> None:
    assert (Rule.PRIVATE_DATA in rules(text)) is is_secret


def test_a_promise_that_is_kept_track_of_is_no_loose_one() -> None:
    text = "I will call you on Friday."
    assert Rule.LOOSE_PROMISE in rules(text)
    assert Rule.LOOSE_PROMISE not in rules(text, has_promise=True)


@pytest.mark.parametrize(
    "text",
    [
        "Shall I call you on Friday?",
        "I'll need the frame number.",
        "If you send it, I will check it.",
        "I can't promise that we will call today.",
        "Soll ich Sie anrufen?",
        "Wenn Sie es schicken, werde ich es prüfen.",
    ],
)
def test_conditions_and_questions_promise_nothing(text: str) -> None:
    assert Rule.LOOSE_PROMISE not in rules(text)


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("I will call you on Friday.", "Friday"),
        ("I'll write within two days.", "within"),
        ("Ich melde mich morgen.", "morgen"),
        ("I will let you know.", ""),
    ],
)
def test_a_promise_tells_its_time(sentence: str, when: str) -> None:
    assert when_of(sentence) == when


def test_a_question_that_nothing_answers_is_quoted() -> None:
    asked = "Thanks. When is the mudguard ready? And can I pay by invoice?"
    text = "Hello Uma,\n\nthe mudguard is ready on Friday at noon, and the new bell fits too.\n\nKind regards"
    assert [one.quote for one in found(Rule.UNANSWERED, text, asked=asked)] == ["And can I pay by invoice?"]


def test_a_complaint_is_owned_and_mended() -> None:
    sorry = "Hello Uma,\n\nI am sorry to hear about the wheel and how long all of this has been taking.\n\nKind regards"
    assert {Rule.NO_RESPONSIBILITY, Rule.NO_REPAIR} <= rules(sorry, is_complaint=True)
    owned = sorry.replace("taking.", "taking. That was our mistake. I sent you the right wheel today.")
    assert not {Rule.NO_RESPONSIBILITY, Rule.NO_REPAIR} & rules(owned, is_complaint=True)
    assert not {Rule.NO_RESPONSIBILITY, Rule.NO_REPAIR} & rules(sorry)


def test_sorry_is_said_once() -> None:
    text = (
        "Hello Uma,\n\nI am sorry that the wheel came late. That was my mistake.\n\nThe new one is in the post. "
        "I am so sorry."
        " Again, I apologise for that.\n\nKind regards"
    )
    assert [one.quote for one in found(Rule.SORRY_AGAIN, text)] == ["apologise"]
    assert found(Rule.SORRY_AGAIN, text.replace(" Again, I apologise for that.", "")) == []


def test_a_bare_answer_misses_greeting_and_close() -> None:
    bare = "The lamp is in the post since this morning, together with two spare batteries for it and a new bracket."
    assert rules(bare) == {Rule.NO_GREETING, Rule.NO_CLOSE}
    assert rules(bare, is_first_reply=False) == {Rule.NO_CLOSE}
    assert rules("It is in the post.") == set()


def test_what_the_customer_shouted_may_be_quoted() -> None:
    assert Rule.SHOUTING in rules("The SUPERLIGHT frame is here.")
    assert Rule.SHOUTING not in rules("The SUPERLIGHT frame is here.", asked="Is the SUPERLIGHT frame here?")


def test_rules_can_be_switched_off() -> None:
    assert check(Draft("Obviously."), off={Rule.CONDESCENDING}) == []


def test_one_rule_never_fills_the_page() -> None:
    assert len(found(Rule.CONDESCENDING, "Obviously. " * 50)) == 5


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (CALM, "en"),
        ("Hallo Frau Ferrari, die Lampe ist seit heute in der Post und kommt mit zwei Batterien.", "de"),
        ("", "en"),
        ("1 2 3", "en"),
    ],
)
def test_the_language_is_told_by_small_words(text: str, language: str) -> None:
    assert language_of(text) == language


HOSTILE = [
    "as I ",
    "you have ",
    "sorry ",
    "1 ",
    "4111 ",
    "i'll not now ",
    "DE89 AAAA ",
    "? ",
    "wir haben x ",
    "A" * 5,
    " ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_takes_long(piece: str) -> None:
    """Ten times as long as is read: what comes after is not looked at, and patterns stay linear."""
    text = piece * (20_000 // len(piece))
    began = time.process_time()
    check(Draft(text, asked=text, customer="Uma", is_complaint=True))
    once = time.process_time() - began
    began = time.process_time()
    check(Draft(text * 10, asked=text * 10, customer="Uma", is_complaint=True))
    assert time.process_time() - began < max(4 * once, 1.0)
    assert once < 5
