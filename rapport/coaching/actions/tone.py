"""Writes of the coaching room."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext

from rapport.coaching import rules
from rapport.coaching.models import TonePhrase, ToneRule
from rapport.language.tone import Rule
from rapport.platform import events
from rapport.team.models import User


class ToneError(ValueError):
    """The phrase cannot be kept; the text says what to change."""


def decide(rule: Rule, *, followed: bool, at: datetime) -> bool:
    """Somebody followed or dismissed a piece of advice. True when that ended the rule."""
    row, _ = ToneRule.objects.get_or_create(pk=rule.value)
    name = "followed" if followed else "dismissed"
    ToneRule.objects.filter(pk=row.pk).update(**{name: F(name) + 1})
    row.refresh_from_db()
    if row.is_off or not rules.is_unwanted(row.followed, row.dismissed):
        return False
    if not ToneRule.objects.filter(pk=row.pk, is_off=False).update(is_off=True, retired_at=at):
        return False
    data = {"rule": row.rule, "followed": row.followed, "dismissed": row.dismissed}
    events.record("coaching.rule_retired", at=at, data=data)
    return True


def switch(rule: Rule, *, on: bool, actor: User, at: datetime) -> None:
    """A rule that is switched on again is judged afresh."""
    fresh = {"is_off": False, "followed": 0, "dismissed": 0, "retired_at": None}
    ToneRule.objects.update_or_create(pk=rule.value, defaults=fresh if on else {"is_off": True})
    events.record("coaching.rule_switched", at=at, actor_id=actor.pk, data={"rule": rule.value, "on": on})


def add_phrase(rule: Rule, *, language: str, phrase: str, rewrite: str, actor: User, at: datetime) -> TonePhrase:
    """Raises ToneError when it is there already or too short to be told from other words."""
    words = " ".join(phrase.split())
    if len(words) < 3:
        raise ToneError(gettext("Write at least three letters: shorter ones are found everywhere."))
    if TonePhrase.objects.filter(language=language, phrase__iexact=words).exists():
        raise ToneError(gettext("“%(words)s” is on the list already.") % {"words": words})
    made = TonePhrase.objects.create(
        rule=rule.value, language=language, phrase=words, rewrite=rewrite.strip(), added_by=actor, added_at=at
    )
    events.record("coaching.phrase_added", at=at, actor_id=actor.pk, data={"phrase": made.pk})
    return made


def remove_phrase(phrase: TonePhrase, *, actor: User, at: datetime) -> None:
    pk = phrase.pk
    phrase.delete()
    events.record("coaching.phrase_removed", at=at, actor_id=actor.pk, data={"phrase": pk})


def bring_phrase_back(phrase: TonePhrase, *, actor: User, at: datetime) -> None:
    """What was removed, unless these words are on the list again."""
    if TonePhrase.objects.filter(language=phrase.language, phrase__iexact=phrase.phrase).exists():
        return
    phrase.save(force_insert=True)
    events.record("coaching.phrase_brought_back", at=at, actor_id=actor.pk, data={"phrase": phrase.pk})
