"""Links another case to this one."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case

MOST = 5
SHORTEST = 3


class LinkForm(forms.Form):
    """The other case by its reference or code name, and which of the two supplies the other."""

    other = forms.CharField(
        label=_("The other case"),
        max_length=60,
        help_text=_("Its reference or code name, such as 2026-0142. Of a case you know fully."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    direction = forms.ChoiceField(
        label=_("Which supplies which"),
        choices=[
            ("supplier", _("the other company supplies this one")),
            ("main", _("this company supplies the other one")),
        ],
        initial="supplier",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What binds them"),
        max_length=300,
        help_text=_("Read by who knows both companies only."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, case: Case, user: User) -> None:
        super().__init__(data)
        self.case = case
        self.user = user

    def clean_other(self) -> Case:
        """The one case that is meant. A case that the person does not know does not exist here."""
        text = self.cleaned_data["other"].strip()
        cases = Case.objects.visible_to(self.user).identity_known_to(self.user)
        cases = cases.exclude(pk=self.case.pk)
        exact = list(cases.filter(Q(reference__iexact=text) | Q(code_name__iexact=text))[:2])
        like = Q(reference__icontains=text) | Q(code_name__icontains=text)
        near = exact or list(cases.filter(like).order_by("code_name")[: MOST + 1])
        if len(text) < SHORTEST or not near:
            raise forms.ValidationError(_("You know no other case by this reference or code name."))
        if len(near) == 1:
            found: Case = next(iter(near))
            return found
        names = ", ".join(str(case) for case in near[:MOST])
        raise forms.ValidationError(gettext("Which one? %(names)s") % {"names": names})

    def pair(self) -> tuple[Case, Case]:
        """The case of the customer and that of the supplier."""
        other = self.cleaned_data["other"]
        if self.cleaned_data["direction"] == "supplier":
            return self.case, other
        return other, self.case


class UnlinkForm(forms.Form):
    """Why the cases no longer belong together."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
