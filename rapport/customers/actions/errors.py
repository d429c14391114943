"""Why something cannot be done, in words for the person who tried."""


class CustomerError(ValueError):
    """The request cannot be done; the text says why and what to do."""
