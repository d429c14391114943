"""S29: no text makes the cutting of quotes slow."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from rapport.language.complaint import read_complaint
from rapport.language.quotes import split_reply
from rapport.language.quotes_html import split_html_reply
from tests.security.growth import assert_linear

TEXTS: dict[str, Callable[[int], str]] = {
    "blanks": lambda n: " " * n,
    "On": lambda n: "On " * (n // 3),
    "On, line by line": lambda n: "On 3 May 2024 at 10:00\n" * (n // 23),
    "quote marks": lambda n: ">" * n,
    "quoted lines": lambda n: "> a\n" * (n // 4),
    "dashes": lambda n: "-" * n,
    "delimiters": lambda n: "--\n" * (n // 3),
    "sign-offs": lambda n: "hello\n" + "Regards,\n" * (n // 9),
    "header blocks": lambda n: "From: a@b.c\nSent: 1\n" * (n // 20),
    "sent from": lambda n: "sent from my phone to all and it was\n" * (n // 37),
    "disclaimers": lambda n: "this e-mail message is a a a a a a a\n\n" * (n // 38),
    "rules": lambda n: ("_" * 40 + "\n") * (n // 41),
    "colons": lambda n: "a:\n" * (n // 3),
    "words": lambda n: "wrote schrieb " * (n // 14),
}


READERS: dict[str, Callable[[str], object]] = {
    "text": split_reply,
    "html": split_html_reply,
    "complaint": lambda text: read_complaint("", text),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", TEXTS)
def test_the_time_for_a_text_grows_with_its_length_only(name: str, reader: str) -> None:
    assert_linear(READERS[reader], TEXTS[name], 15_000)


def test_text_beyond_the_cap_is_quoted_and_not_lost() -> None:
    split = split_reply("hello there\n" * 50_000)
    assert len(split.reply) <= 200_000
    assert len(split.reply) + len(split.quoted) >= 590_000


def test_a_megabyte_of_quote_marks_does_not_hide_the_answer() -> None:
    assert split_reply(">" * 800_000 + "\nYes, please.").reply == "Yes, please."


SEVEN = ("blanks", "On", "quote marks", "dashes", "header blocks", "sign-offs", "quoted lines")


def test_seven_texts_cost_at_most_two_and_a_half_times_at_twice_the_length() -> None:
    """By processor time, the median of pairs measured next to each other; a busy machine gets three chances."""
    print()
    for name in SEVEN:
        once, ratio = measured(TEXTS[name])
        for _ in range(2):
            once, ratio = (once, ratio) if ratio <= 2.5 else measured(TEXTS[name])
        print(f"S29 {name:<16} {once * 1000:6.1f} ms at 100 kB, {ratio:4.2f} times that at 200 kB")
        assert ratio <= 2.5


def measured(make: Callable[[int], str]) -> tuple[float, float]:
    pairs = [(seconds(make(100_000)), seconds(make(200_000))) for _ in range(5)]
    ratios = sorted((twice + 0.0005) / (once + 0.0005) for once, twice in pairs)
    return sorted(once for once, _ in pairs)[2], ratios[2]


def seconds(text: str) -> float:
    started = time.process_time()
    split_reply(text)
    return time.process_time() - started
