"""Administration of the default weights, standard actions, and mails of notifications."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin import ActorAdmin
from cases.models import MailDelivery, StandardAction, WeightTemplate
from sites.models import Criterion

POINTS = "points_"
WHOLE = 100


class WeightTemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A set of weights: a number of points per group of criteria, a hundred together."""

    class Meta:
        model = WeightTemplate
        fields = ("code", "name_nl", "name_en", "activity", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = self.instance.points or {}
        for group in Criterion.Group:
            self.initial.setdefault(f"{POINTS}{group.value}", points.get(group.value, 0))

    def clean(self) -> dict[str, Any]:
        """The points of all groups are a hundred."""
        values: dict[str, Any] = super().clean() or {}
        total = sum(self.points(values).values())
        if total != WHOLE and not self.errors:
            text = gettext("The points of all groups add up to 100; these are %(total)s.")
            raise forms.ValidationError(text % {"total": total})
        return values

    def points(self, values: dict[str, Any]) -> dict[str, int]:
        """Group to points, as the model keeps it: without the groups that get none."""
        given = {group.value: values.get(f"{POINTS}{group.value}") for group in Criterion.Group}
        return {group: points for group, points in given.items() if points}

    def _post_clean(self) -> None:
        self.instance.points = self.points(self.cleaned_data)
        super()._post_clean()  # type: ignore[misc]


def _points_field(group: Criterion.Group) -> forms.IntegerField:
    return forms.IntegerField(
        label=group.label, min_value=0, max_value=WHOLE, required=False, initial=0
    )


for _group in Criterion.Group:
    WeightTemplateForm.declared_fields[f"{POINTS}{_group.value}"] = _points_field(_group)


@admin.register(WeightTemplate)
class WeightTemplateAdmin(ActorAdmin):
    """Sets of default weights. They say nothing of requirements that were weighed before."""

    form = WeightTemplateForm
    list_display = ("name_nl", "code", "activity", "active")
    list_filter = ("active", "activity")
    search_fields = ("name_nl", "name_en", "code")
    fieldsets = (
        (None, {"fields": WeightTemplateForm.Meta.fields}),
        (
            _("Points per group of criteria, 100 together"),
            {"fields": tuple(f"{POINTS}{group.value}" for group in Criterion.Group)},
        ),
    )

    def get_readonly_fields(self, _request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code is the key: another one would make a second set."""
        return ("code",) if obj else ()


@admin.register(MailDelivery)
class MailDeliveryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To whom mails went, and what went wrong: for reading only."""

    list_display = (
        "created_at",
        "recipient",
        "what",
        "status",
        "count",
        "attempts",
        "sent_at",
        "reason",
    )
    list_filter = ("status", "what")
    list_select_related = ("recipient",)
    search_fields = ("recipient__name", "recipient__email")
    date_hierarchy = "created_at"

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """The application adds rows."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Rows say what happened."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Rows go after their time, by themselves."""
        return False


@admin.register(StandardAction)
class StandardActionAdmin(ActorAdmin):
    """What is usual in a stage. Cases that have an action keep it as it was."""

    list_display = ("title_nl", "stage", "role", "term_days", "position", "active")
    list_filter = ("active", "stage", "role")
    search_fields = ("title_nl", "title_en", "code")
    fields = ("code", "stage", "title_nl", "title_en", "term_days", "role", "position", "active")

    def get_readonly_fields(self, _request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code is the key: another one would make a second action."""
        return ("code",) if obj else ()
