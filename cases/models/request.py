"""What the company asks of a place: a versioned set of musts and wishes with units."""

import uuid

from django.db import models
from django.db.models import F, Q
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


class Requirement(models.Model):
    """One must or wish. Numbers are in the unit of the criterion.

    `text` holds an option of the criterion (for "one of": the acceptable ones joined by a bar), or
    yes or no for a criterion of that kind.
    """

    class Weightiness(models.TextChoices):
        MUST = "must", _("Must")
        WISH = "wish", _("Wish")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        ScaleUpRequest, on_delete=models.CASCADE, related_name="requirements"
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
    weight = models.PositiveSmallIntegerField(_("weight"), default=10)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = RequirementQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["level", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "criterion"],
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
