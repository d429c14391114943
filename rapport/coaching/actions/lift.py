"""How replies with a phrase that a rule looks for were rated, against those without: of the newest rated replies, once
a day, so that the page which shows it reads one row."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from rapport.coaching import queries
from rapport.feedback.models import Rating, RatingInvite, Score
from rapport.language.tone import Rule, phrases_in
from rapport.platform.actions import remember_fact
from rapport.platform.queries import fact

MOST, BATCH = 5_000, 250
A_DAY, A_YEAR = timedelta(hours=23), timedelta(days=365)
SHOWN = 3
Own = tuple[str, str, str, str]


@dataclass
class Tally:
    """Of one rule or phrase: how many replies had it in a language, how many of these were rated poor, its words."""

    n: Counter[str] = field(default_factory=Counter)
    poor: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)

    def add(self, language: str, is_poor: bool) -> None:
        self.n[language] += 1
        self.poor[language] += is_poor


def measure_when_due(*, at: datetime, go_on: Callable[[], bool] = lambda: True) -> bool:
    """Whether it was measured now. Broken off, it begins anew the next time."""
    last = fact(queries.LIFTS).get("at")
    if last and at - datetime.fromisoformat(last) < A_DAY:
        return False
    own = [(one.language, one.rule, one.phrase, one.rewrite) for one in queries.phrases()]
    every, rules, phrases = Tally(), defaultdict[str, Tally](Tally), defaultdict[str, Tally](Tally)
    for score, text in _rated(at):
        if not go_on():
            return False
        is_poor = score <= Score.NOT_QUITE
        language, found = phrases_in(text, more=own)
        every.add(language, is_poor)
        for rule in {rule for rule, _ in found}:
            rules[rule].add(language, is_poor)
        for rule, words in {(rule, words.lower()) for rule, words in found}:
            rules[rule].words[words] += 1
        said = {words.lower() for _, words in found}
        for _, _, words, _ in (one for one in own if one[0] == language and one[2].lower() in said):
            phrases[f"{language}:{words}"].add(language, is_poor)
    lifts = {rule: _lift(rules[rule], every, every.n) for rule in Rule}
    own_lifts = {f"{one[0]}:{one[2]}": _lift(phrases[f"{one[0]}:{one[2]}"], every, [one[0]]) for one in own}
    measured = {"at": at.isoformat(), "n": every.n.total(), "rules": lifts, "phrases": own_lifts}
    remember_fact(queries.LIFTS, measured, at=at)
    return True


def _lift(one: Tally, every: Tally, languages: Iterable[str]) -> dict[str, Any]:
    """Beside those with it stand those without it, in the same languages."""
    n, poor = sum(every.n[language] for language in languages), sum(every.poor[language] for language in languages)
    has, bad = one.n.total(), one.poor.total()
    words = [[said, times] for said, times in one.words.most_common(SHOWN)]
    return {"with": [bad, has], "without": [poor - bad, n - has], "words": words}


def _rated(at: datetime) -> Iterable[tuple[int, str]]:
    """The newest answers that count about replies to customers, with the reply; page by page."""
    rows = Rating.objects.filter(
        state__in=Rating.COUNTED, invite__about=RatingInvite.About.REPLY, changed_at__gt=at - A_YEAR
    )
    rows = rows.order_by("-changed_at", "-pk")
    given, page = 0, rows
    while given < MOST:
        found = list(
            page.values_list("changed_at", "pk", "score", "invite__message__text", "invite__message__reply_text")[
                :BATCH
            ]
        )
        yield from ((score, reply or text) for _, _, score, text, reply in found)
        if len(found) < BATCH:
            return
        given += len(found)
        changed_at, pk = found[-1][:2]
        page = rows.filter(Q(changed_at__lt=changed_at) | Q(changed_at=changed_at, pk__lt=pk))
