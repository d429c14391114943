"""When a refusal says something about the address, and not about us or about one mail. Pure."""

from datetime import timedelta

SOFT_LIMIT = 5
SOFT_WINDOW = timedelta(days=7)

# Security and policy (5.7), the content (5.6), and a mail that is too large tell nothing of the mailbox.
_NOT_THE_ADDRESS = ("5.7.", "5.6.", "5.3.4", "5.2.3")


def is_about_address(status: str) -> bool:
    """Whether a code of RFC 3463, such as 5.1.1, says that mail to this address will come back again."""
    return status.startswith("5.") and not status.startswith(_NOT_THE_ADDRESS)
