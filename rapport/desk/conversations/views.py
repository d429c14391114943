"""Reading and answering one conversation."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.conversations.actions import ConversationError, SomethingNewer
from rapport.conversations.models import Conversation, Message, pk_of_reference
from rapport.customers.actions import CustomerError
from rapport.customers.rules import addressees
from rapport.desk.access import StaffRequest, conversation_of, message_of, staff
from rapport.desk.conversations import page
from rapport.desk.conversations.advice import undecided
from rapport.desk.conversations.composer import Refused, recipients
from rapport.desk.conversations.forms import MessageForm
from rapport.desk.doing.acting import perform
from rapport.desk.frame import frame
from rapport.desk.pile import lists
from rapport.desk.present import customer
from rapport.flows import agent_sends, break_loop, conversation_closes
from rapport.flows.agent_sends import Composed
from rapport.flows.deeds import Deed, Verb
from rapport.flows.note_is_written import stop_asking
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.promises.actions import PromiseError
from rapport.team.models import AfterSending, User
from rapport.team.rules import May
from rapport.web.addresses import reverse
from rapport.writing.models import Draft

PROBLEMS = (ConversationError, PromiseError)


@staff
@require_safe
def conversation(request: StaffRequest, reference: str) -> HttpResponse:
    found = conversation_of(request, reference)
    if found.reference != reference and pk_of_reference(reference) != found.pk:
        return back(request, found)  # it lives on there
    return _page(request, found)


def folder_of(request: StaffRequest) -> str:
    name = request.GET.get("in", "pile")
    return name if lists.is_list(request.user, name) else "pile"


def _page(request: StaffRequest, found: Conversation, refused: Refused | None = None) -> HttpResponse:
    name = folder_of(request)
    context = frame(request, folder=name) | lists.shown(request, name, current=found.pk)
    context |= page.whole(request, found, name, refused, lists.following(context["rows"], found))
    return render(request, "desk/conversations/page.html", context, status=422 if refused else 200)


@staff
@require_safe
def thread(request: StaffRequest, reference: str) -> HttpResponse:
    """What changes live, without the composer."""
    found = conversation_of(request, reference)
    return render(request, "desk/conversations/_live.html", page.live(request, found, folder_of(request)))


@staff(may=May.NOTE)
@require_POST
def messages(request: StaffRequest, reference: str) -> HttpResponse:
    """A reply or a note. What cannot be sent comes back with its words and the reason."""
    found = conversation_of(request, reference)
    form = MessageForm(found, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, Refused(form.data, form.problem))
    open_questions = undecided(found, form, request.POST.getlist("decided"))
    if open_questions:
        reason = _("Nothing was sent yet. Decide what is marked below, then send.")
        return _page(request, found, Refused(form.data, reason, undecided=open_questions))
    try:
        if form.cleaned_data["kind"] == Draft.Kind.NOTE:
            return back(request, found, _note(request, found, form))
        written = _send(request, found, form)
    except SomethingNewer as error:
        return _page(request, found, Refused(form.data, said(str(error)), error.newer))
    except PROBLEMS as error:
        return _page(request, found, Refused(form.data, said(str(error))))
    return _onwards(request, found, written)


def _note(request: StaffRequest, found: Conversation, form: MessageForm) -> Message:
    data = form.cleaned_data
    asked = data["ask"]
    return agent_sends.note(found, request.user, data["text"], token=data["token"], asked=asked, at=now())


def _send(request: StaffRequest, found: Conversation, form: MessageForm) -> Message | Draft:
    """At once, or after the seconds in which it can be called back, or at the time that was chosen."""
    at, composed, chosen = now(), _composed(request, found, form), form.cleaned_data["later"]
    send_at = chosen or at + timedelta(seconds=request.user.undo_seconds)
    if send_at <= at:
        message = agent_sends.send_now(found, request.user, composed, at=at)
        flash.success(request, _("Sent to %(people)s.") % {"people": sent_to(message)})
        return message
    written = agent_sends.plan(found, request.user, composed, send_at=send_at, at=at)
    if isinstance(written, Draft):
        undo = reverse("desk:pending-undoing", args=[written.token])
        words = _("It is sent at the time you chose.") if chosen else _("On its way.")
        flash.success(request, words, extra_tags=f"undo:{undo}")
    return written


def _composed(request: StaffRequest, found: Conversation, form: MessageForm) -> Composed:
    """Whoever sees no addresses writes to those who are part of it anyway, and to nobody else."""
    composed = form.composed()
    if request.user.may(May.CONTACT):
        return composed
    if composed.kind == Draft.Kind.FORWARD:
        raise PermissionDenied
    people = recipients(found, customer.participants(request.user, found))
    lines = {"to": people["to"], "cc": people["cc"], "bcc": ""}
    reply = replace(composed.reply, to=addressees(lines["to"]), cc=addressees(lines["cc"]), bcc=[])
    return replace(composed, reply=reply, words=replace(composed.words, people=lines))


def _onwards(request: StaffRequest, found: Conversation, written: Message | Draft) -> HttpResponse:
    """To what was written, or where its author goes on after sending."""
    following, way = request.POST.get("following", ""), request.user.after_sending
    if way == AfterSending.LIST or (way == AfterSending.NEXT and not following):
        return redirect(f"desk:{folder_of(request)}")
    if way == AfterSending.NEXT and pk_of_reference(following) is not None:
        return HttpResponseRedirect(reverse("desk:conversation", args=[following]) + f"?in={folder_of(request)}")
    if isinstance(written, Message):
        return back(request, found, written)
    return back(request, found, place=f"#pending-{written.pk}")


def sent_to(message: Message) -> str:
    """Everybody it goes to, in words."""
    names = [one["name"] or one["address"] for one in [*message.to, *message.cc, *message.bcc]]
    return str(get_text_list(names, _("and")))


@staff
@require_POST
def assignment(request: StaffRequest, reference: str) -> HttpResponse:
    """Give it to somebody, to oneself, or to nobody."""
    found = conversation_of(request, reference)
    perform(request, Deed(Verb.ASSIGN, request.POST.get("agent", "")), [found.pk])
    return back(request, found)


@staff
@require_POST
def closure(request: StaffRequest, reference: str) -> HttpResponse:
    found = conversation_of(request, reference)
    perform(request, Deed(Verb.CLOSE), [found.pk])
    return back(request, found)


@staff
@require_POST
def opening(request: StaffRequest, reference: str) -> HttpResponse:
    found = conversation_of(request, reference)
    perform(request, Deed(Verb.REOPEN), [found.pk])
    return back(request, found)


@staff
@require_POST
def resumption(request: StaffRequest, reference: str) -> HttpResponse:
    """Somebody has looked: automatic mail may leave again."""
    found = conversation_of(request, reference)
    if break_loop.resume(found, actor=request.user, at=now()):
        flash.success(request, _("Automatic mail may leave again in %(reference)s.") % {"reference": found.reference})
    return back(request, found)


@staff
@require_POST
def acceptance(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Let a held message count as the customer's, and its address as well when that is said."""
    message = message_of(request, public_id)
    try:
        keep = request.POST.get("address") == "keep"
        found = conversation_closes.accept_held(message, actor=request.user, at=now(), keep_address=keep)
    except (ConversationError, CustomerError) as error:
        flash.error(request, said(str(error)))
        found = message.conversation
    return back(request, found, message)


@staff
@require_POST
def separation(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Make a held message a conversation of its own."""
    message = message_of(request, public_id)
    try:
        found = conversation_closes.split_held(message, actor=request.user, at=now())
    except ConversationError as error:
        flash.error(request, said(str(error)))
        found = message.conversation
    return back(request, found)


@staff
@require_POST
def ask_removal(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """Take a question back."""
    found = conversation_of(request, reference)
    user = User.objects.filter(pk=pk, asks__conversation=found).first()
    if user is None:
        raise Http404
    stop_asking(found, user, actor=request.user, at=now())
    return back(request, found)


def back(
    request: StaffRequest, found: Conversation, message: Message | None = None, *, place: str = ""
) -> HttpResponseRedirect:
    """To the conversation beside the list it was opened from; at one of its messages when that was the matter."""
    answer = redirect("desk:conversation", reference=found.reference)
    place = f"#message-{message.pk}" if message else place
    return HttpResponseRedirect(f"{answer.url}?in={folder_of(request)}{place}")
