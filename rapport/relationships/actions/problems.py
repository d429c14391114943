"""What cannot be done."""


class RelationshipError(ValueError):
    """The text says what to do."""
