"""When a rule has lost its right to speak (pure)."""

ENOUGH = 50
TOO_OFTEN = 0.7


def is_unwanted(followed: int, dismissed: int) -> bool:
    """Dismissed more than seven times in ten, over fifty decisions (SCIENCE section 10)."""
    decided = followed + dismissed
    return decided >= ENOUGH and dismissed / decided > TOO_OFTEN
