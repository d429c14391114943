"""Somebody must look now: in the app at once, and by mail, each where and when they want it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from rapport.alerts import actions as alerts
from rapport.alerts.models import Alert
from rapport.alerts.queries import wishes_of
from rapport.alerts.rules import quiet_end
from rapport.channels.email import actions as email
from rapport.team.models import User


@transaction.atomic(savepoint=False)
def raise_alert(news: alerts.News, users: Iterable[User], *, at: datetime, by_mail: bool = True) -> list[Alert]:
    """Tell each user once about one happening; answers the alerts that are new.

    By mail each is told in a mail of its own, or together with others when many things happen at once (S32), and in
    quiet hours when these are over. What somebody wants neither in the app nor by mail they are not told.
    """
    asked = {user.pk: user for user in users}
    mailed = {pk for pk in asked if wishes_of(pk).by_mail(news.kind, otherwise=by_mail)}
    rung = {pk for pk in asked if wishes_of(pk).in_app(news.kind)}
    told = [user for pk, user in asked.items() if pk in mailed or pk in rung]
    if mailed:
        alerts.take_turns(mailed)
    made = alerts.send(news, told, at=at, silent=mailed - rung)
    letters = [alert for alert in made if alert.user_id in mailed]
    if letters:
        quiet = {pk: end for pk in mailed if (end := quiet_end(wishes_of(pk), at)) is not None}
        email.queue_notices(letters, at=at, quiet=quiet)
    return made
