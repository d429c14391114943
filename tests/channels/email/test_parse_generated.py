"""Mails that nobody would write: none raises, none loses its words (FULL_LABS=1 reads all 20,000)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import generated_mails
from rapport.channels.email.parse import parse
from tests.labs import IS_FULL

COUNT = 20_000 if IS_FULL else 400


def test_no_generated_mail_raises_or_loses_its_words() -> None:
    found, bad = generated_mails.run(COUNT)
    print(f"\nD16: {COUNT:,} generated mails: {found['raised']} raised, {found['lost its words']} lost their words")
    assert bad == []


@settings(
    max_examples=500 if IS_FULL else 50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.randoms(use_true_random=False), st.integers(0, 999_999))
def test_whatever_the_dice_say_no_words_are_lost(dice: object, number: int) -> None:
    one = generated_mails.written(dice, number)  # type: ignore[arg-type]
    assert generated_mails.trial(one.raw, one.words) == ""


def test_the_trial_notices_what_is_lost() -> None:
    assert generated_mails.trial(b"Subject: x\r\n\r\nsomething else", "marker000001") == "lost its words"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n\x00\x00\x00\x00\x00", "Hello"),
        (b"Subject: x\rContent-Transfer-Encoding: base64\r\rSGVsbG8=\n", "Hello"),
        (
            b"Content-Type: text/html; charset=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n--b--\r\n",
            "Hello",
        ),
    ],
)
def test_what_the_generated_mails_taught(raw: bytes, text: str) -> None:
    assert parse(raw).text.strip() == text
