"""Writes of the alerts room."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext

from rapport.alerts import queries
from rapport.alerts.models import Alert, Post, Preference, Rung
from rapport.alerts.rules import APP, CHOSEN, MAIL, PUSH, happening_of, keys_of
from rapport.platform import events, live
from rapport.platform.said import Words, in_language_of
from rapport.team.models import User


@dataclass(frozen=True)
class News:
    """What an alert says, put into words in the language of each who is told. `key` names the happening; `path` is
    where to act, on this site; `level` is the face that was chosen, 1 to 4; `history`: what the customer
    said before. What is not sure to come from a person stays in the house."""

    kind: Alert.Kind
    key: str
    headline: Words
    path: str
    body: Words = ""
    quote: str = ""
    context: str = ""
    conversation_id: int | None = None
    level: int | None = None
    history: Words = ""
    is_sure: bool = True


NO_WORDS = {"body": "", "quote": "", "context": "", "history": ""}
SHOWN_IN = ["alert-bell", "alerts"]


def take_turns(user_ids: Iterable[int]) -> None:
    """Nobody else tells these users anything until the transaction ends, so that what they are told can be counted."""
    users = User.objects.filter(pk__in=list(user_ids)).order_by("pk")
    list(users.select_for_update(no_key=True).values_list("pk"))


def send(news: News, users: Iterable[User], *, at: datetime, silent: Collection[int] = ()) -> list[Alert]:
    """Tell each user once per happening; answers the alerts that are new. For users in `silent` no bell rings."""
    told = set(Alert.objects.filter(key=news.key).values_list("user_id", flat=True))
    fresh = [_alert(news, user, at, is_seen=user.pk in silent) for user in users if user.pk not in told]
    if not fresh:
        return []
    made = Alert.objects.bulk_create(fresh)
    events.record("alerts.sent", at=at, conversation_id=news.conversation_id, data={"key": news.key, "to": len(made)})
    live.changed(SHOWN_IN, user_ids=[alert.user_id for alert in made])
    return made


def _alert(news: News, user: User, at: datetime, *, is_seen: bool = False) -> Alert:
    return Alert(
        user=user,
        kind=news.kind,
        key=news.key,
        **put_into_words(news, user.language),
        quote=news.quote,
        context=news.context,
        path=news.path,
        conversation_id=news.conversation_id,
        level=news.level,
        created_at=at,
        seen_at=at if is_seen else None,
    )


def put_into_words(news: News, language: str) -> dict[str, str]:
    """What is said in a language of ours; empty: the desk's own."""
    with in_language_of(language):
        return {
            "headline": str(news.headline)[:200],
            "body": str(news.body).strip(),
            "history": str(news.history).strip(),
        }


def keep_preference(
    user: User,
    *,
    channels: Mapping[str, list[str]],
    quiet_from: time | None,
    quiet_until: time | None,
    shows_names: bool = False,
    at: datetime,
) -> None:
    """What the user wants to be told of from now on."""
    kept = {kind: [name for name in (APP, MAIL, PUSH) if name in channels.get(kind, [])] for kind in CHOSEN}
    chosen = {"channels": kept, "quiet_from": quiet_from, "quiet_until": quiet_until, "shows_names": shows_names}
    Preference.objects.update_or_create(user=user, defaults=chosen)
    queries.forget_wishes()
    events.record("alerts.preference_changed", at=at, actor_id=user.pk)


def see_all(user: User, *, at: datetime) -> None:
    """Mark every alert of the user as seen."""
    if Alert.objects.filter(user=user, seen_at=None).update(seen_at=at):
        live.changed(SHOWN_IN, user_ids=[user.pk])


def settle(key: str, *, at: datetime) -> None:
    """The happening needs nobody any more: its alerts stop counting for everybody, and it climbs no further."""
    Rung.objects.filter(key=happening_of(key), ended_at=None).update(ended_at=at)
    unsettled = Alert.objects.filter(key__in=keys_of(key), settled_at=None)
    user_ids = set(unsettled.values_list("user_id", flat=True))
    if not user_ids:
        return
    unsettled.update(settled_at=at)
    live.changed(SHOWN_IN, user_ids=user_ids)


def amend(news: News) -> None:
    """Tell more about a happening to those who were told of it; nobody is told twice."""
    told = Alert.objects.filter(key=news.key)
    for language in set(told.order_by().values_list("user__language", flat=True)):
        whose = told.filter(user__language=language)
        whose.update(**put_into_words(news, language), quote=news.quote, context=news.context, level=news.level)
    live.changed(SHOWN_IN, user_ids=told.values_list("user_id", flat=True))


def erase_words(conversations: Collection[int]) -> None:
    """That somebody was told stays; what about does not."""
    told = Alert.objects.filter(conversation_id__in=conversations)
    for language in set(told.order_by().values_list("user__language", flat=True)):
        with in_language_of(language):
            told.filter(user__language=language).update(headline=gettext("Erased"), **NO_WORDS)
    Post.objects.filter(conversation_id__in=conversations).update(headline="", **NO_WORDS)
    live.changed(SHOWN_IN, user_ids=told.values_list("user_id", flat=True).distinct())
