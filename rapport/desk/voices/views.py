"""How many of the customers of a segment spoke up, so that a loud few are not taken for all."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from rapport.conversations import queries as conversations
from rapport.desk.access import StaffRequest, inbox_ids, known_conversations, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present.losses import counted_words
from rapport.desk.present.names import name_of
from rapport.desk.reports.forms import TONGUES
from rapport.desk.reports.present import percent
from rapport.labels import queries as labels
from rapport.relationships import queries
from rapport.relationships.models import Segment, Voice
from rapport.relationships.rules import ACTIVE_IN, LOUDEST, SPOKE_IN
from rapport.reports.rules.counts import estimate
from rapport.reports.rules.shares import Group, is_enough

SIZE = 50
Kind = Segment.Kind
OVER_ALL = (Kind.ALL, Kind.TYPE, Kind.LANGUAGE)


@staff
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Whoever does not see every inbox is told of their own ones: the rest counts people they may not know of."""
    seen = inbox_ids(request.user)
    names = _names(request)
    kinds = list(Kind) if seen is None else [Kind.INBOX]
    rows = [one for one in queries.segments(kinds) if one.kind != Kind.INBOX or one.key in names[Kind.INBOX]]
    titles = {
        Kind.ALL: _("Everybody"),
        Kind.INBOX: _("By inbox"),
        Kind.TYPE: _("By type of conversation"),
        Kind.LANGUAGE: _("By language of our answers"),
    }
    tables = [{"title": titles[kind], "rows": [_row(one, names) for one in rows if one.kind == kind]} for kind in Kind]
    context = {
        "tables": [one for one in tables if one["rows"]],
        "counted": counted_words(queries.counted_at()),
        "spoke_in": SPOKE_IN.days,
        "active_in": ACTIVE_IN.days,
        "loudest": 100 // LOUDEST,
        "is_cut": seen is not None,
    }
    return render(request, "desk/voices/page.html", frame(request, folder="voices") | context)


def _names(request: StaffRequest) -> dict[str, dict[str, str]]:
    inboxes = {str(one.pk): one.name for one in conversations.visible_inboxes(request.user)}
    types = labels.labels().type_names
    return {
        Kind.ALL: {"": _("All customers")},
        Kind.INBOX: inboxes,
        Kind.TYPE: {**types, "": _("No type")},
        Kind.LANGUAGE: {key: str(name) for key, name in TONGUES.items()} | {"": _("Not known")},
    }


def _row(one: Segment, names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    found = estimate(Group(one.spoke, one.active))
    return {
        "name": names[one.kind].get(one.key, one.key),
        "url": f"{reverse('desk:voices-behind')}?{urlencode({'kind': one.kind, 'key': one.key})}",
        "spoke": one.spoke,
        "active": one.active,
        "rate": _per_thousand(found.value) if found else "",
        "interval": _("%(low)s to %(high)s")
        % {"low": _per_thousand(found.interval.low), "high": _per_thousand(found.interval.high)}
        if found
        else "",
        "loud": _loud(one),
    }


def _per_thousand(share: float) -> str:
    thousandths = 1000 * share
    return number_format(thousandths, decimal_pos=0 if thousandths >= 10 or thousandths == 0 else 1)


def _loud(one: Segment) -> str:
    """A full count, not a sample: it has no interval."""
    people = ngettext("%(number)s customer", "%(number)s customers", one.loudest) % {"number": one.loudest}
    words = _("%(part)s of %(all)s from %(people)s") % {"part": one.loudest_times, "all": one.times, "people": people}
    if not one.times:
        return "–"
    if not is_enough(one.times):
        return _("too few for a share (%(words)s)") % {"words": words}
    return f"{percent(one.loudest_times / one.times)}, {words}"


@staff
@require_safe
def behind(request: StaffRequest) -> HttpResponse:
    """The conversations in which they spoke up."""
    kind, key = request.GET.get("kind", ""), request.GET.get("key", "")
    names = _names(request)
    if kind not in Kind.values or (kind == Kind.INBOX and key not in names[kind]) or "\0" in key:
        raise Http404
    if kind in OVER_ALL and inbox_ids(request.user) is not None:
        raise Http404
    known = known_conversations(request.user)
    found = queries.voices(known, kind, key, after=read_cursor(request.GET.get("after", "")), size=SIZE + 1)
    shown = found[:SIZE]
    asked = urlencode({"kind": kind, "key": key})
    more_url = ""
    if len(found) > SIZE:
        more_url = f"{reverse('desk:voices-behind')}?{asked}&after={write_cursor(shown[-1].at, shown[-1].pk)}"
    context = {
        "title": names[kind].get(key, key),
        "rows": [_shown(one) for one in shown],
        "counted": counted_words(queries.counted_at()),
        "more_url": more_url,
    }
    return render(request, "desk/voices/behind.html", frame(request, folder="voices") | context)


def _shown(one: Voice) -> dict[str, Any]:
    times = ngettext("once", "%(number)s times", one.times) % {"number": one.times}
    return {
        "name": name_of(one.conversation.customer),
        "reference": one.conversation.reference,
        "subject": one.conversation.subject,
        "times": times,
        "at": one.at,
    }
