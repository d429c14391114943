"""Drafts while they are written: saved as somebody types, with their files; and who else is here."""

from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.conversations.actions import ConversationError
from rapport.conversations.letters import File
from rapport.conversations.models import Conversation, Message
from rapport.desk.access import StaffRequest, conversation_of, draft_file_of, pending_of, staff, staff_with
from rapport.desk.conversations import composer
from rapport.desk.conversations.files import boxed_download, boxed_picture
from rapport.desk.conversations.forms import DraftForm, as_token, uuids
from rapport.desk.conversations.views import back
from rapport.desk.present import customer
from rapport.desk.present.presence import shown_presence
from rapport.flows import agent_sends
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team.rules import May
from rapport.writing import actions as writing
from rapport.writing import queries
from rapport.writing.models import Draft


@staff
@require_safe
def drafts(request: StaffRequest, reference: str) -> JsonResponse:
    """One's own drafts of this conversation, by kind."""
    found = conversation_of(request, reference)
    return JsonResponse({one.kind: composer.shown_draft(one) for one in queries.mine(found, request.user)})


@staff(may=May.NOTE)
@require_POST
def draft(request: StaffRequest, reference: str, kind: str) -> JsonResponse:
    """Save. 409 with what is there when it was changed elsewhere, 410 when these words were sent."""
    found = conversation_of(request, reference)
    form = DraftForm(request.POST)
    if kind not in Draft.Kind.values:
        raise Http404
    if not form.is_valid():
        return JsonResponse({"error": form.errors.as_text()}, status=422)
    words = _with_original(form.words(), found, request)
    try:
        saved = writing.keep(found, request.user, kind, words, base=form.cleaned_data["version"] or 0, at=now())
    except writing.Stale as stale:
        return JsonResponse(composer.shown_draft(stale.draft), status=409)
    except writing.Gone:
        return JsonResponse({}, status=410)
    if request.POST.get("typing"):
        writing.be_here(found, request.user, typing=True, at=now())
    return JsonResponse({"version": saved.version, "token": saved.token} if saved else {"version": 0})


def _with_original(words: writing.Words, found: Conversation, request: HttpRequest) -> writing.Words:
    ids = uuids([request.POST.get("forwards", "")])
    message = found.messages.filter(public_id=ids[0], kind__in=Message.VISIBLE_TO_CUSTOMER).first() if ids else None
    originals = [str(one) for one in uuids(request.POST.getlist("originals"))] if message else []
    return writing.Words(**{**vars(words), "forwards_id": message.pk if message else None, "originals": originals})


@staff(may=May.NOTE)
@require_POST
def discarding(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Throw one's draft away; `spare` names another version of its words that goes instead."""
    found = conversation_of(request, reference)
    writing.discard_of(found, request.user, kind, spare=request.POST.get("spare", ""), at=now())
    return back(request, found)


@staff(may=May.NOTE)
@require_POST
def upload(request: StaffRequest, reference: str, kind: str) -> JsonResponse:
    """A file beside the words, or a picture in them."""
    found = conversation_of(request, reference)
    given = request.FILES.get("file")
    if kind not in Draft.Kind.values:
        raise Http404
    if given is None:
        return JsonResponse({"error": _("No file came along. Choose one.")}, status=422)
    if (given.size or 0) > writing.LARGEST_FILES:
        return JsonResponse({"error": _("This file is larger than 20 MB. Send a link instead.")}, status=422)
    file = File(given.name or "file", given.read(), inline=bool(request.POST.get("inline")))
    token = as_token(request.POST.get("token", ""))
    try:
        made = writing.add_file(found, request.user, kind, file, token=token, at=now())
    except (ConversationError, writing.Gone, writing.Stale) as problem:
        return JsonResponse({"error": said(str(problem))}, status=422)
    return JsonResponse(
        composer.shown_file(made) | {"version": made.draft.version, "token": made.draft.token}, status=201
    )


@staff(may=May.NOTE)
@require_POST
def removal(request: StaffRequest, public_id: UUID) -> JsonResponse:
    """Take a file out of one's own draft."""
    file = draft_file_of(request, public_id)
    if file.draft.author_id != request.user.pk or file.draft.is_pending:
        raise Http404
    return JsonResponse({"version": writing.remove_file(file, at=now()).version})


@staff
@require_safe
def file(request: StaffRequest, public_id: UUID) -> HttpResponse:
    return boxed_download(draft_file_of(request, public_id))


@staff
@require_safe
def picture(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A picture in the words of a draft; anything that could carry a script is not found."""
    return boxed_picture(draft_file_of(request, public_id))


@staff(may=May.NOTE)
@require_POST
def undoing(request: StaffRequest, token: str) -> HttpResponse:
    """Call back what is on its way: it is a draft again."""
    waiting = pending_of(request, token)
    try:
        agent_sends.call_back(waiting, at=now())
        flash.info(request, _("Not sent. It is a draft again."))
    except agent_sends.TooLate as problem:
        flash.warning(request, said(str(problem)))
    return back(request, waiting.conversation, place="#composer-" + str(waiting.conversation_id))


@staff_with(May.CONTACT)
@require_safe
def everybody(request: StaffRequest, reference: str) -> JsonResponse:
    """Whom a reply to all goes to on copy."""
    found = conversation_of(request, reference)
    return JsonResponse({"cc": composer.everybody(found, customer.participants(request.user, found))})


@staff(may=May.NOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def presence(request: StaffRequest, reference: str) -> HttpResponse:
    """Who else is here. A POST says that one is here oneself, or leaves."""
    found, at = conversation_of(request, reference), now()
    if request.method != "POST":
        others = [one for one in queries.present(found, at=at) if one.user_id != request.user.pk]
    elif request.POST.get("leaves"):
        writing.leave(found, request.user, at=at)
        return HttpResponse(status=204)
    else:
        others = writing.be_here(found, request.user, typing=False, at=at)
    context: dict[str, Any] = {"conversation": found, **shown_presence(others, at=at)}
    return render(request, "desk/conversations/_here.html", context)
