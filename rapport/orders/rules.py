"""Pure rules: how much may be asked and answered, and for how long."""

from datetime import timedelta

SECONDS = 3.0
MOST_BYTES = 64 * 1024
MOST_ORDERS, MOST_FACTS, MOST_ADDRESSES = 20, 12, 20
TWO_SECRETS_FOR = timedelta(hours=24)


class BadAnswer(ValueError):
    """The text says what is wrong with it, in one line, for the shop's developer."""
