"""Somebody must look now: in the app at once, on their devices and by mail, each where and when they want it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from rapport.alerts import actions as alerts
from rapport.alerts.models import Alert
from rapport.alerts.queries import has_devices, wishes_of
from rapport.alerts.rules import quiet_end
from rapport.channels.email import actions as email
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
    return made
