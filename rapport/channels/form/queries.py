"""Which inboxes have a form, and what a page of it became."""

from django.conf import settings
from django.utils.text import slugify

from rapport.channels.form.letters import is_of_form, message_id_of
from rapport.channels.form.pages import Page
from rapport.conversations.models import Inbox, Message

ALL, NONE = "1", "0"


def offered() -> list[Inbox]:
    """The inboxes that can be written to with the form, by name: those that `RAPPORT_CONTACT_FORM` names, or with `1`
    all that are no team's own."""
    wanted: list[str] = settings.RAPPORT_CONTACT_FORM
    if wanted == [NONE]:
        return []
    active = Inbox.objects.filter(is_active=True).order_by("name", "id")
    return list(active.filter(teams=None) if wanted == [ALL] else active.filter(address__in=wanted))


def place_of(inbox: Inbox, among: list[Inbox]) -> str:
    """How the address of the form names the inbox: by its name, or by number where two are named alike."""
    slug = slugify(inbox.name)
    alone = slug and not slug.isdigit() and [slugify(one.name) for one in among].count(slug) == 1
    return slug if alone else str(inbox.pk)


def inbox_at(place: str, among: list[Inbox]) -> Inbox | None:
    """The inbox that the address names, by name or number; the only one there is when it names none."""
    if not place:
        return among[0] if len(among) == 1 else None
    return next((inbox for inbox in among if place in (str(inbox.pk), place_of(inbox, among))), None)


def began(conversation_id: int) -> bool:
    """Whether the conversation came by the form."""
    said = Message.objects.filter(conversation=conversation_id, kind=Message.Kind.INBOUND).order_by("at", "id")
    return is_of_form(said.values_list("message_id", flat=True).first() or "")


def became(page: Page) -> Message | None:
    """What a page became when it was sent before."""
    return Message.objects.select_related("conversation").filter(message_id=message_id_of(page)).first()
