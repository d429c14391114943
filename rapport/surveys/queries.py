"""Reads of the surveys room."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext, override

from rapport.customers import queries as customers
from rapport.customers.models import Customer
from rapport.feedback.rules import Cast, Client, Evidence, Seen
from rapport.platform import signing, sql
from rapport.platform.gathered import Asked
from rapport.platform.queries import fact
from rapport.surveys import rules, wording
from rapport.surveys.models import Answer, Asking, Opened, OptOut, Said, Summed, Survey, Why

PURPOSE = "survey"
PAGE_PURPOSE = "survey-page"
TOKEN_CHARS = 22
THROTTLE = "surveys.throttle"  # the fact of how far apart two surveys of one customer are
FACE_TO_FACE = (Asking.Call.OPEN, Asking.Call.ANSWERED)


def throttle_days() -> int:
    """Between any two questions to one customer that stand apart from a reply."""
    return int(fact(THROTTLE).get("days", rules.THROTTLE_DAYS))


def every() -> list[Survey]:
    return list(Survey.objects.select_related("inbox"))


def survey(pk: int) -> Survey | None:
    return Survey.objects.select_related("inbox").filter(pk=pk).first()


def switched_on(inbox_id: int) -> list[Survey]:
    """Those that ask about conversations of this inbox."""
    return list(Survey.objects.filter(Q(inbox=None) | Q(inbox=inbox_id), is_on=True))


def due(at: datetime, limit: int) -> list[int]:
    """Ids of what is to be decided now, the longest due first."""
    rows = Asking.objects.filter(state=Asking.State.PLANNED, due_at__lte=at).order_by("due_at", "id")
    return list(rows.values_list("pk", flat=True)[:limit])


def last_asked(customer: Customer) -> datetime | None:
    """When this person, by whatever record, was last asked anything apart from a reply."""
    rows = Asking.objects.filter(customer__in=customers.with_merged(customer), state=Asking.State.ASKED)
    found: datetime | None = rows.aggregate(last=Max("decided_at"))["last"]
    return found


def last_considered(survey: Survey, customer: Customer) -> datetime | None:
    """When this survey last asked this person, or drew somebody else."""
    rows = Asking.objects.filter(survey=survey, customer__in=customers.with_merged(customer))
    drawn = Q(state=Asking.State.ASKED) | Q(skipped_because=Why.NOT_DRAWN)
    found: datetime | None = rows.filter(drawn).aggregate(last=Max("decided_at"))["last"]
    return found


def is_opted_out(customer: Customer) -> bool:
    return OptOut.objects.filter(customer__in=customers.with_merged(customer), ended_at=None).exists()


# When this person, by whatever record, did not want to be asked: what is so now, then the newest first.
OPT_OUTS = Asked(
    lambda customer: (
        OptOut.objects.filter(customer__in=customers.all_of(customer))
        .select_related("ended_by")
        .order_by(F("ended_at").desc(nulls_first=True), "-at", "-id")
    )
)


@dataclass(frozen=True)
class NumberLink:
    number: int
    url: str


@dataclass(frozen=True)
class Links:
    """What a mail needs: every number, one page, a link that no person sees, and the way out."""

    numbers: tuple[NumberLink, ...]
    page_url: str
    trap_url: str
    stop_url: str


def token_of(asking: Asking) -> str:
    """The secret in the links; made again from the seed, stored nowhere."""
    return signing.derived_token(PURPOSE, asking.seed)


def links(asking: Asking) -> Links:
    assert asking.survey is not None
    base = f"{settings.RAPPORT_URL}/s/{token_of(asking)}/"
    numbers = tuple(NumberLink(number, f"{base}{number}") for number in asking.survey.scale.numbers)
    return Links(numbers, base, f"{base}{rules.TRAP}", stop_url(asking))


def stop_url(asking: Asking) -> str:
    """The way out: a page with a button, which mail programs may press by themselves."""
    return f"{settings.RAPPORT_URL}/s/{token_of(asking)}/stop"


def choice_url(asking: Asking, what: int | str = "") -> str:
    """A word to choose in the mail of whatever else asks, by its number; the page without any, or the hidden link."""
    return f"{settings.RAPPORT_URL}/s/{token_of(asking)}/why/{what}"


def asking_of_message(message_id: int | None) -> Asking | None:
    return Asking.objects.select_related("survey").filter(message=message_id).first()


def by_token(token: str, at: datetime) -> Asking | None:
    """The open question behind a token. Malformed, unknown and expired ones look the same."""
    if len(token) != TOKEN_CHARS or not token.isascii():
        return None
    rows = Asking.objects.select_related("survey", "conversation__inbox", "customer")
    found = rows.filter(token_digest=signing.digest(token)).first()
    return found if found and found.is_open(at) else None


def page_key(opened: Opened) -> str:
    """What a page carries so that an answer names the fetch that showed it."""
    return f"{opened.pk}.{_page_mac(opened.asking_id, opened.pk)}"


def page_of_key(asking: Asking, key: str) -> Opened | None:
    """The fetch behind a page's key; None unless we made it for this question."""
    number, _, given = key.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if not signing.same(given, _page_mac(asking.pk, int(number))):
        return None
    return Opened.objects.filter(pk=int(number), asking=asking).first()


def _page_mac(asking_id: int, opened_id: int) -> str:
    return signing.base32(signing.mac(PAGE_PURPOSE, f"{asking_id}:{opened_id}"))


def answer_of(asking: Asking) -> Answer | None:
    return Answer.objects.filter(asking=asking).first()


def evidence(asking: Asking, said: Iterable[Said]) -> Evidence:
    """What is known of a question, in the words by which votes are judged."""
    seen = tuple(
        Seen(row.pk, row.at, row.method, row.number, row.is_trap, row.is_prefetch, Client(row.network, row.client))
        for row in asking.openings.filter(is_staff=False).order_by("at", "id")
    )
    cast = tuple(Cast(row.at, row.number, row.how, row.page_id, Client(row.network, row.client)) for row in said)
    return Evidence(seen, cast, asking.delivered_at if asking.passed_a_server else None)


def to_settle(at: datetime, limit: int = 200) -> list[int]:
    """Ids of answers whose minute without contradiction is over."""
    rows = Answer.objects.filter(settle_at__lte=at).order_by("settle_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def question(survey: Survey, language: str, company: str) -> str:
    """Our own words for it, else the usual ones, in this language as far as there are any."""
    return _own(survey, language, "question") or _usual(language, wording.QUESTIONS[survey.kind], company)


def follow_up(survey: Survey, language: str, band: str) -> str:
    """What is asked after a number of this band."""
    return _own(survey, language, band) or _usual(language, wording.FOLLOW_UPS[survey.kind][band])


def script(survey: Survey, language: str, company: str) -> str:
    """What is said on the telephone before the question."""
    return _own(survey, language, "script") or _usual(language, wording.SCRIPT, company)


def ends(survey: Survey, language: str) -> tuple[str, str]:
    """What the first and the last number mean."""
    low, high = wording.ENDS[survey.kind]
    return _usual(language, low), _usual(language, high)


def _own(survey: Survey, language: str, part: str) -> str:
    """Only in the language that is asked in: other words of our own would be a riddle to whoever reads them."""
    return str(survey.words.get(language or settings.LANGUAGE_CODE, {}).get(part, ""))


def _usual(language: str, words: Any, company: str = "") -> str:
    with override(language or settings.LANGUAGE_CODE):
        return gettext(words) % {"company": company} if company else gettext(words)


# What a page shows ---------------------------------------------------------------------------------------------------
ASKED, ANSWERED, SILENT, SUSPECT, SKIPPED = "asked", "answered", "silent", "suspect", "skipped"
_COUNTS = Q(state=Asking.State.ASKED, answer__state__in=Answer.COUNTED)
_REACHED = Q(delivered_at__isnull=False) | Q(way="phone")
PARTS: dict[str, Q] = {
    ASKED: Q(state=Asking.State.ASKED) & _REACHED,
    ANSWERED: _COUNTS,
    SILENT: Q(state=Asking.State.ASKED) & _REACHED & (Q(answer=None) | Q(answer__state="suspect")),
    SUSPECT: Q(state=Asking.State.ASKED, answer__state="suspect"),
    SKIPPED: Q(state=Asking.State.SKIPPED),
}


@dataclass(frozen=True)
class Outcome:
    """What one survey brought in a time: numbers counted, and every decision."""

    total: rules.Sum
    suspect: int
    skipped: dict[str, int]
    planned: int


def midnight(day: date) -> datetime:
    """When a day of the counts begins."""
    return datetime.combine(day, time(), UTC)


def askings(survey: Survey, *, since: date, inboxes: Collection[int] | None) -> QuerySet[Asking]:
    """The decisions of one survey since this day that whoever looks may see; `inboxes` is None for all."""
    rows = Asking.objects.filter(survey=survey, decided_at__gte=midnight(since))
    return rows if inboxes is None else rows.filter(inbox__in=inboxes)


_SUMS = """
SELECT survey_id, part, what, sum(n) FROM (
  SELECT survey_id, inbox_id, part, what, n FROM surveys_surveyday
    WHERE survey_id = ANY(%(surveys)s) AND (day >= %(since)s OR day = DATE '1970-01-01')
  UNION ALL SELECT survey_id, inbox_id, part, what, n FROM surveys_surveychange
    WHERE survey_id = ANY(%(surveys)s) AND (day >= %(since)s OR day = DATE '1970-01-01')
) counted WHERE %(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s)
GROUP BY 1, 2, 3 HAVING sum(n) <> 0
"""


def outcomes(surveys: Sequence[Survey], *, since: date, inboxes: Collection[int] | None) -> dict[int, Outcome]:
    """Of each survey since this day; one query, however much was asked and answered."""
    asked = {"surveys": [one.pk for one in surveys], "since": since}
    rows = sql.rows(_SUMS, {**asked, "inboxes": None if inboxes is None else list(inboxes)})
    found: dict[int, dict[str, dict[str, int]]] = {one.pk: {part: {} for part in Summed.Part.values} for one in surveys}
    for pk, part, what, number in rows:
        found[pk][part][what] = int(number)
    return {pk: _outcome(parts) for pk, parts in found.items()}


def _outcome(parts: Mapping[str, Mapping[str, int]]) -> Outcome:
    part = Summed.Part
    return Outcome(
        rules.Sum(parts[part.ASKED].get("", 0), {int(number): n for number, n in parts[part.COUNTED].items()}),
        parts[part.SUSPECT].get("", 0),
        dict(parts[part.SKIPPED]),
        parts[part.PLANNED].get("", 0),
    )


# Every row counted, beside what was added up.
_OFF = """
WITH counted AS (
  SELECT survey_id, inbox_id, day, part, what, sum(n) AS n FROM (
    SELECT survey_id, inbox_id, day, part, what, n FROM surveys_surveyday
    UNION ALL SELECT survey_id, inbox_id, day, part, what, n FROM surveys_surveychange
  ) known GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
), full_count AS (
  SELECT survey_id, inbox_id, day, part, what, count(*) AS n FROM (
    SELECT survey_id, coalesce(inbox_id, 0) AS inbox_id, DATE '1970-01-01' AS day, 'planned' AS part, '' AS what
      FROM surveys_asking WHERE state = 'planned'
    UNION ALL SELECT survey_id, coalesce(inbox_id, 0), (decided_at AT TIME ZONE 'UTC')::date, 'skipped', skipped_because
      FROM surveys_asking WHERE state = 'skipped'
    UNION ALL SELECT survey_id, coalesce(inbox_id, 0), (decided_at AT TIME ZONE 'UTC')::date, 'asked', ''
      FROM surveys_asking WHERE state = 'asked' AND (delivered_at IS NOT NULL OR way = 'phone')
    UNION ALL SELECT s.survey_id, coalesce(s.inbox_id, 0), (s.decided_at AT TIME ZONE 'UTC')::date,
        CASE WHEN a.state = 'suspect' THEN 'suspect' ELSE 'counted' END,
        CASE WHEN a.state = 'suspect' THEN '' ELSE a.number::text END
      FROM surveys_answer a JOIN surveys_asking s ON s.id = a.asking_id
      WHERE s.state = 'asked' AND a.state IN ('confirmed', 'probable', 'suspect')
  ) every WHERE survey_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5
)
(SELECT 'counted', * FROM counted EXCEPT SELECT 'counted', * FROM full_count)
UNION ALL (SELECT 'true', * FROM full_count EXCEPT SELECT 'true', * FROM counted)
"""


def off() -> list[tuple[Any, ...]]:
    """Where the counts differ from a full count; for tests, as it reads every row."""
    return sql.rows(_OFF, [])


def behind(
    rows: QuerySet[Asking],
    part: str,
    *,
    numbers: Sequence[int] = (),
    because: str = "",
    before: tuple[datetime, int] | None = None,
    size: int = 50,
) -> list[Asking]:
    """One keyset page of the decisions behind a number, the newest first."""
    rows = rows.filter(PARTS[part])
    rows = rows.filter(answer__number__in=numbers) if numbers else rows
    rows = rows.filter(skipped_because=because) if because else rows
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(decided_at__lt=at) | Q(decided_at=at, pk__lt=pk))
    rows = rows.select_related("conversation__customer", "customer", "answer")
    return list(rows.order_by("-decided_at", "-id")[:size])


def with_words(survey: Survey, *, since: date, inboxes: Collection[int] | None, size: int = 30) -> list[Asking]:
    """Answers with words, the newest first."""
    rows = askings(survey, since=since, inboxes=inboxes).filter(_COUNTS).exclude(answer__comment="")
    rows = rows.select_related("conversation__customer", "customer", "answer")
    return list(rows.order_by("-decided_at", "-id")[:size])


def of_conversation(conversation_id: int) -> list[Asking]:
    """What was asked about one conversation, with what came back."""
    rows = Asking.objects.filter(conversation=conversation_id, state=Asking.State.ASKED)
    return list(rows.select_related("survey", "answer").order_by("decided_at", "id"))


def calls(survey: Survey, *, inboxes: Collection[int] | None, size: int = 50) -> list[Asking]:
    """Whom to call now: who was tried least, then who waits longest."""
    rows = Asking.objects.filter(survey=survey, call=Asking.Call.OPEN)
    rows = rows if inboxes is None else rows.filter(inbox__in=inboxes)
    rows = rows.select_related("customer", "conversation__customer", "conversation__inbox", "survey")
    return list(rows.order_by("tries", F("called_at").asc(nulls_first=True), "decided_at", "id")[:size])


def calls_open(surveys: Iterable[Survey], *, inboxes: Collection[int] | None) -> dict[int, int]:
    """How many calls each survey waits for."""
    rows = Asking.objects.filter(survey__in=[one.pk for one in surveys], call=Asking.Call.OPEN).order_by()
    rows = rows if inboxes is None else rows.filter(inbox__in=inboxes)
    return dict(rows.values_list("survey").annotate(Count("pk")))


def asking(pk: int, *, inboxes: Collection[int] | None) -> Asking | None:
    rows = Asking.objects.filter(pk=pk)
    rows = rows if inboxes is None else rows.filter(inbox__in=inboxes)
    return rows.select_related("customer", "conversation__customer", "conversation__inbox", "survey").first()
