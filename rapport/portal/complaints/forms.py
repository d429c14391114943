"""What the page for complaints sends."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.channels.form.letters import Sent
from rapport.channels.form.pages import Page
from rapport.portal.contact.forms import MOST_CHARS


class ComplaintForm(forms.Form):
    """`website` is never shown: only machines fill it in. `page` is the token of the page."""

    use_required_attribute = True

    message = forms.CharField(
        label=gettext_lazy("What went wrong?"),
        max_length=MOST_CHARS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": gettext_lazy("Say in a few words what went wrong."),
            "max_length": gettext_lazy("That is too long: %(limit_value)s characters at most."),
        },
    )
    wish = forms.CharField(
        label=gettext_lazy("What would put it right? (optional)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": gettext_lazy("That is too long: %(limit_value)s characters at most.")},
    )
    website = forms.CharField(required=False, max_length=500)
    page = forms.CharField(required=False, max_length=100)

    def clean_website(self) -> str:
        """Said, and not passed over in silence: some browsers fill in what nobody sees."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("A hidden field was filled in. It is empty now: press Send once more."))
        return ""

    def sent(self, page: Page) -> Sent:
        data = self.cleaned_data
        wish = _("What would put it right: %(wish)s") % {"wish": data["wish"]} if data["wish"] else ""
        return Sent(page, "", "", "", f"{data['message']}\n\n{wish}".strip())
