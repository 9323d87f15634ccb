"""A call for locations: one question to several regions, each with a sealed answer of its own."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import tracked
from accounts.models import Organisation
from cases.models.case import Case
from cases.models.request import ScaleUpRequest
from cases.querysets.parts import CallPartQuerySet, CallQuerySet, InvitationQuerySet
from sites.models import Criterion, Plot, Site, SiteFact


class LocationCall(models.Model):
    """What was asked of the regions, with the anonymous profile as it was, and until when.

    `deadline` is the last day to answer, counted in working days when the call was sent.
    """

    class Status(models.TextChoices):
        SENT = "sent", _("Waiting for answers")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="calls")
    number = models.PositiveSmallIntegerField(_("number"))
    request = models.ForeignKey(ScaleUpRequest, on_delete=models.PROTECT, related_name="calls")
    profile = models.TextField(_("anonymous profile"))
    message = models.TextField(_("message to the regions"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SENT)
    working_days = models.PositiveSmallIntegerField(_("working days to answer"))
    deadline = models.DateField(_("answer before the end of"))
    breadth_reason = models.TextField(
        _("why this many regions"), blank=True, help_text=_("Asked above the set number.")
    )
    sent_at = models.DateTimeField(_("sent on"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    end_reason = models.TextField(_("why it ended"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CallQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("call for locations")
        verbose_name_plural = _("calls for locations")
        ordering = ["-number"]
        indexes = [models.Index(fields=["status", "deadline"], name="call_deadline")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_call_per_number"),
            models.CheckConstraint(
                condition=Q(status="sent", ended_at__isnull=True)
                | (~Q(status="sent") & Q(ended_at__isnull=False)),
                name="ended_call_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.number}"


class CallInvitation(models.Model):
    """One region asked, and its answer. No other region ever sees it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("No answer yet")
        DRAFT = "draft", _("Answer being written")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Decline(models.TextChoices):
        NO_SITE = "no_site", _("No site that fits")
        GRID = "grid", _("No room on the grid in time")
        PERMIT = "permit", _("No room in permits or nitrogen")
        CAPACITY = "capacity", _("No capacity to answer in time")
        POLICY = "policy", _("Does not fit the region's policy")
        OTHER = "other", _("Another reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(LocationCall, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="call_invitations",
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    asked_reason = models.TextField(
        _("why asked all the same"),
        blank=True,
        help_text=_("Asked when every site of the region fails a must."),
    )
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)
    opened_at = models.DateTimeField(_("first opened on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    late = models.BooleanField(_("after the deadline"), default=False)
    corrected_at = models.DateTimeField(_("corrected on"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    decline_reason = models.CharField(_("reason"), max_length=10, choices=Decline, blank=True)
    decline_note = models.TextField(_("explanation"), blank=True)
    # What is typed and not sent yet, as the form sent it: half a value is nothing lost.
    draft = models.JSONField(_("draft"), default=dict, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InvitationQuerySet.as_manager()
    history = tracked(excluded=("draft",))

    class Meta:
        verbose_name = _("invitation to answer")
        verbose_name_plural = _("invitations to answer")
        ordering = ["organisation__name"]
        indexes = [models.Index(fields=["organisation", "status"], name="invitation_open")]
        constraints = [
            models.UniqueConstraint(fields=["call", "organisation"], name="each_region_asked_once"),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "declined"]) | Q(answered_at__isnull=False),
                name="answer_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decline_reason=""),
                name="declined_with_reason",
                violation_error_message=_("Say why the region declines."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.organisation_id} {self.status}"


class CallProposal(models.Model):
    """A site, or a plot of it, that a region puts forward in its answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(
        CallInvitation, on_delete=models.CASCADE, related_name="proposals"
    )
    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="+"
    )
    plot = models.ForeignKey(
        Plot,
        verbose_name=_("plot"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    motivation = models.TextField(_("why this site"))
    available_from = models.DateField(_("available from"), null=True, blank=True)

    objects = CallPartQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("proposed site")
        verbose_name_plural = _("proposed sites")
        ordering = ["site__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "site"],
                name="each_site_proposed_once",
                violation_error_message=_("This site is already in the answer."),
            ),
            models.CheckConstraint(
                condition=~Q(motivation=""),
                name="proposal_has_motivation",
                violation_error_message=_("Say why this site."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}: {self.site_id}"


class CallAnswer(models.Model):
    """The answer to one open question about a site. Accepted, it becomes a fact of that site."""

    class Review(models.TextChoices):
        PENDING = "pending", _("To be reviewed")
        ACCEPTED = "accepted", _("Taken over as a fact")
        REJECTED = "rejected", _("Not taken over")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(CallInvitation, on_delete=models.CASCADE, related_name="answers")
    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="+"
    )
    criterion = models.ForeignKey(
        Criterion, verbose_name=_("criterion"), on_delete=models.PROTECT, related_name="+"
    )
    number = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    text = models.CharField(_("value in words"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200)
    as_of = models.DateField(_("known on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    confidence = models.CharField(
        _("confidence"),
        max_length=20,
        choices=SiteFact.Confidence,
        default=SiteFact.Confidence.INDICATIVE,
    )
    review = models.CharField(_("review"), max_length=10, choices=Review, default=Review.PENDING)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed on"), null=True, blank=True)
    review_note = models.CharField(_("note of the review"), max_length=300, blank=True)
    fact = models.ForeignKey(
        SiteFact, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CallPartQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("answer about a site")
        verbose_name_plural = _("answers about sites")
        ordering = ["site__name", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "site", "criterion"], name="each_question_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | ~Q(text=""),
                name="answer_says_something",
                violation_error_message=_("Give a value, as a number or in words."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("as_of")),
                name="answer_valid_period",
                violation_error_message=_("The fact would expire before it was known."),
            ),
            models.CheckConstraint(
                condition=~Q(review="accepted") | Q(fact__isnull=False),
                name="accepted_answer_is_a_fact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id}: {self.criterion_id}"
