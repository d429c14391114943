"""What the contact form sends."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.channels.email.parse.limits import MAIL_BYTES
from rapport.channels.form.letters import Sent
from rapport.channels.form.pages import Page
from rapport.conversations.letters import File

MOST_FILES = 20
MOST_CHARS = 100_000
MEGABYTES = MAIL_BYTES // (1024 * 1024)
TOO_LARGE = f"These files are larger than {MEGABYTES} MB together. Choose smaller ones, or send a link to them."


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """As many files, and as large together, as a mail may bring."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        files: list[UploadedFile[Any]] = [super(FilesField, self).clean(one, initial) for one in given]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("These are more than %(number)s files. Put them into one archive.") % {"number": MOST_FILES}
            )
        if sum(file.size or 0 for file in files) > MAIL_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return files


def _line(label: Any, most: int, empty: Any, **more: Any) -> forms.CharField:
    errors = {
        "required": empty,
        "max_length": gettext_lazy("That is too long: %(limit_value)s characters at most."),
    }
    return forms.CharField(label=label, max_length=most, error_messages=errors, **more)


class ContactForm(forms.Form):
    """`website` is never shown: only machines fill it in. `page` is the page's token; `wrong` is set by a complaint."""

    use_required_attribute = True

    name = _line(
        gettext_lazy("Your name"),
        160,
        gettext_lazy("Write your name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Write your e-mail address, so that we can answer."),
            "invalid": gettext_lazy("This is no e-mail address. Write it like name@example.com."),
        },
    )
    subject = _line(gettext_lazy("Subject"), 300, gettext_lazy("Write in a few words what it is about."))
    message = _line(
        gettext_lazy("Message"),
        MOST_CHARS,
        gettext_lazy("Write your message."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    attached = FilesField(
        label=gettext_lazy("Files (optional)"),
        required=False,
        max_length=255,
        help_text=f"{MEGABYTES} MB together at most.",
        error_messages={
            "empty": gettext_lazy("One of the files is empty. Leave it out."),
            "max_length": gettext_lazy("A file's name is too long."),
        },
    )
    website = forms.CharField(required=False, max_length=500)
    page = forms.CharField(required=False, max_length=100)
    wrong = forms.BooleanField(required=False)

    def clean_website(self) -> str:
        """Said, and not passed over in silence: some browsers fill in what nobody sees."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("A hidden field was filled in. It is empty now: press Send once more."))
        return ""

    def sent(self, page: Page) -> Sent:
        data = self.cleaned_data
        files = [File(file.name or "file", file.read()) for file in data["attached"]]
        return Sent(
            page, data["name"], data["email"], data["subject"], data["message"], files, is_complaint=data["wrong"]
        )
