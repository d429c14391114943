"""Real mails of other projects: every one gives one entry, most are read exactly."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from bench import mail_corpora
from rapport.channels.email.parse import parse
from tests.channels.email.test_parse_anything import assert_sound
from tests.labs import IS_FULL

DATA: Path = mail_corpora.shared_folder() / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no corpora at {DATA}; name their parent with RAPPORT_SHARED"),
]


@pytest.mark.parametrize("folder", ["mail-fixtures", "bounces", "reply-parsing", "spamassassin"])
def test_every_whole_mail_is_one_sound_entry(folder: str) -> None:
    mails = [raw for name, raw in mail_corpora.whole_mails(DATA) if name.startswith(folder)]
    assert mails
    for raw in mails:
        assert_sound(parse(raw))


def shares(scores: Iterable[mail_corpora.Score]) -> dict[str, float]:
    return {score.question: score.right / max(score.asked - len(score.wrong), 1) for score in scores}


def test_people_subjects_texts_and_files_are_read() -> None:
    found = shares(mail_corpora.score_expected(DATA))
    assert min(found[one] for one in ("sender", "subject", "recipients", "message id")) >= 0.99
    assert found["text"] >= 0.95
    assert min(share for question, share in found.items() if question.startswith("attachments")) >= 0.97


def test_wrong_expectations_are_few_and_only_of_mails_that_miss() -> None:
    for score in mail_corpora.score_expected(DATA):
        assert len(score.wrong) <= len(score.misses)
        assert {one.partition(": ")[0] for one in score.wrong} <= {one.partition(": ")[0] for one in score.misses}


def test_headers_agree_with_a_second_reader() -> None:
    step = 1 if IS_FULL else 10
    assert min(shares(mail_corpora.score_second_reader(DATA, step=step)).values()) >= 0.99


def test_reports_are_told_from_people() -> None:
    found = shares(mail_corpora.score_bounces(DATA))
    assert found["recognised"] >= 0.98
    assert found["automatic replies"] == 1
    ham = shares(mail_corpora.score_ham(DATA))
    assert ham["people: not taken for a bounce"] == 1
    assert ham["people: not for an auto-reply"] == 1


def test_new_words_are_told_from_quotes() -> None:
    found = shares(tuple(mail_corpora.score_replies(DATA))[:2])
    assert found["reply exact"] >= 0.95
    assert found["with signature exact"] >= 0.95
