"""What a digest says, for one reader: in their language, and naming customers only of conversations that they may see.

Words of customers are read now and not kept with the digest: what was forgotten meanwhile is not shown any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.channels.email.news_note import Row, Section
from rapport.conversations import queries as conversations
from rapport.customers.models import Customer
from rapport.feedback.models import Rating
from rapport.language.anonymous import anonymous
from rapport.learning import queries
from rapport.learning.models import Digest, Item, Source
from rapport.learning.rules import WEEK
from rapport.recovery import queries as recoveries
from rapport.recovery import turned_round
from rapport.recovery.models import Prevention, Recovery, StepKind
from rapport.recovery.turned_round import Story
from rapport.reports.rules.change import change
from rapport.reports.rules.shares import Group
from rapport.reports.words import changed, in_words
from rapport.team.models import User
from rapport.web.faces import face_of


@dataclass(frozen=True)
class Told:
    """A digest in words. `path`s in rows are addresses on this site."""

    title: str
    intro: str
    sections: tuple[Section, ...]


def in_words_of(digest: Digest, user: User) -> Told:
    """For one reader, in the language that is active; the number of queries does not grow with what it tells."""
    facts: dict[str, Any] = dict(digest.facts)
    ratings = queries.ratings([one["example"] for one in facts["reasons"]])
    praise = queries.items(facts["praise"])
    won = recoveries.named(facts["won_back"])
    turned = turned_round.stories(turned_round.named(facts.get("turned", [])))
    known = _known(user, [one.conversation_id for one in ratings.values()], won, praise)
    sections = [
        _reasons(facts, ratings, digest.first),
        _decided(facts),
        _fixed(facts, won, known),
        _turned(turned),
        _praise(praise, known),
    ]
    last = digest.first + WEEK - timedelta(1)
    return Told(
        _("The week from %(first)s to %(last)s")
        % {"first": date_format(digest.first, "DATE_FORMAT"), "last": date_format(last, "DATE_FORMAT")},
        _intro(facts),
        tuple(section for section in sections if section is not None),
    )


def _known(user: User, ids: Iterable[int], won: list[Recovery], praise: list[Item]) -> set[int]:
    """The conversations of all these that the reader may know of."""
    asked = {*ids, *(one.conversation_id for one in won), *(one.rating.conversation_id for one in praise)}
    return set(conversations.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()


def _intro(facts: dict[str, Any]) -> str:
    poor, answers = Group(facts["poor"], facts["answers"]), Group(facts["answers"], facts["asked"])
    before = Group(facts["before"]["poor"], facts["before"]["answers"])
    return " ".join(
        [
            ngettext(
                "%(number)s of %(asked)s customers who were asked answered: %(rate)s.",
                "%(number)s of %(asked)s customers who were asked answered: %(rate)s.",
                facts["answers"],
            )
            % {"number": facts["answers"], "asked": facts["asked"], "rate": in_words(answers)},
            ngettext(
                "%(number)s answer was poor: %(share)s.", "%(number)s answers were poor: %(share)s.", facts["poor"]
            )
            % {"number": facts["poor"], "share": in_words(poor)},
            _("Against the week before: %(change)s.") % {"change": changed(change(before, poor))},
        ]
    )


def _reasons(facts: dict[str, Any], ratings: dict[int, Rating], first: date) -> Section | None:
    if not facts["reasons"]:
        return None
    names, named = queries.names(), facts["named"]
    rows = []
    for one in facts["reasons"]:
        share = in_words(Group(one["n"], named))
        rating = ratings.get(one["example"])
        was = Group(one["before"], facts["before"]["answers"])
        since = change(was, Group(one["n"], facts["answers"]), looked_at=facts["looked_at"])
        sources = ", ".join(f"{source.label} {one[source.value]}" for source in Source if one[source.value])
        detail = _("Against the week before: %(change)s. Who says so: %(sources)s.") % {
            "change": changed(since),
            "sources": sources,
        }
        rows.append(
            Row(
                f"{names.get(one['reason'], '')}: {one['n']} · {share}",
                detail,
                _quote(rating) if rating else "",
                _behind(one["reason"], first),
            )
        )
    intro = ngettext(
        "Of %(poor)s poor answers %(number)s has a reason.",
        "Of %(poor)s poor answers %(number)s have a reason.",
        named,
    ) % {"poor": facts["poor"], "number": named}
    return Section(_("Why answers were poor"), intro, tuple(rows))


def _behind(reason: int, first: date) -> str:
    last = first + WEEK - timedelta(1)
    return f"/feedback/reasons/{reason}/?since={first.isoformat()}&until={last.isoformat()}"


def _quote(rating: Rating) -> str:
    text = anonymous(rating.comment, [*names_of(rating.conversation.customer), rating.invite.recipient])
    return f"“{text}”" if text else ""


def names_of(customer: Customer) -> list[str]:
    """Everything by which we know a person; uses what was prefetched."""
    organization = customer.organization.name if customer.organization else ""
    return [customer.name, organization, *(one.value for one in customer.identities.all())]


def _decided(facts: dict[str, Any]) -> Section | None:
    found = recoveries.preventions(facts["decided"])
    rows = tuple(Row(one.text, _by_whom(one), url=f"/prevention/#prevention-{one.pk}") for one in found)
    nothing = facts["nothing"]
    intro = (
        ngettext(
            "For %(number)s answer it was decided that nothing is to be done.",
            "For %(number)s answers it was decided that nothing is to be done.",
            nothing,
        )
        % {"number": nothing}
        if nothing
        else ""
    )
    unread = facts["unread"]
    if unread:
        intro += " " + ngettext(
            "%(number)s poor answer is still unread.", "%(number)s poor answers are still unread.", unread
        ) % {"number": unread}
    return Section(_("What was decided"), intro.strip(), rows) if rows or intro else None


def _by_whom(one: Prevention) -> str:
    owner = one.owner.first_name if one.owner else _("nobody")
    if one.done_at is not None:
        return _("%(who)s: done") % {"who": owner}
    return _("%(who)s, by %(day)s") % {"who": owner, "day": date_format(one.due_on, "SHORT_DATE_FORMAT")}


def _fixed(facts: dict[str, Any], won: list[Recovery], known: set[int]) -> Section | None:
    rows = [_won(one, known) for one in won]
    for done in recoveries.preventions(facts["done"]):
        number = len(done.concerns.all())
        detail = (
            ngettext("for %(number)s customer", "for %(number)s customers", number) % {"number": number}
            if number
            else ""
        )
        rows.append(Row(f"{done.text}: {done.done_note}", detail, url=f"/prevention/#prevention-{done.pk}"))
    return Section(_("What was put right, and for whom"), "", tuple(rows)) if rows else None


def _won(one: Recovery, known: set[int]) -> Row:
    """By name for those who may know; for everybody else without anything that says who."""
    customer = one.conversation.customer
    note = recoveries.fixed_note(one)
    if one.conversation_id in known:
        return Row(f"{customer}: {note}" if note else str(customer), url=f"/recoveries/{one.pk}/")
    left = anonymous(note, names_of(customer))
    return Row(_("A customer: %(note)s") % {"note": left} if left else _("A customer was won back."))


def _turned(found: list[Story]) -> Section | None:
    """What leads share with everybody, without anything that says who."""
    rows = [Row(in_few_words(one), what_was_done(one), _before_and_after(one), page_of(one)) for one in found]
    return Section(_("Turned round"), "", tuple(rows)) if rows else None


def page_of(one: Story) -> str:
    return f"/recoveries/turned-round/#example-{one.recovery.pk}"


def in_few_words(one: Story) -> str:
    faces = {"before": _(face_of(one.before.score).word), "after": _(face_of(one.after.score).word)}
    return ngettext(
        "From “%(before)s” to “%(after)s” in %(number)s day",
        "From “%(before)s” to “%(after)s” in %(number)s days",
        one.days,
    ) % {**faces, "number": one.days}


def what_was_done(one: Story) -> str:
    """The words of the lead, why it happened, what was put right, and what was given."""
    names = names_of_story(one)
    fixed = next((step.note for step in reversed(one.steps) if step.kind == StepKind.FIXED), "")
    given = ", ".join(_(gift.get_kind_display()) for gift in one.given)
    told = [
        anonymous(one.recovery.shared_words, names),
        _("Why: %(cause)s.") % {"cause": one.recovery.cause} if one.recovery.cause else "",
        _("Put right: %(note)s") % {"note": note} if (note := anonymous(fixed, names)) else "",
        _("Given: %(given)s.") % {"given": given} if given else "",
    ]
    return " ".join(words for words in told if words)


def _before_and_after(one: Story) -> str:
    said = [f"“{words}”" for words in quotes_of(one) if words]
    return " → ".join(said)


def quotes_of(one: Story) -> tuple[str, str]:
    """What the customer said before and after, without anything that says who."""
    names = names_of_story(one)
    before, after = (anonymous(rating.comment, [*names, rating.invite.recipient]) for rating in (one.before, one.after))
    return before, after


def names_of_story(one: Story) -> list[str]:
    """Everything by which we know the customer."""
    customer = one.recovery.conversation.customer
    organization = customer.organization.name if customer.organization else ""
    return [customer.name, organization, *one.addresses]


def _praise(found: list[Item], known: set[int]) -> Section | None:
    rows = []
    for one in found:
        quote = _quote(one.rating)
        if quote:
            seen = one.rating.conversation_id in known
            author = one.rating.invite.author.first_name
            words = _("About a reply by %(name)s") % {"name": author}
            rows.append(Row(words, quote=quote, url=f"/feedback/{one.pk}/" if seen else ""))
    return Section(_("Praise"), "", tuple(rows)) if rows else None
