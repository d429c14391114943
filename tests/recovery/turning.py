"""An unhappy customer, won back through the flows that people use."""

from datetime import datetime, timedelta
from typing import Any

from rapport.conversations.letters import Reply
from rapport.feedback import queries as feedback
from rapport.feedback.actions import Choice
from rapport.flows import recover
from rapport.flows.customer_rates import customer_rates
from rapport.recovery.actions import Agreement
from rapport.recovery.models import Cause, Recovery
from tests import cast
from tests.cast import later
from tests.learning.making import says

SORRY = "Dear customer, we let you wait for ten days, and that was our fault. I am sorry."


def turned(
    sender: tuple[str, str] = cast.UMA,
    *,
    before: str = "Ten days of silence!",
    after: str = "You made it right.",
    faces: tuple[int, int] = (1, 4),
    fixed: str = "New chain fitted for free",
    at: datetime | None = None,
    **fields: Any,
) -> Recovery:
    """Unhappy at `at`, happy again five days later: the faces are the first one and that after the second asking."""
    began, actor = at or later(minutes=30), cast.mo()
    rating = says(faces[0], before, sender=sender, at=began, **fields)
    one = Recovery.objects.get(triggers__rating=rating)
    recover.contacted(one, actor=actor, note="We spoke", at=began + timedelta(hours=1))
    recover.apologise(one, Reply(text=SORRY), actor=actor, at=began + timedelta(hours=2))
    cause = Cause.objects.earliest("position")
    recover.agree(one, cause, Agreement("A new chain"), actor=actor, at=began + timedelta(hours=3))
    recover.fixed(one, actor=actor, note=fixed, at=began + timedelta(hours=4))
    recover.learn(one, "Chains are looked at", actor=actor, at=began + timedelta(hours=5))
    asked = began + timedelta(days=4)
    sent = recover.ask_again(one, Reply(text="Is it right now?"), actor=actor, at=asked)
    invite = feedback.invite_for(sent.pk, sender[1])
    assert invite is not None
    customer_rates(invite, Choice(faces[1], "button", comment=after), at=began + timedelta(days=5, hours=1))
    one.refresh_from_db()
    return one
