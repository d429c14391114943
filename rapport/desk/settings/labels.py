"""Tags, types, statuses and custom fields, for leads."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rapport.conversations import queries as conversations
from rapport.conversations.models import Inbox
from rapport.desk.access import StaffRequest, staff
from rapport.desk.settings.menu import settings_frame
from rapport.desk.settings.skills import SkillField
from rapport.flows import relabel
from rapport.labels import actions
from rapport.labels.actions import LabelError
from rapport.labels.models import HUES, ConversationType, CustomStatus, Field, Tag
from rapport.platform import live
from rapport.platform.clock import now
from rapport.platform.said import said

HUE_NAMES = (_("Red"), _("Orange"), _("Yellow"), _("Green"), _("Turquoise"), _("Blue"), _("Violet"), _("Pink"))
HUE_CHOICES = list(zip(range(HUES), HUE_NAMES, strict=True))


SKILL_HELP = _("A skill, such as German. Who knows what is said under Assignment.")


class TagForm(forms.Form):
    name = forms.CharField(max_length=40, label=_("Name"))
    hue = forms.TypedChoiceField(choices=HUE_CHOICES, coerce=int, required=False, empty_value="0", label=_("Colour"))
    description = forms.CharField(max_length=200, required=False, label=_("What it is for"))
    skill = SkillField(label=_("Given only to people who know"), help_text=SKILL_HELP)

    def clean_hue(self) -> int:
        return int(self.cleaned_data["hue"])


class TypeForm(forms.Form):
    name = forms.CharField(max_length=60, label=_("Name"))
    skill = SkillField(label=_("Given only to people who know"), help_text=SKILL_HELP)


class StatusForm(forms.Form):
    name = forms.CharField(max_length=40, label=_("Name"))
    base = forms.ChoiceField(
        choices=CustomStatus.Base.choices,
        label=_("Stands below"),
        help_text=_("This decides what happens: whose turn it is, which clocks run, what closing needs. It stays."),
    )


class FieldForm(forms.Form):
    """`types`, `inboxes`, `field` and `values` together say when the field is asked for."""

    name = forms.CharField(max_length=60, label=_("Name"))
    kind = forms.ChoiceField(choices=Field.Kind.choices, required=False, label=_("Kind"))
    options = forms.CharField(
        required=False,
        max_length=5000,
        label=_("To choose from"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For choices: one option a line."),
    )
    help = forms.CharField(max_length=200, required=False, label=_("A hint below it"))
    required = forms.BooleanField(required=False, label=_("Must be filled in before closing"))
    types = forms.MultipleChoiceField(
        required=False, label=_("Only for these types"), widget=forms.CheckboxSelectMultiple
    )
    inboxes = forms.TypedMultipleChoiceField(
        required=False, coerce=int, label=_("Only in these inboxes"), widget=forms.CheckboxSelectMultiple
    )
    field = forms.ChoiceField(required=False, label=_("Only when this field"))
    values = forms.CharField(
        required=False,
        max_length=1000,
        label=_("has one of these values"),
        help_text=_("With commas between; none: any value. A tick is yes or no."),
    )

    def __init__(self, *args: Any, other_than: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Field.objects.filter(archived_at=None).exclude(pk=other_than or 0)
        types = ConversationType.objects.filter(archived_at=None)
        self.fields["types"].choices = [(one.key, one.name) for one in types]  # type: ignore[attr-defined]
        self.fields["inboxes"].choices = [(one.pk, one.name) for one in Inbox.objects.all()]  # type: ignore[attr-defined]
        self.fields["field"].choices = [("", "—"), *((one.key, one.name) for one in others)]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        when: dict[str, Any] = {"types": data["types"], "inboxes": data["inboxes"], "field": data["field"]}
        if data["field"]:
            when["values"] = [value.strip() for value in data["values"].split(",") if value.strip()]
        shown_when = {key: value for key, value in when.items() if value or key == "values"}
        options = [line.strip() for line in data["options"].splitlines() if line.strip()]
        return {**data, "kind": data["kind"] or Field.Kind.TEXT, "options": options, "shown_when": shown_when}


def only_leads(request: StaffRequest) -> None:
    if not request.user.is_lead:
        raise PermissionDenied


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def tags(request: StaffRequest) -> HttpResponse:
    """Every tag, and a form for a new one."""
    only_leads(request)
    form = TagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.tag(data["name"], actor=request.user, at=now())
            actions.change_tag(made, name=made.name, hue=data["hue"], description=data["description"],
                               skill=data["skill"], actor=request.user, at=now())  # fmt: skip
        except LabelError as problem:
            form.add_error("name", said(str(problem)))
        else:
            return _saved(request, "desk:tags")
    shown = {"form": form, "tags": Tag.objects.all(), "page_title": gettext("Tags")}
    return render(request, "desk/settings/tags.html", settings_frame(request, "tags") | shown)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def tag(request: StaffRequest, number: int) -> HttpResponse:
    """One tag: its name and colour, merging it into another one, archiving it."""
    only_leads(request)
    found = get_object_or_404(Tag, pk=number)
    start = {"name": found.name, "hue": found.hue, "description": found.description, "skill": found.skill}
    form = TagForm(request.POST if request.POST.get("do") == "save" else None, initial=start)
    try:
        if request.method == "POST" and _change_tag(request, found, form):
            return _saved(request, "desk:tags")
    except LabelError as problem:
        flash.error(request, said(str(problem)))
        return redirect("desk:tag", number=number)
    others = Tag.objects.filter(archived_at=None).exclude(pk=found.pk)
    used = conversations.count_tagged(found.name)
    shown = {"form": form, "tag": found, "others": others, "used": used, "page_title": found.name}
    return render(request, "desk/settings/tag.html", settings_frame(request, "tags") | shown)


def _change_tag(request: StaffRequest, found: Tag, form: TagForm) -> bool:
    do = request.POST.get("do")
    if do == "merge":
        into = get_object_or_404(Tag, pk=_number(request.POST.get("into")))
        relabel.merge_tag(found, into, actor=request.user, at=now())
    elif do in ("archive", "bring_back"):
        actions.set_archived(found, do == "archive", actor=request.user, at=now())
    elif form.is_valid():
        relabel.change_tag(found, **form.cleaned_data, actor=request.user, at=now())
    else:
        return False
    return True


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def types(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """Every type; one of them to be renamed or archived, or a form for a new one."""
    only_leads(request)
    found = get_object_or_404(ConversationType, pk=number) if number is not None else None
    start = {"name": found.name, "skill": found.skill} if found else {}
    form = TypeForm(request.POST or None, initial=start)
    if request.method == "POST" and found is not None and (do := request.POST.get("do")) in ("archive", "bring_back"):
        actions.set_archived(found, do == "archive", actor=request.user, at=now())
        return _saved(request, "desk:types")
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_type(found, **form.cleaned_data, actor=request.user, at=now())
        except LabelError as problem:
            form.add_error("name", said(str(problem)))
        else:
            return _saved(request, "desk:types")
    shown = {"form": form, "type": found, "types": ConversationType.objects.all(), "page_title": gettext("Types")}
    return render(request, "desk/settings/types.html", settings_frame(request, "types") | shown)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def statuses(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """Every status of the company's own below the four; one of them to be renamed, moved or archived, or a form for a
    new one."""
    only_leads(request)
    found = get_object_or_404(CustomStatus, pk=number) if number is not None else None
    if request.method == "POST" and found is not None and _arrange(request, found):
        return redirect("desk:statuses")
    form = StatusForm(request.POST or None, initial={"name": found.name if found else ""})
    if found is not None:
        form.fields.pop("base")
    if request.method == "POST" and form.is_valid():
        base = found.base if found else form.cleaned_data["base"]
        try:
            actions.save_status(found, name=form.cleaned_data["name"], base=base, actor=request.user, at=now())
        except LabelError as problem:
            form.add_error("name", said(str(problem)))
        else:
            live.changed(["pile"])
            return _saved(request, "desk:statuses")
    own = list(CustomStatus.objects.all())
    bases = [(base.capitalize(), [one for one in own if one.base == base]) for base in CustomStatus.Base.values]
    shown = {"form": form, "status": found, "bases": bases, "page_title": gettext("Statuses")}
    return render(request, "desk/settings/statuses.html", settings_frame(request, "statuses") | shown)


def _arrange(request: StaffRequest, found: CustomStatus) -> bool:
    """What the buttons beside a status do; False for the form."""
    do = request.POST.get("do")
    if do in ("archive", "bring_back"):
        actions.set_archived(found, do == "archive", actor=request.user, at=now())
        flash.success(request, gettext("Saved."))
    elif do in ("up", "down"):
        actions.move_status(found, up=do == "up", actor=request.user, at=now())
    return do in ("archive", "bring_back", "up", "down")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """Every field; one of them to be changed or archived, or a form for a new one."""
    only_leads(request)
    found = get_object_or_404(Field, pk=number) if number is not None else None
    form = FieldForm(request.POST or None, initial=_start(found), other_than=number)
    if request.method == "POST" and found is not None and (do := request.POST.get("do")) in ("archive", "bring_back"):
        actions.set_archived(found, do == "archive", actor=request.user, at=now())
        return _saved(request, "desk:fields")
    if found is not None:
        form.fields.pop("kind")
    if request.method == "POST" and form.is_valid():
        form.cleaned_data.setdefault("kind", found.kind if found else "")
        try:
            actions.save_field(found, form.given(), actor=request.user, at=now())
        except LabelError as problem:
            form.add_error("options", said(str(problem)))
        else:
            return _saved(request, "desk:fields")
    shown = {"form": form, "field": found, "all_fields": Field.objects.all(), "page_title": gettext("Fields")}
    return render(request, "desk/settings/fields.html", settings_frame(request, "fields") | shown)


def _start(found: Field | None) -> dict[str, Any]:
    if found is None:
        return {}
    when = found.shown_when
    return {
        "name": found.name,
        "kind": found.kind,
        "options": "\n".join(found.options),
        "help": found.help,
        "required": found.required,
        "types": when.get("types", []),
        "inboxes": when.get("inboxes", []),
        "field": when.get("field", ""),
        "values": ", ".join(when.get("values", [])),
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _saved(request: StaffRequest, view: str) -> HttpResponse:
    flash.success(request, gettext("Saved."))
    return redirect(view)
