"""Forms about who is on a case and what each may know."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from accounts.models import Organisation, User
from accounts.widgets import DateInput
from cases.actions.sharing import SHARE_LEVELS
from cases.documents import ACCEPT, Checked, check
from cases.forms.request import refuse_name
from cases.models import Case, CaseParticipant, Disclosure, Document

Role = CaseParticipant.Role
CHOSEN_ROLES = [(role.value, role.label) for role in Role if role != Role.ORIGIN]


class KnowledgeForm(forms.Form):
    """Role and level, with the consent that every level above the profile needs."""

    role = forms.ChoiceField(label=_("Role"), choices=CHOSEN_ROLES, initial=Role.CANDIDATE)
    disclosure = forms.ChoiceField(
        label=_("May know"),
        choices=Disclosure,
        initial=Disclosure.PROFILE,
        help_text=_("Everything above the anonymous profile needs the company's consent."),
        widget=forms.RadioSelect,
    )
    consent_by = forms.CharField(
        label=_("Consent given by"),
        max_length=120,
        required=False,
        help_text=_("The person at the company who agreed to this level, for this organisation."),
    )
    consent_on = forms.DateField(label=_("Consent given on"), required=False, widget=DateInput)
    consent_document = forms.ModelChoiceField(
        label=_("Consent on paper"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("A document of this case of the kind “Consent of the company”."),
    )
    consent_file = forms.FileField(
        label=_("Or add it now"),
        required=False,
        help_text=_("Kept with the documents of the case, for the own organisation only."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    checked: Checked | None = None

    def offer_documents(self, documents: "QuerySet[Document]") -> None:
        """Fills the choice of papers."""
        field = self.fields["consent_document"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        field.queryset = documents

    def clean_consent_file(self) -> Any:
        """Looks into the file."""
        upload = self.cleaned_data["consent_file"]
        if upload:
            try:
                self.checked = check(upload)
            except Refused as error:
                raise forms.ValidationError(str(error)) from error
        return upload

    def keep_paper(self, document: Document) -> None:
        """The file was stored: from now on the form carries the document."""
        sent: Any = self.data
        sent = sent.copy()
        sent["consent_document"] = str(document.pk)
        self.data = sent
        self.cleaned_data["consent_document"] = document

    def clean(self) -> dict[str, Any]:
        """Asks for the consent where it is needed; it was not given in the future."""
        values: dict[str, Any] = super().clean() or {}
        day = values.get("consent_on")
        if day and day > timezone.localdate():
            self.add_error("consent_on", _("The consent was not given in the future."))
        if values.get("disclosure") in (Disclosure.SECTOR, Disclosure.IDENTITY):
            if not values.get("consent_by"):
                self.add_error("consent_by", _("Who at the company agreed?"))
            if not day and "consent_on" not in self.errors:
                self.add_error("consent_on", _("On which day did the company agree?"))
        return values


class InviteForm(KnowledgeForm):
    """An organisation to put on the case."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none()
    )
    field_order = ("organisation", "role", "disclosure", "consent_by", "consent_on")

    def __init__(
        self, data: Any = None, files: Any = None, *, organisations: "QuerySet[Organisation]"
    ) -> None:
        super().__init__(data, files)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        field.queryset = organisations
        field.empty_label = str(_("Choose …"))


class ParticipantForm(KnowledgeForm):
    """Changes the role of an organisation or what it may know."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
    stamp = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why the company's consent no longer holds."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("It stays in the access log: leave the company's name out."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    stamp = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, case: Case, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.case = case

    def clean_reason(self) -> str:
        """The log names no company."""
        return refuse_name(self.cleaned_data["reason"], self.case.company)


class EndForm(forms.Form):
    """Why an organisation or a person no longer sees the case."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class PersonForm(forms.Form):
    """One person who is to see the case beside what the own organisation gives."""

    person = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("Somebody with an account in Brandpunt."),
    )
    disclosure = forms.ChoiceField(
        label=_("May know"),
        choices=[(level.value, level.label) for level in SHARE_LEVELS],
        initial=Disclosure.PROFILE,
        widget=forms.RadioSelect,
    )
    consent_on = forms.DateField(
        label=_("Consent given on"),
        required=False,
        help_text=_("The day on which the company agreed; needed for the company's name."),
        widget=DateInput,
    )
    reason = forms.CharField(
        label=_("Why this person"),
        max_length=200,
        help_text=_("It stays in the access log: leave the company's name out."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data)
        self.case = case

    def clean_person(self) -> User:
        """The person with this address."""
        address = self.cleaned_data["person"]
        user = User.objects.people().filter(email__iexact=address, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody with this address has an account."))
        return user

    def clean_reason(self) -> str:
        """The log names no company."""
        return refuse_name(self.cleaned_data["reason"], self.case.company)

    def clean(self) -> dict[str, Any]:
        """The company's name needs its consent."""
        values: dict[str, Any] = super().clean() or {}
        day = values.get("consent_on")
        if day and day > timezone.localdate():
            self.add_error("consent_on", _("The consent was not given in the future."))
        elif values.get("disclosure") == Disclosure.IDENTITY and not day:
            self.add_error("consent_on", _("On which day did the company agree?"))
        return values
