"""Doing something to one conversation or to many, and taking it back."""

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.changes import queries as journal
from rapport.changes.actions import ChangeError
from rapport.changes.models import Change
from rapport.conversations import queries as conversations
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, pk_of_reference
from rapport.desk.access import StaffRequest, conversation_of, staff
from rapport.desk.conversations.views import back, folder_of
from rapport.desk.doing import pages, words
from rapport.desk.doing.acting import perform, tell
from rapport.desk.doing.forms import MOST, chosen, deed_of
from rapport.desk.frame import frame
from rapport.desk.pile import lists
from rapport.flows import give_out, join
from rapport.flows.act import are_too_many
from rapport.flows.deeds import Verb
from rapport.flows.undo import undo
from rapport.platform.clock import now
from rapport.platform.said import said

TWO = (Verb.MERGE, Verb.LINK, Verb.UNLINK)


@staff
@require_POST
def one(request: StaffRequest, reference: str) -> HttpResponse:
    """Whatever a menu or a form of one conversation asks for."""
    found = conversation_of(request, reference)
    verb, _colon, other = request.POST.get("do", "").partition(":")
    if verb in TWO:
        return back(request, _with_another(request, found, verb, other or request.POST.get("other", "")))
    try:
        perform(request, deed_of(request.POST, now()), [found.pk])
    except ConversationError as problem:
        flash.error(request, said(str(problem)))
    found.refresh_from_db()
    if not conversations.visible_to(request.user).filter(pk=found.pk).exists():
        return redirect(f"desk:{folder_of(request)}")
    return back(request, found)


def _with_another(request: StaffRequest, found: Conversation, verb: str, reference: str) -> Conversation:
    """Merge into another one, or link with it; answers where one finds oneself then."""
    pk = pk_of_reference(reference) or 0
    try:
        if verb == Verb.MERGE:
            outcome = join.merge([found.pk], pk, actor=request.user, at=now())
        else:
            outcome = join.link(found.pk, pk, actor=request.user, at=now(), is_on=verb == Verb.LINK)
    except (ConversationError, Conversation.DoesNotExist) as problem:
        not_there = _("There is no conversation %(name)s that you see.") % {"name": reference}
        flash.error(request, said(str(problem)) if isinstance(problem, ConversationError) else not_there)
        return found
    tell(request, verb, outcome)
    merged = verb == Verb.MERGE and outcome.done
    return conversation_of(request, reference) if merged else found


@staff
@require_POST
def many(request: StaffRequest) -> HttpResponse:
    """What the bar below a list asks for: of the ticked ones, or of all that the list holds."""
    name = request.POST.get("list", "pile")
    if not lists.is_list(request.user, name):
        raise Http404
    on = lists.everything(request, name, MOST) if request.POST.get("all") else chosen(request.POST)
    back = lists.page_of(request.user, name)
    if are_too_many(on, request.user):
        raise PermissionDenied
    if not on:
        flash.info(request, _("Choose conversations first, with x or with a click on their picture."))
        return redirect(back)
    try:
        if request.POST.get("do") == Verb.MERGE:
            oldest = min(on)
            outcome = join.merge([pk for pk in on if pk != oldest], oldest, actor=request.user, at=now())
            tell(request, Verb.MERGE, outcome)
        else:
            perform(request, deed_of(request.POST, now()), on)
    except (ConversationError, Conversation.DoesNotExist) as problem:
        flash.error(request, said(str(problem)))
    return redirect(back)


@staff
@require_safe
def bar(request: StaffRequest) -> HttpResponse:
    """Whom and where to, fetched by the bar once something is chosen."""
    return render(request, "desk/doing/_bar_more.html", pages.bar(request))


@staff
@require_POST
def undoing(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a change back, wherever the button stood; then stay there."""
    change = _change_of(request, pk)
    try:
        outcome = undo(change.pk, actor=request.user, at=now())
    except ChangeError as problem:
        flash.error(request, said(str(problem)))
    else:
        flash.success(request, words.undone(outcome.done))
        if outcome.refused:
            flash.warning(request, words.refused(outcome.refused))
    return HttpResponseRedirect(_where_from(request))


def _change_of(request: StaffRequest, pk: int) -> Change:
    """A change of conversations of which the user sees at least one, or of one's own making."""
    change = Change.objects.filter(pk=pk).first()
    if change is None:
        raise Http404
    touched = conversations.visible_to(request.user).filter(pk__in=journal.of_conversations(change))
    if change.actor_id != request.user.pk and not touched.exists():
        raise Http404
    return change


def _where_from(request: StaffRequest) -> str:
    """The page of ours that the button stood on."""
    came = request.headers.get("referer", "")
    allowed = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return came if came and allowed else reverse("desk:pile")


@staff
@require_safe
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """How far the worker is with a change of many."""
    return render(request, "desk/doing/_progress.html", pages.progress(_change_of(request, pk)))


@staff
@require_safe
def joining(request: StaffRequest, reference: str) -> HttpResponse:
    """The page where conversations are merged and linked, with what speaks for it."""
    found = conversation_of(request, reference)
    return render(request, "desk/doing/joining.html", frame(request) | pages.joining(request, found))


@staff
@require_safe
def moving(request: StaffRequest, reference: str) -> HttpResponse:
    """The page where another inbox or a team is chosen."""
    found = conversation_of(request, reference)
    return render(request, "desk/doing/moving.html", frame(request) | pages.moving(request, found))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def splitting(request: StaffRequest, reference: str) -> HttpResponse:
    """The page where messages are chosen that become a conversation of their own."""
    found = conversation_of(request, reference)
    if request.method != "POST":
        return render(request, "desk/doing/splitting.html", frame(request) | pages.splitting(request, found))
    ids = [
        int(text) for text in request.POST.getlist("message") if text.isascii() and text.isdigit() and len(text) < 18
    ]
    subject = request.POST.get("subject", "")[:500]
    try:
        outcome = join.split(found.pk, ids, subject=subject, actor=request.user, at=now())
    except ConversationError as problem:
        flash.error(request, said(str(problem)))
        return redirect("desk:splitting", reference=found.reference)
    tell(request, Verb.SPLIT, outcome)
    return back(request, outcome.done[0])


@staff
@require_POST
def next_one(request: StaffRequest) -> HttpResponse:
    """The most urgent conversation that nobody has is mine, and open before me."""
    found = give_out.take_next(request.user, at=now())
    if found is None:
        flash.info(request, _("Nothing waits that nobody has."))
        return redirect("desk:pile")
    return back(request, found)
