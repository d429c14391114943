"""Fields for what people know and what is asked of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from rapport.team.rules import LONGEST_SKILL, MOST_SKILLS, skills_in


class SkillsField(forms.CharField):
    """Several, with commas between; cleaned they are a list."""

    def __init__(self, **named: Any) -> None:
        super().__init__(required=False, max_length=MOST_SKILLS * (LONGEST_SKILL + 2), **named)

    def clean(self, value: Any) -> list[str]:
        try:
            return skills_in(super().clean(value) or "")
        except ValueError:
            raise forms.ValidationError(
                _("Write at most %(most)s skills of at most %(longest)s characters, with commas between.")
                % {"most": MOST_SKILLS, "longest": LONGEST_SKILL}
            ) from None


class SkillField(SkillsField):
    """One or none; cleaned it is a text."""

    def clean(self, value: Any) -> str:  # type: ignore[override]
        found = super().clean(value)
        if len(found) > 1:
            raise forms.ValidationError(_("One skill only, without commas."))
        return "".join(found)
