"""A sentence is made in one language and read in another."""

import pytest
from django.utils.translation import gettext_lazy, override

from rapport.platform.said import in_language_of, joined, said, said_later, worded


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
