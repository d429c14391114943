"""The lists of the desk: the pile and its slices by urgency, the rest by time; all keyset-paged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext_lazy

from rapport.channels.email import undelivered
from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation, Status
from rapport.desk.access import StaffRequest, inbox_ids
from rapport.desk.pile import found, names, viewed
from rapport.desk.pile.paging import addressed, read_cursor, write_cursor
from rapport.desk.pile.words import Words
from rapport.desk.present import kept
from rapport.desk.present.rows import conversation_rows
from rapport.platform.clock import now
from rapport.team.models import User
from rapport.triage import queries as triage
from rapport.web.addresses import reverse
from rapport.writing import queries as writing

SIZE = 50
LONGEST = 500
SNIPPET = 200


WORDS = {
    "pile": Words(
        gettext_lazy("Pile"),
        gettext_lazy("Nobody is waiting"),
        gettext_lazy("Every customer has an answer. New mail appears here by itself, unhappy customers first."),
    ),
    "mine": Words(
        gettext_lazy("Mine"),
        gettext_lazy("Nothing waits for you"),
        gettext_lazy("What you take or are given stands here until it is answered."),
    ),
    "asked": Words(
        gettext_lazy("Asked"),
        gettext_lazy("Nobody asked you"),
        gettext_lazy("Conversations in which a colleague asks you in a note stand here, with your answers."),
    ),
    "unassigned": Words(
        gettext_lazy("Unassigned"),
        gettext_lazy("Everything has somebody"),
        gettext_lazy("New mail that nobody has taken yet stands here."),
    ),
    "waiting": Words(
        gettext_lazy("Waiting"),
        gettext_lazy("No customer owes us an answer"),
        gettext_lazy("What you have answered stands here until the customer writes."),
    ),
    "later": Words(
        gettext_lazy("Later"),
        gettext_lazy("Nothing is put off"),
        gettext_lazy("What you put off stands here until its time comes or the customer writes."),
    ),
    "drafts": Words(
        gettext_lazy("Drafts"),
        gettext_lazy("Nothing is half written"),
        gettext_lazy("What you have begun to write and not sent stands here, in every conversation."),
    ),
    "undelivered": Words(
        gettext_lazy("Not delivered"),
        gettext_lazy("Everything arrived"),
        gettext_lazy(
            "Replies that a customer did not get stand here until they are sent again or the customer is reached."
        ),
    ),
    "done": Words(
        gettext_lazy("Done"),
        gettext_lazy("Nothing is done yet"),
        gettext_lazy("Closed conversations stand here, the newest first."),
    ),
}
BY_TIME = {
    "waiting": Status.WAITING,
    "later": Status.LATER,
    "done": Status.DONE,
    "undelivered": None,
    "asked": None,
    "drafts": None,
}


def shown(request: StaffRequest, name: str, *, current: int | None = None) -> dict[str, Any]:
    """One page of a list with its words and the address of the next page. Raises Http404 for unknown names.

    `?rows=` asks for a list that was made longer; `?current=` names the conversation that is open beside it.
    """
    if not is_list(request.user, name):
        raise Http404
    after = read_cursor(request.GET.get("after", ""))
    current = current or _number(request, "current") or None
    size = min(max(SIZE, _number(request, "rows")), LONGEST)
    if (text := names.searched(name)) is not None:
        return found.shown(request, name, text, after=after, current=current, size=size) | {"is_first": after is None}
    if view := viewed.view_of(request.user, name):
        return viewed.shown(request, view, after=after, current=current, size=size) | {"is_first": after is None}
    rows: Sequence[dict[str, Any] | str]
    if name in BY_TIME:
        rows, following = _by_time(request, name, after, current, size)
    else:
        rows, following = _by_rank(request, name, after, current, size)
    return addressed(name, rows, following, current) | {"list_words": WORDS[name], "is_first": after is None}


def is_list(user: User, name: str) -> bool:
    """Whether this user has a list of this name."""
    return name in WORDS or names.searched(name) is not None or viewed.view_of(user, name) is not None


def title_of(user: User, name: str) -> str:
    if view := viewed.view_of(user, name):
        return view.name
    return found.title() if names.searched(name) is not None else WORDS[name].title


def page_of(user: User, name: str) -> str:
    """The address of the page with this list alone."""
    if view := viewed.view_of(user, name):
        return reverse("desk:view", args=[view.pk])
    text = names.searched(name)
    return reverse(f"desk:{name}") if text is None else f"{reverse('desk:search')}?{urlencode({'q': text})}"


def following(rows: Sequence[dict[str, Any] | str], current: Conversation) -> str:
    """The reference of what stands after this conversation on the list, else of its first row; '' for none."""
    others = [_reference(row) for row in rows]
    if current.reference in others:
        here = others.index(current.reference)
        others = others[here + 1 :] + others[:here]
    return str(others[0]) if others else ""


def _reference(row: dict[str, Any] | str) -> str:
    """A row that was kept as it was rendered names its conversation in its link."""
    return row.partition("/conversations/")[2].partition("/")[0] if isinstance(row, str) else str(row["reference"])


def _number(request: StaffRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _by_rank(
    request: StaffRequest, name: str, after: tuple[datetime, int] | None, current: int | None, size: int
) -> tuple[list[str], str]:
    found = triage.standings(
        inbox_ids(request.user),
        after=after,
        size=size + 1,
        assignee=request.user if name == "mine" else None,
        unassigned=name == "unassigned",
    )
    page, more = found[:size], len(found) > size
    rows = kept.rows(page, folder=name, current=current, at=now())
    return rows, write_cursor(page[-1].rank_key, page[-1].conversation_id) if more else ""


def _by_time(
    request: StaffRequest, name: str, before: tuple[datetime, int] | None, current: int | None, size: int
) -> tuple[Sequence[dict[str, Any] | str], str]:
    if name == "drafts":
        return _drafts(request, before, current, size)
    status = BY_TIME[name]
    if name == "asked":
        found = conversations.page_of_asked(request.user, before=before, size=size + 1)
    elif status is None:
        found = undelivered.page(request.user, before=before, size=size + 1)
    else:
        return _by_status(request, name, status, before, current, size)
    page, more = found[:size], len(found) > size
    rows = conversation_rows(page, folder=name, current=current)
    return rows, write_cursor(page[-1].last_message_at, page[-1].pk) if more else ""


def _by_status(
    request: StaffRequest,
    name: str,
    status: Status,
    before: tuple[datetime, int] | None,
    current: int | None,
    size: int,
) -> tuple[list[str], str]:
    found = conversations.keys_by_status(request.user, status, before=before, size=size + 1)
    page, more = found[:size], len(found) > size
    rows = kept.by_time([pk for _, pk in page], folder=name, current=current, at=now())
    return rows, write_cursor(*page[-1]) if more else ""


def _drafts(
    request: StaffRequest, before: tuple[datetime, int] | None, current: int | None, size: int
) -> tuple[list[dict[str, Any]], str]:
    """Each with the words that wait in it."""
    found = writing.page_of(request.user, before=before, size=size + 1)
    page, more = found[:size], len(found) > size
    rows = conversation_rows([one.conversation for one in page], folder="drafts", current=current)
    for row, draft in zip(rows, page, strict=True):
        row |= {"snippet": draft.text[:SNIPPET], "at": draft.updated_at}
    return rows, write_cursor(page[-1].updated_at, page[-1].pk) if more else ""


def everything(request: StaffRequest, name: str, most: int) -> list[int]:
    """Every conversation of a list, not only those on the screen. Raises Http404 for unknown names."""
    if (text := names.searched(name)) is not None:
        return found.ids(request.user, text, most)
    if view := viewed.view_of(request.user, name):
        return viewed.everything(request, view, most)
    if name not in WORDS:
        raise Http404
    if name not in BY_TIME:
        mine = request.user if name == "mine" else None
        return triage.ids(inbox_ids(request.user), limit=most, assignee=mine, unassigned=name == "unassigned")
    status = BY_TIME[name]
    if name == "asked":
        return [one.pk for one in conversations.page_of_asked(request.user, size=most)]
    if name == "drafts":
        return [one.conversation_id for one in writing.page_of(request.user, size=most)]
    if status is None:
        return [one.pk for one in undelivered.page(request.user, before=None, size=most)]
    return conversations.ids_by_status(request.user, status, most)
