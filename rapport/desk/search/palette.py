"""What the palette finds on the server: conversations, customers, saved replies, questions of the board, and every
place of the desk.

Whatever else can be found, such as articles, becomes one more source: a function from the words to a group of choices.
What can be done on the page is found by the page itself.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Left
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rapport.coaching import queries as coaching
from rapport.coaching.models import Question
from rapport.conversations.queries import by_reference
from rapport.customers import queries as customers
from rapport.desk.access import StaffRequest, known_conversations, staff
from rapport.desk.frame import places
from rapport.desk.pile import names, viewed
from rapport.desk.pile.found import today
from rapport.desk.search.views import person
from rapport.desk.settings import menu
from rapport.knowledge import queries as knowledge
from rapport.language.words import asked, words
from rapport.search import queries
from rapport.search.queries import TooSlow
from rapport.search.rules import NotUnderstood, Query, read
from rapport.team.rules import May

MOST = 6
SHORTEST_PREFIX = 3
ABOUT = 80


class Choice(NamedTuple):
    title: str
    url: str
    icon: str
    about: str = ""


class Group(NamedTuple):
    title: str
    choices: list[Choice]


@staff
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The choices for `?q=`, group by group."""
    text = request.GET.get("q", "").strip()
    found = (source(request, text) for source in SOURCES)
    return render(request, "desk/search/_palette.html", {"groups": [group for group in found if group.choices]})


def _number(request: StaffRequest, text: str) -> Group:
    """The conversation whose number was written."""
    reference = _read(text).reference
    found = by_reference(request.user, reference) if reference else None
    if found is None:
        return Group("", [])
    url = reverse("desk:conversation", args=[found.reference])
    return Group(_("Number"), [Choice(found.subject, url, "hashtag", found.reference)])


def _conversations(request: StaffRequest, text: str) -> Group:
    query = _read(text)
    if query.is_empty or len(text) < SHORTEST_PREFIX:
        return Group("", [])
    try:
        found = queries.page(request.user, _read(_begun(text)), size=MOST)
    except (NotUnderstood, TooSlow):
        found = []
    listed = f"?in={names.of_search(text)}"
    choices = [
        Choice(
            one.conversation.subject,
            reverse("desk:conversation", args=[one.conversation.reference]) + listed,
            "chat-bubble-left-right",
            f"{one.conversation.customer} · {one.conversation.reference}",
        )
        for one in found
    ]
    address = f"{reverse('desk:search')}?{urlencode({'q': text})}"
    search = Choice(_("Search for “%(text)s”") % {"text": text}, address, "magnifying-glass")
    return Group(_("Conversations"), [*choices, search])


def _people(request: StaffRequest, text: str) -> Group:
    if len(text) < SHORTEST_PREFIX:
        return Group("", [])
    try:
        found = [person(one) for one in queries.named(request.user, _read(text).names)]
    except TooSlow:
        found = []
    choices = [
        Choice(str(one["customer"]), reverse("desk:customer", args=[one["customer"].public_id]), "user", one["about"])
        for one in found
    ]
    return Group(_("Customers"), choices)


def _views(request: StaffRequest, text: str) -> Group:
    mine = (one.view for one in viewed.views(request.user))
    known = (Choice(view.name, reverse("desk:view", args=[view.pk]), view.icon) for view in mine)
    return Group(_("Views"), list(_named(known, text)))


def _known(request: StaffRequest, text: str) -> Group:
    """Saved replies, what stands on the board, and organizations of which this user may know of somebody, in one
    query."""
    if len(text) < SHORTEST_PREFIX:
        return Group("", [])
    organizations, known = customers.organizations_like(text), known_conversations(request.user)
    if known is not None:
        organizations = organizations.filter(Exists(known.filter(customer__organization=OuterRef("pk"))))
    parts = [
        _rows(organizations, Value("organization"), "name", Value("")),
        _rows(coaching.titled(text), F("kind"), "title", Value("")),
    ]
    if request.user.may(May.WRITE):
        parts.insert(0, _rows(knowledge.matching(request.user, text), Value("saved"), "name", Left("text", ABOUT)))
    rows = sorted(parts[0].union(*parts[1:]), key=lambda row: ORDER.get(row[0], len(ORDER)))
    return Group(_("What we know"), [_choice(*row) for row in rows])


def _choice(what: str, pk: int, title: str, about: str) -> Choice:
    if what == "saved":
        return Choice(title, reverse("desk:saved-reply", args=[pk]), "chat-bubble-left-right", about)
    if what == "organization":
        return Choice(title, reverse("desk:organization", args=[pk]), "building-office-2", _("Organisation"))
    return Choice(title, reverse("desk:question", args=[pk]), "light-bulb", _(Question.Kind(what).label))


def _rows(found: QuerySet[Any], what: Any, title: str, about: Any) -> Any:
    columns = found.annotate(what=what, shown=F(title), about=about).values_list("what", "pk", "shown", "about")
    return columns.order_by("-pk")[:MOST]


def _places(_request: StaffRequest, text: str) -> Group:
    return Group(_("Go to"), list(_named((Choice(*place) for place in places()), text)))


def _settings(request: StaffRequest, text: str) -> Group:
    entries = (entry for group in menu.groups(request) for entry in group["entries"])
    known = (Choice(str(entry["title"]), entry["url"], entry["icon"], str(entry["text"])) for entry in entries)
    return Group(_("Settings"), list(_named(known, text)))


ORDER = {"organization": 0, "saved": 1}  # the board comes last
SOURCES: tuple[Callable[[StaffRequest, str], Group], ...] = (
    _number,
    _people,
    _conversations,
    _known,
    _views,
    _places,
    _settings,
)


def _read(text: str) -> Query:
    try:
        return read(text, today=today())
    except NotUnderstood:
        return Query()


def _begun(text: str) -> str:
    """The last word may be unfinished."""
    last = text.split()[-1]
    is_word = last.isalnum() and len(last) >= SHORTEST_PREFIX and len(asked(last)) == 1
    return f"{text}*" if is_word and text.count('"') % 2 == 0 else text


def _named(known: Iterable[Choice], text: str) -> Iterator[Choice]:
    """Those with words in their title that begin as those that were written."""
    wanted = list(words(text))
    for choice in known:
        title = list(words(choice.title))
        if all(any(word.startswith(one) for word in title) for one in wanted):
            yield choice
