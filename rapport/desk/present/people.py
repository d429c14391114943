"""Names as they are shown."""

from django.utils.translation import gettext as _

from rapport.conversations.models import Message


def who(message: Message) -> str:
    """Who said it, never empty."""
    if message.author is not None:
        return message.author.name
    return message.from_name or message.from_address or _("Unknown sender")
