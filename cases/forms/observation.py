"""The form that is filled in on the site, on a phone: findings, photos, the impression."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused
from cases.actions.observation import SHARED, Found, Sheet, Shots
from cases.disclosure import names_company
from cases.documents import clean_title
from cases.forms.call_answer import kept_value, open_field, shown_value
from cases.models import Case, Visibility
from cases.observing import Topic
from cases.photos import ACCEPTED, MOST_AT_ONCE, Picture, read_photo

SCORES = [
    ("1", _("1 poor")),
    ("2", _("2 moderate")),
    ("3", _("3 fair")),
    ("4", _("4 good")),
    ("5", _("5 excellent")),
]
_NAMED = _("The host reads this: leave out the name of the company.")


def _score(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("no score")), *SCORES],
        widget=forms.RadioSelect(attrs={"class": "visit-score"}),
    )


class PhotosInput(forms.FileInput):
    """Several files under one name, from the camera and from what was taken before."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All files; an empty field is none."""
        return files.getlist(name) if hasattr(files, "getlist") else []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether no file was sent."""
        return name not in files


class PhotosField(forms.FileField):
    """Photos, each looked into and drawn again."""

    widget = PhotosInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Pictures that may be kept. An error names the photo by its place, not by its name."""
        uploads: list[UploadedFile[Any]] = [upload for upload in data or [] if upload]
        if len(uploads) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("Send at most %(most)s photos at a time."), params={"most": MOST_AT_ONCE}
            )
        pictures: list[Picture] = []
        errors: list[forms.ValidationError] = []
        for number, upload in enumerate(uploads, start=1):
            try:
                pictures.append(read_photo(upload))
            except Refused as error:
                words = {"number": number, "why": str(error)}
                errors.append(forms.ValidationError(_("Photo %(number)s: %(why)s"), params=words))
        if errors:
            raise forms.ValidationError(errors)
        return pictures


@dataclass(frozen=True)
class TopicFields:
    """A topic with its fields; `value` only where the criterion has one."""

    topic: Topic
    value: BoundField | None
    score: BoundField
    remark: BoundField

    @property
    def open(self) -> bool:
        """Whether it is shown unfolded: what was just sent and came back."""
        fields = [f for f in (self.value, self.score, self.remark) if f is not None]
        return self.score.form.is_bound and any(f.value() or f.errors for f in fields)


class ObservationForm(forms.Form):
    """Everything about one site. `readers` are the choices of who may look at the photos."""

    stamp = forms.CharField(
        widget=forms.HiddenInput,
        validators=[RegexValidator(r"^[0-9]{1,16}-[0-9]{1,16}$")],
    )
    observation = forms.CharField(
        label=_("What we saw"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "sentences"}),
        help_text=_("One text for all who were there. The host reads it too: no company name."),
    )
    score = _score(_("Impression"))
    follow_up = forms.CharField(
        label=_("To find out"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "sentences"}),
        help_text=_("Becomes a next action of yours."),
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_(
            "Does a photo show the company's name, a logo or a face? Then choose who may look at "
            "it with care. Place, time and device are taken out of the file."
        ),
    )
    caption = forms.CharField(label=_("What is on it"), max_length=160, required=False)
    visibility = forms.ChoiceField(
        label=_("Who may look at these photos"),
        required=False,
        widget=forms.RadioSelect,
        initial=Visibility.INFORMED,
    )

    def __init__(
        self,
        *args: Any,
        case: Case,
        topics: Sequence[Topic],
        readers: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """`case` comes from `with_knowledge`."""
        super().__init__(*args, **kwargs)
        self.case = case
        self.topics = [topic for topic in topics if not topic.fixed]
        self.fixed = [topic for topic in topics if topic.fixed]
        self.fields["visibility"].choices = readers  # type: ignore[attr-defined]
        self.fields["photos"].widget.attrs["accept"] = ",".join(ACCEPTED)
        for topic in self.topics:
            self._add(topic)

    def _add(self, topic: Topic) -> None:
        finding = topic.finding
        if topic.criterion is not None:
            field = open_field(topic.criterion)
            field.label = _("What we saw: %(what)s") % {"what": field.label}
            self.fields[f"{topic.key}-value"] = field
            if finding is not None and finding.has_value:
                self.initial[f"{topic.key}-value"] = shown_value(topic.criterion, finding)
        score = _score(_("Score: %(what)s") % {"what": topic.label})
        remark = forms.CharField(
            label=_("Remark: %(what)s") % {"what": topic.label},
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "sentences"}),
        )
        self.fields[f"{topic.key}-score"], self.fields[f"{topic.key}-remark"] = score, remark
        if finding is not None:
            self.initial[f"{topic.key}-score"] = finding.score
            self.initial[f"{topic.key}-remark"] = finding.remark

    def _rows(self, soft: bool) -> Iterable[TopicFields]:
        for topic in self.topics:
            if bool(topic.aspect) == soft:
                value = None if soft else self[f"{topic.key}-value"]
                score, remark = self[f"{topic.key}-score"], self[f"{topic.key}-remark"]
                yield TopicFields(topic, value, score, remark)

    @property
    def hard_rows(self) -> list[TopicFields]:
        """The criteria, unknown first."""
        return list(self._rows(soft=False))

    @property
    def soft_rows(self) -> list[TopicFields]:
        """The soft aspects."""
        return list(self._rows(soft=True))

    def clean_caption(self) -> str:
        """What is typed is what is shown."""
        return clean_title(self.cleaned_data["caption"])

    def clean(self) -> dict[str, Any]:
        """No name of the company for who knows it: who does not is told nothing by a refusal."""
        data: dict[str, Any] = super().clean() or {}
        if self.case.knows_identity:  # type: ignore[attr-defined]
            texts = ["observation", "follow_up", *(f"{t.key}-remark" for t in self.topics)]
            if data.get("visibility") == Visibility.ALL:
                texts.append("caption")
            for name in texts:
                if names_company(data.get(name) or "", self.case.company):
                    self.add_error(name, _NAMED)
        return data

    def sheet(self) -> Sheet:
        """What was filled in, as the action keeps it."""
        data = self.cleaned_data
        shots = Shots(data["photos"], data["caption"].strip(), data["visibility"] or "own")
        shared = {name: data[name] for name in SHARED}
        return Sheet(shared, [self._found(t) for t in self.topics], shots)

    def _found(self, topic: Topic) -> Found:
        data, key = self.cleaned_data, topic.key
        score, remark = data[f"{key}-score"], data[f"{key}-remark"].strip()
        if topic.criterion is None:
            return Found(aspect=topic.aspect, score=score, remark=remark)
        value, number, text = data[f"{key}-value"], None, ""
        if value not in (None, "", []):
            number, text = kept_value(topic.criterion, value)
        return Found(topic.criterion.pk, "", number, text, score, remark)

    def shown_again(self, stamp: str) -> None:
        """After a conflict: as it was typed, on top of what is there now."""
        data = cast("QueryDict", self.data).copy()
        data["stamp"] = stamp
        self.data = data
