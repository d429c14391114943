"""Whether customers have a page of their own, and whether replies tell of it. Replies leave from this room."""

from django.conf import settings

from rapport.platform import queries

FACT = "portal.access"


def setting() -> dict[str, bool]:
    """On unless somebody switched it off; replies say nothing of it unless somebody wants them to."""
    found = queries.fact(FACT)
    return {"on": found.get("on", True), "in_replies": found.get("in_replies", False)}


def address() -> str:
    """What replies tell; empty when they tell nothing."""
    said = setting()
    return f"{settings.RAPPORT_URL}/portal/" if said["on"] and said["in_replies"] else ""
