"""What people say about customers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.customers.actions import CustomerError
from rapport.customers.rules import Addressee, AddressProblem, addressee, clean_name
from rapport.platform.said import said

NOBODY = _("Say who it is: write an address like uma@customer.example.")


class PersonForm(forms.Form):
    """Who it is: an address, with a name before it or beside it; or the handle of who it was before."""

    address = forms.CharField(required=False, max_length=500)
    name = forms.CharField(required=False, max_length=160)
    handle = forms.CharField(required=False, max_length=340)

    def clean_address(self) -> Addressee | None:
        text = self.cleaned_data["address"]
        try:
            return addressee(text) if text else None
        except AddressProblem as problem:
            raise forms.ValidationError(said(str(problem))) from None

    def somebody(self) -> Addressee:
        """The same, without a handle."""
        found = self.person()
        if found is None:
            raise AddressProblem(NOBODY)
        return found

    def person(self) -> Addressee | None:
        """Raises AddressProblem when the form says nobody, or nobody who can be written to."""
        if not self.is_valid():
            raise AddressProblem(next(str(error) for errors in self.errors.values() for error in errors))
        found: Addressee | None = self.cleaned_data["address"]
        if found is None and not self.cleaned_data["handle"]:
            raise AddressProblem(NOBODY)
        if found is None or found.name:
            return found
        return Addressee(clean_name(self.cleaned_data["name"]), found.address)


class DetailsForm(forms.Form):
    """What we know of somebody besides their addresses."""

    name = forms.CharField(required=False, max_length=160, label=_("Name"))
    phone = forms.CharField(required=False, max_length=40, label=_("Telephone"))
    organization = forms.CharField(required=False, max_length=160, label=_("Organisation"))

    def checked(self) -> dict[str, str]:
        """Raises CustomerError for what is too long."""
        if not self.is_valid():
            field, errors = next(iter(self.errors.items()))
            raise CustomerError(f"{self.fields[field].label}: {errors[0]}")
        return dict(self.cleaned_data)


class MergeForm(forms.Form):
    """Who else it is: a record that was suggested, or anybody by address, and then why."""

    other = forms.UUIDField(required=False)
    address = forms.CharField(required=False, max_length=500)
    why = forms.CharField(required=False, max_length=200)
