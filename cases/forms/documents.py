"""Forms about documents: adding, changing, a newer version, removing."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from accounts.widgets import DateInput
from cases.documents import ACCEPT, Checked, check, clean_title
from cases.forms.work import reading
from cases.models import Document, WooGround


class ConfidenceForm(forms.Form):
    """Whether a document was given in confidence, on which ground, by whom and when."""

    woo_ground = forms.ChoiceField(
        label=_("Given in confidence (Woo)"),
        choices=[("", _("No, not marked")), *WooGround.choices],
        required=False,
    )
    woo_given_by = forms.CharField(
        label=_("Given by"),
        max_length=120,
        required=False,
        help_text=_("The person at the company who gave it in confidence."),
    )
    woo_given_on = forms.DateField(label=_("Given on"), required=False, widget=DateInput)
    woo_reason = forms.CharField(
        label=_("Why this is confidential"),
        max_length=300,
        required=False,
        help_text=_("Which facts, and what the company said of them."),
    )

    def clean(self) -> dict[str, Any]:
        """Asks for what each ground needs."""
        values: dict[str, Any] = super().clean() or {}
        ground, day = values.get("woo_ground"), values.get("woo_given_on")
        if day and day > timezone.localdate():
            self.add_error("woo_given_on", _("This day lies in the future."))
        if ground == WooGround.BUSINESS:
            if not values.get("woo_given_by"):
                self.add_error("woo_given_by", _("Who at the company gave it in confidence?"))
            if not day and "woo_given_on" not in self.errors:
                self.add_error("woo_given_on", _("On which day was it given?"))
        if ground == WooGround.OTHER and not values.get("woo_reason"):
            self.add_error("woo_reason", _("Which ground, and why?"))
        told = any(values.get(n) for n in ("woo_given_by", "woo_given_on", "woo_reason"))
        if told and not ground and "woo_ground" not in self.errors:
            self.add_error("woo_ground", _("Choose the ground, or empty the fields below it."))
        return values

    @property
    def told(self) -> bool:
        """Whether the mark has to be seen at once."""
        return any(self[n].value() or self[n].errors for n in ConfidenceForm.base_fields)


class DocumentDetailsForm(ConfidenceForm):
    """What a document is, and who may read it."""

    title = forms.CharField(label=_("Title"), max_length=160)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Document.Kind.choices, initial=Document.Kind.OTHER
    )
    stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order: tuple[str, ...] = ("title", "kind", "visibility")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibility"] = reading(choices)
        self.order_fields(self.field_order)

    def clean_title(self) -> str:
        """What is typed is what is shown."""
        return clean_title(self.cleaned_data["title"])


class FileForm(forms.Form):
    """A file, looked into."""

    file = forms.FileField(
        label=_("File"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPT})
    )
    checked: Checked

    def clean_file(self) -> "UploadedFile[Any]":
        """Looks into the file."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            self.checked = check(upload)
        except Refused as error:
            raise forms.ValidationError(str(error)) from error
        return upload


class DocumentForm(FileForm, DocumentDetailsForm):
    """A file for the case."""

    title = forms.CharField(
        label=_("Title"), max_length=160, required=False, help_text=_("Empty: the file's own name.")
    )
    field_order: tuple[str, ...] = ("file", "title", "kind", "visibility")


class VersionForm(FileForm):
    """A newer file for a document that is there."""

    stamp = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RemoveForm(forms.Form):
    """Why something is taken away."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
