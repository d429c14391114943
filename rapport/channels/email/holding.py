"""After a restore nothing leaves until somebody has looked: what waits from before may have been sent since."""

from django.db.models import Exists

from rapport.platform.models import Fact

HELD = "outbox.held"


def held() -> Exists:
    """True for every row while the outbox is on hold."""
    return Exists(Fact.objects.filter(key=HELD))


def is_held() -> bool:
    return Fact.objects.filter(key=HELD).exists()
