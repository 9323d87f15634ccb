"""Judging the findings of a visit in one go, a verdict per row."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import VisitFinding
from sites.models import SiteFact

ACCEPT, REJECT = "accept", "reject"


class VerdictForm(forms.Form):
    """What becomes of one finding; nothing chosen leaves it for later."""

    stamp = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    verdict = forms.ChoiceField(
        label=_("What becomes of it"),
        required=False,
        choices=[("", _("later")), (ACCEPT, _("take over as a fact")), (REJECT, _("reject"))],
    )
    confidence = forms.ChoiceField(
        label=_("Confidence"),
        required=False,
        choices=SiteFact.Confidence.choices,
        initial=SiteFact.Confidence.INDICATIVE,
    )
    note = forms.CharField(
        label=_("Why not"),
        required=False,
        max_length=300,
        help_text=_("Whoever noted it reads this; no company name."),
    )

    def __init__(self, data: Any = None, *, finding: VisitFinding, stamp: int) -> None:
        super().__init__(data, prefix=str(finding.pk), initial={"stamp": stamp})
        self.finding = finding

    def clean(self) -> dict[str, Any]:
        """A rejection has a reason."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("verdict") == REJECT and not data.get("note", "").strip():
            self.add_error("note", _("Say why; whoever noted it reads it."))
        return data

    def shown_again(self, stamp: int) -> None:
        """As it was sent, on top of what is there now."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("stamp")] = stamp
        self.data = data
