"""What each person found at a site, per criterion and per soft aspect, and photos of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.visit import VisitStop
from cases.models.work import Visibility
from cases.querysets.findings import FindingQuerySet, PhotoQuerySet
from sites.models import Criterion, SiteFact


class VisitFinding(models.Model):
    """What one person found of one thing at one stop. Scores run from 1 (poor) to 5 (excellent).

    Everybody notes for themselves: two people on one visit never overwrite each other. A value of
    a criterion may become a fact of the site, after review; an opinion on a soft aspect never.
    """

    class Aspect(models.TextChoices):
        """What hard data do not tell."""

        POLITICS = "politics", _("Political support")
        NEIGHBOURS = "neighbours", _("Neighbours and surroundings")
        TEAM = "team", _("Quality of the municipal team")
        PLACE = "place", _("Look and upkeep of the place")

    class Status(models.TextChoices):
        NOTED = "noted", pgettext_lazy("finding", "Noted")
        ACCEPTED = "accepted", _("Taken over as a fact")
        REJECTED = "rejected", _("Not taken over")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stop = models.ForeignKey(VisitStop, on_delete=models.CASCADE, related_name="findings")
    criterion = models.ForeignKey(
        Criterion,
        verbose_name=_("criterion"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    aspect = models.CharField(_("aspect"), max_length=12, choices=Aspect, blank=True)
    number = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    text = models.CharField(_("value in words"), max_length=200, blank=True)
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("noted on"))
    status = models.CharField(_("review"), max_length=10, choices=Status, default=Status.NOTED)
    review_note = models.CharField(_("note of the review"), max_length=300, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed on"), null=True, blank=True)
    fact = models.ForeignKey(
        SiteFact, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FindingQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["criterion__position", "aspect", "noted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(criterion__isnull=False) & Q(aspect=""))
                | (Q(criterion__isnull=True) & ~Q(aspect="") & Q(number__isnull=True, text="")),
                name="finding_of_one_thing",
                violation_error_message=_("A finding is about a criterion or about an aspect."),
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False)
                | ~Q(text="")
                | Q(score__isnull=False)
                | ~Q(remark=""),
                name="finding_says_something",
                violation_error_message=_("Give a value, a score or a remark."),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)),
                name="finding_score_from_1_to_5",
                violation_error_message=_("A score lies between 1 and 5."),
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(review_note=""),
                name="rejected_finding_has_reason",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=Q(status="accepted", fact__isnull=False)
                | (~Q(status="accepted") & Q(fact__isnull=True)),
                name="accepted_finding_has_fact",
                violation_error_message=_("What is taken over is a fact of the site."),
            ),
            models.UniqueConstraint(
                fields=["stop", "author", "criterion", "aspect"],
                nulls_distinct=False,
                name="one_finding_per_person_and_thing",
                violation_error_message=_("You noted this already."),
            ),
        ]

    def __str__(self) -> str:
        return self.topic

    @property
    def topic(self) -> str:
        """What it is about: the criterion, or the aspect in words."""
        return str(self.criterion) if self.criterion_id else str(self.get_aspect_display())

    @property
    def has_value(self) -> bool:
        """Whether there is something that could be a fact."""
        return self.number is not None or self.text != ""


def photo_path(photo: "VisitPhoto", name: str) -> str:
    """Storage path: keys only, never a name that somebody typed. `name` is "photo" or "small"."""
    return f"photos/{photo.stop.visit_id}/{photo.pk}-{'small' if name == 'small' else 'photo'}"


class VisitPhoto(models.Model):
    """A photo taken at a stop, without the data that a phone hides in it; see cases.photos."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stop = models.ForeignKey(VisitStop, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(_("file"), upload_to=photo_path)
    small = models.FileField(_("small picture"), upload_to=photo_path)
    caption = models.CharField(_("what is on it"), max_length=160, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64, help_text=_("Of the file as it was sent."))
    visibility = models.CharField(
        _("who may look at this"),
        max_length=10,
        choices=Visibility,
        default=Visibility.INFORMED,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added on"))

    objects = PhotoQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["added_at", "pk"]
        constraints = [
            # A photo that is sent again after a broken connection is the same photo.
            models.UniqueConstraint(
                fields=["stop", "author", "sha256"],
                nulls_distinct=False,
                name="each_photo_once_per_person",
                violation_error_message=_("This photo is there already."),
            ),
        ]

    def __str__(self) -> str:
        return self.caption or f"{self.added_at:%Y-%m-%d %H:%M}"
