"""What the company asks of a place: a versioned set of musts and wishes with units."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from cases.models.case import Case
from cases.querysets.parts import RequestQuerySet, RequirementQuerySet
from sites.models import Criterion


class ScaleUpRequest(models.Model):
    """One version of the requirement set of a case. A signed version never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SIGNED = "signed", _("Signed off")
        SUPERSEDED = "superseded", _("Superseded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requests")
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    signed_by = models.CharField(
        _("signed off by"),
        max_length=120,
        blank=True,
        help_text=_("the person at the company"),
    )
    signed_on = models.DateField(_("signed off on"), null=True, blank=True)
    reason = models.TextField(_("why this version"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RequestQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("scale-up request")
        verbose_name_plural = _("scale-up requests")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_request_per_version"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(status="draft"),
                name="one_draft_request",
                violation_error_message=_("There is already a draft of the requirements."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | (Q(signed_on__isnull=False) & ~Q(signed_by="")),
                name="signed_request_has_signature",
                violation_error_message=_("A signed version says who signed, and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"


class BuildingBlock(models.Model):
    """A part of the request that may land by itself: the pilot line here, production there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ScaleUpRequest, on_delete=models.CASCADE, related_name="blocks")
    name = models.CharField(_("building block"), max_length=80)
    activity = models.CharField(_("activity"), max_length=12, choices=Case.Activity, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = RequirementQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("building block")
        verbose_name_plural = _("building blocks")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "name"],
                name="each_block_once",
                violation_error_message=_("There is already a building block with this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Requirement(models.Model):
    """One must or wish. Numbers are in the unit of the criterion.

    `text` holds an option of the criterion (for "one of": the acceptable ones joined by a bar), or
    yes or no for a criterion of that kind. A distance, in km as the crow flies, is measured from
    the `near_` point (WGS84). Without a block it holds for the whole request.
    """

    class Weightiness(models.TextChoices):
        MUST = "must", _("Must")
        WISH = "wish", _("Wish")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        ScaleUpRequest, on_delete=models.CASCADE, related_name="requirements"
    )
    block = models.ForeignKey(
        BuildingBlock,
        verbose_name=_("building block"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="requirements",
    )
    criterion = models.ForeignKey(
        Criterion,
        verbose_name=_("criterion"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    level = models.CharField(
        _("must or wish"), max_length=4, choices=Weightiness, default=Weightiness.MUST
    )
    minimum = models.DecimalField(
        _("minimum"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    target = models.DecimalField(
        _("target"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("maximum"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    text = models.CharField(_("value in words"), max_length=200, blank=True)
    near_label = models.CharField(_("near"), max_length=120, blank=True)
    near_latitude = models.FloatField(_("latitude"), null=True, blank=True)
    near_longitude = models.FloatField(_("longitude"), null=True, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=10)
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("where the company's figure comes from"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = RequirementQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["level", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "block", "criterion"],
                nulls_distinct=False,
                name="each_criterion_once",
                violation_error_message=_("This criterion is already in the list."),
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=False)
                | Q(maximum__isnull=False)
                | Q(target__isnull=False)
                | ~Q(text=""),
                name="requirement_says_something",
                violation_error_message=_("Give at least one value."),
            ),
            models.CheckConstraint(
                condition=Q(near_latitude__isnull=True, near_longitude__isnull=True)
                | Q(near_latitude__range=(50.0, 54.0), near_longitude__range=(3.0, 7.5)),
                name="requirement_near_in_the_netherlands",
                violation_error_message=_("These coordinates are not in the Netherlands."),
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(maximum__gte=F("minimum")),
                name="requirement_range",
                violation_error_message=_("The maximum lies below the minimum."),
            ),
            models.CheckConstraint(
                condition=Q(weight__lte=100),
                name="weight_at_most_100",
                violation_error_message=_("A weight lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} ({self.level})"


class WeightTemplate(models.Model):
    """Default weights for a kind of activity: points per group of criteria. Editable.

    Starting point of the set: domain dossier, section 5 (practice of site selection).
    """

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name_nl = models.CharField(_("Dutch name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    activity = models.CharField(_("activity"), max_length=12, choices=Case.Activity, blank=True)
    points = models.JSONField(
        _("points per group"),
        default=dict,
        help_text=_("Group of criteria to points; a group that is left out gets none."),
    )
    active = models.BooleanField(_("in use"), default=True)

    history = tracked()

    class Meta:
        verbose_name = _("set of weights")
        verbose_name_plural = _("sets of weights")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_nl
