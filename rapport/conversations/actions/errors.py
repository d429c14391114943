"""Why something cannot be done, in words for the person who tried."""

from rapport.conversations.models import Message


class ConversationError(ValueError):
    """The request cannot be done; the text says why and what to do."""


class SomethingNewer(ConversationError):
    """Somebody wrote while the agent was writing. Nothing was sent; `newer` is what came."""

    def __init__(self, newer: Message) -> None:
        who = newer.author.first_name if newer.author else newer.from_name or "The customer"
        super().__init__(f"{who} wrote while you were writing. Read it, then send again.")
        self.newer = newer
