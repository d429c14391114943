"""A sentence is made in one language and read in another."""

import re

import pytest
from django.utils.translation import gettext_lazy, override

from bench.messages import _kept, catalogue
from rapport.platform.said import NUMBERS, in_language_of, joined, said, said_later, worded

GAP = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("", ""),
        ("Nothing has arrived there for three days.", "Seit drei Tagen ist dort nichts angekommen."),
        ("Nothing proves that Ada wrote this.", "Nichts beweist, dass Ada das geschrieben hat."),
        (
            "Not sent as an answer. Nothing proves that Ada wrote this.",
            "Nicht als Antwort gesendet. Nichts beweist, dass Ada das geschrieben hat.",
        ),
        ("550 5.1.1 no such person", "550 5.1.1 no such person"),
        ("Not sent as an answer. 550 {what} 100 %(s", "Nicht als Antwort gesendet. 550 {what} 100 %(s"),
    ],
)
def test_what_was_kept_in_english_is_read_in_german(kept: str, read: str) -> None:
    assert said(kept) == kept
    with override("de"):
        assert said(kept) == read


def test_only_a_reason_is_translated_within_a_sentence_and_no_name() -> None:
    with override("de"):
        assert said("Nothing proves that Settings wrote this.") == "Nichts beweist, dass Settings das geschrieben hat."


def test_words_made_lazily_follow_whoever_reads_them() -> None:
    reason = said_later("Nothing proves that {who} wrote this.")
    sentence = joined("\n", worded(gettext_lazy("Not sent as an answer. {reason}"), reason=reason), "", "Uma {braces}")
    assert str(sentence) == "Not sent as an answer. Nothing proves that {who} wrote this.\nUma {braces}"
    with in_language_of("de"):
        assert str(sentence).startswith("Nicht als Antwort gesendet. Nichts beweist, dass {who}")
        with in_language_of(""):
            assert str(sentence).startswith("Not sent")


def test_each_sentence_with_gaps_is_found_again_once_it_is_filled() -> None:
    """But where two differ in nothing but the names of their gaps, either does."""
    german = catalogue("de")
    lost = []
    for message in german:
        if not isinstance(message.id, str) or not GAP.search(message.id) or "%(" in message.id:
            continue
        filled = {name: "17" if name in NUMBERS else f"<{name}>" for name in GAP.findall(message.id)}
        with override("de"):
            if said(message.id.format(**filled)) != str(message.string).format(**filled):
                lost.append(message.id)
    assert lost == []


def test_several_sentences_in_a_row_are_each_translated_and_foreign_ones_left() -> None:
    with override("de"):
        assert said(
            "Last backup 2 hours ago, proven: 1,200 rows restored and counted. 3 attachments on the disk are damaged."
        ) == (
            "Letzte Sicherung vor 2 Stunden, geprüft: 1,200 Zeilen zurückgespielt und gezählt. "
            "3 Anhänge auf der Festplatte sind beschädigt."
        )
        assert said("the mail is empty; 550 no") == "die Mail ist leer; 550 no"
        assert said("The SPF record of a.example cannot be read: Void.").endswith("lässt sich nicht lesen: Void.")


def test_sentences_of_the_modules_that_keep_them_stand_in_the_catalogue() -> None:
    source = """
def f(host, rows):
    "No sentence of this."
    log.info("Nothing of this either.")
    problems.note(f"more than {MOST} parts")
    if rows == "Neither of these.":
        raise ValueError("This is for programmers.")
    return Section("Title", f"{host.name} has {len(rows)} rows, and {host.name} too.")
"""
    assert set(_kept(source)) == {
        "more than {most} parts",
        "Neither of these.",
        "Title",
        "{name} has {rows} rows, and {name2} too.",
    }
