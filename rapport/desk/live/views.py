"""The live stream of one browser: which parts of its page changed. Only ids of what its user may see (S13, S14)."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from rapport.conversations.queries import asked_conversations, visible_inbox_ids
from rapport.platform.live import Change
from rapport.platform.live_hub import EVERYTHING, hub
from rapport.team.models import User

BEAT_SECONDS = 15
RIGHTS_SECONDS = 60


@dataclass(frozen=True)
class Rights:
    """What one user may hear of; None stands for every inbox."""

    user_id: int
    inboxes: frozenset[int] | None
    asked: frozenset[str] = frozenset()

    def may_hear(self, change: Change) -> bool:
        if change.user_ids:
            return self.user_id in change.user_ids
        return self.inboxes is None or change.inbox_id in self.inboxes

    def heard(self, change: Change) -> Change | None:
        """The change as far as this user may hear of it: of a conversation that they are only asked in, no more."""
        if self.may_hear(change):
            return change
        about = tuple(one for one in change.ids if one in self.asked) if not change.user_ids else ()
        return Change(about, change.inbox_id) if about else None


@sync_to_async
def rights_of(user_id: int) -> Rights | None:
    """What the user may hear of now; None for somebody who may not sign in any more."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    asked = frozenset(f"conversation-{pk}" for pk in asked_conversations(user)) if user.is_collaborator else frozenset()
    return Rights(user.pk, None if user.is_lead else frozenset(visible_inbox_ids(user)), asked)


@csrf_exempt  # It changes nothing, and whoever is not signed in gets one short answer, whatever was sent.
async def stream(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events; 401 without a session, before anything else is looked at."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse('{"error":"sign-in"}', status=401, content_type="application/json")
    rights = await rights_of(user.pk)
    if rights is None:
        return HttpResponse('{"error":"sign-in"}', status=401, content_type="application/json")
    since = request.GET.get("since", "")
    moment = float(since) if since.replace(".", "", 1).isdigit() and since.isascii() and len(since) < 20 else 0.0
    if request.method not in ("GET", "HEAD"):
        return HttpResponse('{"error":"method"}', status=405, content_type="application/json", headers={"Allow": "GET"})
    if request.method == "HEAD":
        return HttpResponse(content_type="text/event-stream")
    response = StreamingHttpResponse(changes(rights, moment), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def changes(rights: Rights, since: float) -> AsyncIterator[str]:
    """What changed since the page was made, then changes as they are told; a heartbeat otherwise.

    It ends when the user loses the right to listen.
    """
    loop = asyncio.get_running_loop()
    check_at = loop.time() + RIGHTS_SECONDS
    current: Rights | None = rights
    async with hub.subscription() as queue:
        yield "retry: 2000\n\n"
        for missed in await hub.since(since):
            heard = missed if missed == EVERYTHING else rights.heard(missed)
            if heard is not None:
                yield message(heard)
        while current is not None:
            try:
                change = await asyncio.wait_for(queue.get(), BEAT_SECONDS)
            except TimeoutError:
                change = None
            if loop.time() > check_at:
                current, check_at = await rights_of(rights.user_id), loop.time() + RIGHTS_SECONDS
                if current is None:
                    return
            if change is None:
                yield ": still here\n\n"
            elif heard := change if change == EVERYTHING else current.heard(change):
                yield message(heard)


def message(change: Change) -> str:
    return f"data: {json.dumps({'ids': parts(change)})}\n\n"


def parts(change: Change) -> list[str]:
    """The page parts behind a change: the folders' counts and the first page go with the pile."""
    extra = ["folders", "recoveries", "promises", "today"] if "pile" in change.ids else []
    return [*change.ids, *extra]
