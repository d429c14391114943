"""What a chat or another system is told of an alert leaves: claim the row, commit, talk, write down the answer."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, gettext_lazy, gettext_noop, ngettext

from rapport.alerts import actions, chat, lock_screen, posting, queries, rules
from rapport.alerts.actions import News
from rapport.alerts.chat import Told
from rapport.alerts.models import Alert, Post, Route
from rapport.flows.raise_alert import raise_alert
from rapport.platform import secrets
from rapport.platform.said import in_language_of, said_later, worded
from rapport.team import queries as team
from rapport.team.models import Role
from rapport.webhooks import sending

Clock = Callable[[], datetime]
UNSEALED = gettext_noop("The address was sealed under another secret key. Enter it again.")
ALERT, GATHERED, TRIAL = "alert.raised", "alert.gathered", "alert.test"


def deliver(post_id: int, *, clock: Clock, clients: posting.Clients | None = None) -> bool:
    """Try it once, if it is due; True when it arrived."""
    post = actions.claim_post(post_id, at=clock())
    if post is None:
        return False
    try:
        address = queries.address_of(post.route)
        body, headers = written(post, at=clock())
    except secrets.BrokenSeal:
        heard = posting.Heard(0, UNSEALED)
    else:
        heard = posting.send(address, body, headers, at=clock(), clients=clients)
    return _note(post, heard, at=clock())


def deliver_due(*, clock: Clock, go_on: Callable[[], bool], limit: int = 200) -> int:
    """Try everything that is due; answers how many arrived."""
    return sum(deliver(pk, clock=clock) for pk in queries.posts_due(clock(), limit) if go_on())


def written(post: Post, *, at: datetime) -> tuple[bytes, Mapping[str, str]]:
    """The bytes and headers of one try, in the desk's own language. Raises BrokenSeal."""
    with in_language_of(""):
        many = queries.gathered_in(post) if post.gathers else []
        if post.route.kind == Route.Kind.WEBHOOK:
            return _signed(post, many, at)
        shown = chat.FORMS[post.route.kind](_told(post, many))
    return json.dumps(shown, ensure_ascii=False).encode(), {"Content-Type": "application/json"}


def _told(post: Post, many: list[Post]) -> Told:
    labels = {
        "open": gettext("Open in Rapport"),
        "quote": gettext("The customer’s words"),
        "context": gettext("The reply it is about"),
        "history": gettext("Before"),
    }
    return Told(
        title=_title(post, many),
        url=_url(post),
        reference=post.reference,
        headline=post.headline,
        body=post.body,
        quote=post.quote,
        context=post.context,
        history=post.history,
        labels=labels,
        lines=[(_title(one, []), one.reference) for one in many],
    )


def _title(post: Post, many: list[Post]) -> str:
    """In our own words alone."""
    if post.gathers:
        return ngettext("%(count)s alert", "%(count)s alerts", len(many)) % {"count": len(many)}
    return str(lock_screen.WORDS[post.kind]) if post.kind else gettext("A trial: alerts arrive here.")


def _url(post: Post) -> str:
    return f"{settings.RAPPORT_URL}/{post.path.lstrip('/')}"


def _signed(post: Post, many: list[Post], at: datetime) -> tuple[bytes, Mapping[str, str]]:
    """For a machine, which reads words as they are; signed as webhooks are."""
    name = GATHERED if post.gathers else ALERT if post.kind else TRIAL
    data = {"alerts": [_data(one) for one in many]} if post.gathers else {"alert": _data(post)} if post.kind else {}
    body = json.dumps({"type": name, "timestamp": post.created_at.isoformat(), "data": data}, ensure_ascii=False)
    signing = [queries.signing_secret_of(post.route)]
    return body.encode(), sending.signed(f"msg_{post.public_id.hex}", body, signing, at=at)


def _data(post: Post) -> dict[str, Any]:
    named = {"headline": post.headline, "details": post.body, "words": post.quote, "rated_reply": post.context}
    data = {
        "kind": post.kind,
        "title": _title(post, []),
        "reference": post.reference or None,
        "url": _url(post),
        "score": post.level,
        **(named | {"history": post.history} if post.route.names_customers else {}),
    }
    return {name: value for name, value in data.items() if value not in (None, "")}


@transaction.atomic
def _note(post: Post, heard: posting.Heard, *, at: datetime) -> bool:
    arrived = actions.note_post(post, status=heard.status, words=heard.words, wait=heard.wait, at=at)
    if heard.status in rules.GONE:
        _switch_off(post.route, gettext_noop("The other side does not know this address any more."), at)
    elif not arrived and post.route.failures + 1 >= rules.MOST_FAILED_POSTS and heard.wait is None:
        _switch_off(post.route, gettext_noop("Nothing has arrived there for a long time."), at)
    return arrived


def _switch_off(route: Route, why: str, at: datetime) -> None:
    if not actions.switch_route_off(route, why, at=at):
        return
    news = News(
        kind=Alert.Kind.HEALTH,
        key=f"route-off:{route.pk}:{at.isoformat()}",
        headline=worded(gettext_lazy("Alerts no longer reach “{route}”"), route=route.name),
        body=worded(
            gettext_lazy("{reason} It was switched off. Enter its address anew, send a trial, and switch it on."),
            reason=said_later(why),
        ),
        path=f"/settings/alert-routes/{route.pk}/",
    )
    owners = [user for user in team.active_users() if user.role == Role.OWNER]
    maker = [route.made_by] if route.made_by is not None and route.made_by.is_active else []
    raise_alert(news, [*maker, *owners], at=at)
