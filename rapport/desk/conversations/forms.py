"""What the composer and the assignment menu send."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.conversations.letters import File, Reply
from rapport.conversations.models import Conversation, Message
from rapport.customers.rules import Addressee, AddressProblem, addressees
from rapport.flows.agent_sends import Composed
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.web import clean
from rapport.writing import rules
from rapport.writing.actions import Words
from rapport.writing.models import Draft

FURTHEST_PROMISE = timedelta(days=36_525)
FURTHEST_SENDING = timedelta(days=366)
LARGEST_FILES = 20 * 1024 * 1024
# "anyway": send over a newer message, which the author has been shown.
THEN = [*Draft.Then.choices, ("later", "Send later"), ("anyway", "Send anyway")]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, 20 MB together: more does not arrive at most customers' mail systems."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files: list[UploadedFile[Any]] = [super(FilesField, self).clean(one, initial) for one in given]
        if sum(file.size or 0 for file in files) > LARGEST_FILES:
            raise forms.ValidationError(_("These files are larger than 20 MB together. Send a link instead."))
        return files


class PeopleField(forms.CharField):
    """A line of addresses, each with or without a name."""

    def clean(self, value: Any) -> list[Addressee]:
        try:
            return addressees(super().clean(value))
        except AddressProblem as problem:
            raise forms.ValidationError(said(str(problem))) from None


def as_token(given: str) -> str:
    """What names a draft, fit for an address: whatever else came in its place names it as well."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", given)[:64]


class TokenField(forms.CharField):
    def clean(self, value: Any) -> str:
        return as_token(super().clean(value))


class ManyNumbers(forms.Field):
    """Any number of ids; raises for what is none."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[int]:
        given = [str(one) for one in value or []]
        if not all(one.isascii() and one.isdigit() and len(one) < 18 for one in given):
            raise forms.ValidationError(_("Somebody you ask is no longer here. Choose again."))
        return [int(one) for one in given]


class MessageForm(forms.Form):
    """A reply or a note. `token` names this draft, so that it is sent once however often it is posted.

    Without a field `to` the reply goes to the customer; an empty one is nobody.
    """

    kind = forms.ChoiceField(choices=Draft.Kind.choices)
    to = PeopleField(required=False, max_length=20_000)
    cc = PeopleField(required=False, max_length=20_000)
    bcc = PeopleField(required=False, max_length=20_000)
    ask = ManyNumbers(required=False)
    text = forms.CharField(required=False, max_length=200_000, strip=True)
    html = forms.CharField(required=False, max_length=1_000_000)
    token = TokenField(required=False, max_length=64)
    seen = forms.IntegerField(required=False, min_value=0)
    then = forms.ChoiceField(required=False, choices=THEN)
    later = forms.CharField(required=False, max_length=40)
    forward_to = PeopleField(required=False, max_length=20_000)
    forwards = forms.UUIDField(required=False)
    saved_reply = forms.IntegerField(required=False, min_value=1)
    promise_at = forms.CharField(required=False, max_length=40)
    promise_text = forms.CharField(required=False, max_length=300)
    attached = FilesField(required=False, max_length=255)

    def __init__(self, conversation: Conversation, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conversation = conversation
        self.original: Message | None = None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if data.get("kind") == Draft.Kind.FORWARD:
            messages = self.conversation.messages.filter(kind__in=Message.VISIBLE_TO_CUSTOMER)
            self.original = messages.filter(public_id=data["forwards"]).first() if data.get("forwards") else None
            if self.original is None:
                raise forms.ValidationError(_("Choose the message to forward."))
        return data

    def clean_promise_at(self) -> datetime | None:
        """A local time from the browser, in the server's zone."""
        try:
            moment = rules.moment(self.cleaned_data["promise_at"], timezone.get_default_timezone())
        except ValueError:
            raise forms.ValidationError(_("Write the promised time like 2026-03-04 15:00.")) from None
        if moment is not None and moment > now() + FURTHEST_PROMISE:
            raise forms.ValidationError(_("That is over a hundred years from now. Promise a time you can keep."))
        return moment

    def clean_later(self) -> datetime | None:
        """When it is to be sent. Scripts post a moment with its zone, plain forms a time of the server's."""
        if self.data.get("then") != "later":
            return None
        try:
            moment = rules.moment(self.cleaned_data["later"], timezone.get_default_timezone())
        except ValueError:
            moment = None
        if moment is None:
            raise forms.ValidationError(_("Choose when to send it, like 2026-03-04 15:00."))
        if not now() < moment < now() + FURTHEST_SENDING:
            raise forms.ValidationError(_("Choose a time to come, within a year, to send it later."))
        return moment

    def reply(self) -> Reply:
        data = self.cleaned_data
        return Reply(
            text=data["text"],
            html=self._html,
            files=[File(file.name or "file", file.read()) for file in data["attached"]],
            compose_key=data["token"],
            seen_id=0 if data["then"] == "anyway" else data["seen"] or 0,
            close=data["then"] == "done",
            keep_open=data["then"] == "open",
            forwards=self.original,
            saved_reply=data["saved_reply"],
            promise_text=data["promise_text"],
            promise_due_at=data["promise_at"],
            **self._people,
        )

    @property
    def _people(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data["kind"] == Draft.Kind.FORWARD:
            return {"to": data["forward_to"]}
        return {"to": data["to"] if "to" in self.data else None, "cc": data["cc"], "bcc": data["bcc"]}

    @property
    def _html(self) -> str:
        return harmless(self.cleaned_data["html"])

    def composed(self) -> Composed:
        """What the flows of sending want to know."""
        data = self.cleaned_data
        words = Words(
            html=self._html,
            text=data["text"],
            people=self._lines,
            promise_at=data["promise_at"].isoformat() if data["promise_at"] else "",
            promise_text=data["promise_text"],
            seen=0 if data["then"] == "anyway" else data["seen"] or 0,
            token=data["token"],
            saved_reply=data["saved_reply"],
            forwards_id=self.original.pk if self.original else None,
            originals=self._list("originals") if self.original else [],
        )
        then = data["then"] if data["then"] in Draft.Then.values else Draft.Then.SEND
        return Composed(data["kind"], words, self.reply(), then, uuids(self._list("kept")))

    def _list(self, name: str) -> list[str]:
        return [str(one) for one in uuids(self.data.getlist(name))] if isinstance(self.data, QueryDict) else []

    @property
    def _lines(self) -> dict[str, str]:
        if self.cleaned_data["kind"] == Draft.Kind.FORWARD:
            return {"to": str(self.data.get("forward_to", ""))}
        return {name: str(self.data[name]) for name in ("to", "cc", "bcc") if name in self.data}

    @property
    def problem(self) -> str:
        """The first thing that is wrong, in words."""
        return next((str(error) for errors in self.errors.values() for error in errors), "")


class DraftForm(forms.Form):
    """What the composer saves while somebody types. Lines of people stay as they are typed."""

    text = forms.CharField(required=False, max_length=200_000, strip=False)
    html = forms.CharField(required=False, max_length=1_000_000)
    token = TokenField(required=False, max_length=64)
    seen = forms.IntegerField(required=False, min_value=0)
    version = forms.IntegerField(required=False, min_value=0)
    promise_at = forms.CharField(required=False, max_length=40)
    promise_text = forms.CharField(required=False, max_length=300)
    saved_reply = forms.IntegerField(required=False, min_value=1)
    spare_html = forms.CharField(required=False, max_length=1_000_000)
    spare_text = forms.CharField(required=False, max_length=200_000)

    def words(self) -> Words:
        data = self.cleaned_data
        spare = harmless(data["spare_html"])
        names = ("to", "cc", "bcc")
        return Words(
            html=harmless(data["html"]),
            text=data["text"],
            people={name: str(self.data[name])[:20_000] for name in names if name in self.data},
            promise_at=data["promise_at"],
            promise_text=data["promise_text"],
            seen=data["seen"] or 0,
            token=data["token"],
            saved_reply=data["saved_reply"],
            spare=(spare, data["spare_text"]) if spare or data["spare_text"] else None,
        )


def harmless(html: str) -> str:
    """What the editor made, with pictures of drafts in it; who may see one is asked when it is fetched."""
    addresses = map(rules.picture_address, uuids(rules.pictures_in(html)))
    return clean.reply(html, {address: address for address in addresses}) if html else ""


def uuids(given: Iterable[str]) -> list[UUID]:
    """Those that are ids."""
    found = []
    for one in given:
        with suppress(ValueError):
            found.append(UUID(one))
    return found
