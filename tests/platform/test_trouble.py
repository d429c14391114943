"""What the log is told about an error."""

from django.db import OperationalError

from rapport.platform.trouble import without_words


def caught(problem: Exception) -> Exception:
    try:
        raise problem
    except Exception as raised:
        return raised


def test_kind_and_place_are_told_and_the_text_is_not() -> None:
    told = without_words(caught(ValueError("uma@customer.example said so")))
    assert told.startswith("ValueError < caught (")
    assert "test_trouble.py:" in told
    assert "uma@" not in told
    assert "\n" not in told


def test_a_database_that_is_away_is_one_short_line() -> None:
    assert without_words(caught(OperationalError("server closed"))) == "the database does not answer"
