"""Rating links for tests of the customers' door. The door reads the clock, so these live now."""

import re

from django.test import Client

from rapport.feedback import queries
from rapport.feedback.models import RatingInvite
from rapport.platform import clock
from tests import cast


def invited(sender: tuple[str, str] = cast.UMA) -> RatingInvite:
    """An invite to a reply of Ada's; a lead is there to be told."""
    cast.mo()
    message = cast.answers(cast.conversation(sender), at=clock.now())
    found = queries.invite_for(message.pk, sender[1])
    assert found is not None
    return found


def page(invite: RatingInvite) -> str:
    return f"/r/{queries.token_of(invite)}/"


def face(invite: RatingInvite, score: int) -> str:
    return f"{page(invite)}{score}"


def key_in(html: str) -> str:
    """What the page carries so that its vote can be told from others."""
    found = re.search(r'name="page" value="([^"]+)"', html)
    assert found is not None
    return found.group(1)


def send(client: Client, invite: RatingInvite, score: int, how: str = "button", **more: str) -> str:
    """Open a face and send its page; answers the page that follows."""
    key = key_in(client.get(face(invite, score)).content.decode())
    return client.post(page(invite), {"level": str(score), "how": how, "page": key, **more}).content.decode()
