"""Somebody must look now: in the app at once, on their devices and by mail, each where and when they want it; and by
routes to chats and other systems."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from rapport.alerts import actions as alerts
from rapport.alerts.models import Alert
from rapport.alerts.queries import has_devices, routes_for, wishes_of
from rapport.alerts.rules import quiet_end
from rapport.channels.email import actions as email
from rapport.conversations.models import Conversation
from rapport.team.models import User


@transaction.atomic(savepoint=False)
def raise_alert(news: alerts.News, users: Iterable[User], *, at: datetime, by_mail: bool = True) -> list[Alert]:
    """Tell each user once about one happening; answers the alerts that are new.

    By mail and push each is told by itself, or together with others when many things happen at once (S32), and in
    quiet hours when these are over. What somebody wants nowhere they are not told.
    """
    asked = {user.pk: user for user in users}
    mailed = {pk for pk in asked if wishes_of(pk).by_mail(news.kind, otherwise=by_mail)}
    rung = {pk for pk in asked if wishes_of(pk).in_app(news.kind)}
    pushed = {pk for pk in asked if has_devices(pk) and wishes_of(pk).by_push(news.kind, otherwise=by_mail)}
    away = mailed | pushed
    told = [user for pk, user in asked.items() if pk in away or pk in rung]
    if away:
        alerts.take_turns(away)
    made = alerts.send(news, told, at=at, silent=away - rung)
    quiet = {pk: end for pk in away if (end := quiet_end(wishes_of(pk), at)) is not None}
    if letters := [alert for alert in made if alert.user_id in mailed]:
        email.queue_notices(letters, at=at, quiet=quiet)
    if pushes := [alert for alert in made if alert.user_id in pushed]:
        alerts.queue_pushes(pushes, at=at, quiet=quiet)
    _tell_routes(news, at)
    return made


def _tell_routes(news: alerts.News, at: datetime) -> None:
    """Chats and other systems, which nobody can ask to forget it again: only of what is sure."""
    wanting = routes_for(news.kind) if news.is_sure else []
    if not wanting:
        return
    rows = Conversation.objects.filter(pk=news.conversation_id or 0).only("inbox_id")
    about = rows.first() if news.conversation_id else None
    inbox = about.inbox_id if about else None
    chosen = [route for route in wanting if inbox is None or not route.inboxes or inbox in route.inboxes]
    if chosen:
        alerts.queue_posts(news, chosen, reference=about.reference if about else "", at=at)
