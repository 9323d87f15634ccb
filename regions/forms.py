"""The profile of a region, written by who serves it."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import valid_on
from regions.models import KeyTechnology, RegionProfile


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an account manager shows a company about the region."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RegionProfile
        fields = (
            "summary",
            "strengths",
            "key_technologies",
            "campuses",
            "labour_market",
            "living",
            "contact_name",
            "contact_email",
            "contact_phone",
        )
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "key_technologies": forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
        }
        help_texts = {
            "summary": _(
                "Two or three sentences that a company remembers. At most 600 characters."
            ),
            "strengths": _("What a company finds here and not elsewhere."),
            "campuses": _("Names, with what can be used by others."),
            "labour_market": _("Education, numbers of graduates, what is scarce."),
            "contact_name": _("Whom a colleague of another organisation can call."),
        }

    def __init__(self, data: Any = None, *, instance: RegionProfile) -> None:
        super().__init__(data, instance=instance)
        self.fields["version"].initial = instance.version if instance.pk else 0
        chosen = instance.key_technologies.values("pk") if instance.pk else []
        field = self.fields["key_technologies"]
        field.queryset = KeyTechnology.objects.filter(  # type: ignore[attr-defined]
            valid_on(timezone.localdate()) | Q(pk__in=chosen)
        )

    def values(self) -> dict[str, Any]:
        """The columns to write, without the technologies."""
        apart = {"version", "key_technologies"}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}
