"""What leaves by a route: rows in the transaction of the alerts, sent later (`flows/deliver_post`)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from rapport.alerts import queries, rules
from rapport.alerts.actions.tell import News, put_into_words
from rapport.alerts.models import Post, Route
from rapport.platform.jobs import Job, enqueue

State = Post.State
ALL_ALERTS = "/alerts/"


def queue_posts(news: News, routes: Iterable[Route], *, reference: str, at: datetime) -> list[Post]:
    """Tell each of these routes of it once, in the caller's transaction. A message each while there are few, one for
    all that follow in five minutes (S32)."""
    made = []
    for route in _locked([one.pk for one in routes]):
        if Post.objects.filter(route=route, key=news.key).exists():
            continue
        into = _gathering(route, at)
        post = Post(route=route, created_at=at, due_at=at, reference=reference, into=into, **_said(news, route))
        post.state = State.GATHERED if into else State.WAITING
        post.save(force_insert=True)
        if into is None:
            enqueue(Job.POST, post_id=post.pk)
        made.append(post)
    return made


def _locked(routes: list[int]) -> list[Route]:
    """Nobody else tells these routes anything until the transaction ends, so that what they are told can be counted."""
    return list(Route.objects.filter(pk__in=routes, is_active=True).order_by("pk").select_for_update(no_key=True))


def _gathering(route: Route, at: datetime) -> Post | None:
    """What this is told together with, when many were told a moment ago."""
    still_open = Post.objects.filter(route=route, gathers=True, state=State.WAITING, tries=0, due_at__gt=at).first()
    if still_open is not None:
        return still_open
    lately = Post.objects.filter(route=route, into=None, created_at__gt=at - rules.POST_WINDOW).exclude(kind="")
    if lately.count() < rules.MOST_POSTS:
        return None
    ends = at + rules.POST_WINDOW
    made = Post.objects.create(
        route=route, key=f"gathers:{uuid4()}", gathers=True, path=ALL_ALERTS, created_at=at, due_at=ends
    )
    enqueue(Job.POST, not_before=ends, post_id=made.pk)
    return made


def _said(news: News, route: Route) -> dict[str, object]:
    """A route that names nobody gets no word of a customer, not even into its row."""
    said: dict[str, object] = {
        "key": news.key,
        "kind": news.kind,
        "path": news.path,
        "conversation_id": news.conversation_id,
        "level": news.level,
    }
    if not route.names_customers:
        return said
    return said | put_into_words(news, "") | {"quote": news.quote, "context": news.context}


def queue_trial_post(route: Route, *, at: datetime) -> Post:
    """About nothing, to see whether it arrives."""
    return Post.objects.create(route=route, key=f"trial:{uuid4()}", path=ALL_ALERTS, created_at=at, due_at=at)


@transaction.atomic
def claim_post(pk: int, *, at: datetime) -> Post | None:
    """Take it for one try; None when it is not due, is over, or somebody else has it. While the other side wants to be
    left alone it waits."""
    rows = Post.objects.filter(pk=pk, state=State.WAITING, due_at__lte=at, route__is_active=True)
    route_id = rows.values_list("route_id", flat=True).first()
    if route_id is None:
        return None
    locked = _locked([route_id])
    if not locked:
        return None
    route = locked[0]
    if route.held_until is not None and route.held_until > at:
        rows.update(due_at=route.held_until)
        return None
    if rows.filter(created_at__lt=at - rules.POST_LIVES).update(state=State.DROPPED):
        return None
    taken = rows.update(due_at=at + rules.POST_LEASE, tries=F("tries") + 1)
    return queries.post(pk) if taken else None


def note_post(post: Post, *, status: int, words: str, wait: timedelta | None, at: datetime) -> bool:
    """Write down what became of a try; True when it arrived."""
    route, mine = Route.objects.filter(pk=post.route_id), Post.objects.filter(pk=post.pk)
    if rules.is_taken(status):
        mine.update(state=State.SENT, due_at=at)
        route.update(tried_at=at, arrived_at=at, failures=0, trouble="", held_until=None)
        return True
    if status in rules.SLOW_DOWN and wait is not None:
        mine.update(due_at=at + wait, tries=F("tries") - 1)  # it was asked to come later, not refused
        route.update(tried_at=at, held_until=at + wait)
        enqueue(Job.POST, not_before=at + wait, post_id=post.pk)
        return False
    following = None if status in rules.GONE else rules.next_post(post.tries, at)
    mine.update(state=State.WAITING if following else State.DROPPED, due_at=following or at)
    said = f"{status} {words}".strip() if status else words
    route.update(tried_at=at, failures=F("failures") + 1, trouble=said[:300])
    if following is not None:
        enqueue(Job.POST, not_before=following, post_id=post.pk)
    return False


def forget_posts(*, before: datetime) -> int:
    """Delete what was told long ago; answers how many."""
    return Post.objects.filter(created_at__lt=before).delete()[0]
