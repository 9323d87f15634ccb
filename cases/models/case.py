"""The case itself: where it stands, what it asks, and every move it made."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import tracked
from accounts.models import Organisation
from accounts.words import DutchText, Plain
from cases.models.company import Company
from cases.querysets.case import CaseQuerySet, StageTransitionQuerySet
from regions.models import Municipality


class CaseStage(models.TextChoices):
    """The road of a case, in order. `on hold` is a flag, not a stage."""

    INTAKE = "intake", _("Intake")
    MATCHING = "matching", _("Matching")
    VISITS = "visits", _("Site visits")
    DECISION = "decision", _("Decision")
    CLOSED = "closed", _("Closed")

    @property
    def position(self) -> int:
        """0 for intake, 4 for closed."""
        return list(CaseStage).index(self)


class Outcome(models.TextChoices):
    """How a case ended (definitions: progress report of the pilot)."""

    OTHER_REGION = "other_region", _("Another Dutch region")
    OWN_REGION = "own_region", _("Own region after all")
    SPLIT = "split", _("Split: part of the company moves")
    ABROAD = "abroad", _("Abroad")
    STOPPED = "stopped", _("Plan stopped")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible for the pilot")
    LOST_CONTACT = "lost_contact", _("Contact lost")


class Case(models.Model):
    """One company's request to scale up elsewhere in the Netherlands.

    The reference and the code name are all that the outside may see; no address, file name or
    mail holds more.
    """

    class Confidentiality(models.TextChoices):
        NETWORK = "network", _("Open within the network")
        RESTRICTED = "restricted", _("Restricted")
        STRICT = "strict", _("Strictly confidential")

    class Activity(models.TextChoices):
        PRODUCTION = "production", _("Production")
        PILOT_LINE = "pilot_line", _("Pilot line")
        RND = "rnd", _("Research and development")
        ASSEMBLY = "assembly", _("Assembly and test")
        LOGISTICS = "logistics", pgettext_lazy("activity", "Logistics")
        HQ = "hq", _("Head office")

    class LeadSource(models.TextChoices):
        ROM = "rom", _("ROM")
        BOARD = "board", _("Economic board")
        NFIA = "nfia", _("NFIA")
        MINISTRY = "ministry", _("Ministry of Economic Affairs")
        COMPANY = "company", _("The company itself")
        OTHER = "other", _("Other")

    class WaitingOn(models.TextChoices):
        US = "us", _("Us")
        COMPANY = "company", _("The company")
        REGION = "region", _("A region")
        GRID = "grid", _("The grid operator")
        MUNICIPALITY = "municipality", _("A municipality")
        OTHER = "other", _("Somebody else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    code_name = models.CharField(_("code name"), max_length=40, unique=True, editable=False)
    company = models.ForeignKey(
        Company,
        verbose_name=_("company"),
        on_delete=models.PROTECT,
        related_name="cases",
    )
    origin = models.ForeignKey(
        Organisation,
        verbose_name=_("origin organisation"),
        on_delete=models.PROTECT,
        related_name="own_cases",
    )
    account_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account manager"),
        on_delete=models.PROTECT,
        related_name="cases",
    )
    origin_municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("current location"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    stage = models.CharField(
        _("stage"),
        max_length=10,
        choices=CaseStage,
        default=CaseStage.INTAKE,
        editable=False,
    )
    stage_since = models.DateTimeField(_("in this stage since"), editable=False)
    on_hold = models.BooleanField(_("on hold"), default=False, editable=False)
    hold_reason = models.CharField(_("reason to hold"), max_length=300, blank=True)
    hold_review_on = models.DateField(_("look again on"), null=True, blank=True)
    waiting_on = models.CharField(
        _("waits on"), max_length=20, choices=WaitingOn, default=WaitingOn.US
    )
    waiting_since = models.DateField(_("waits since"), null=True, blank=True, editable=False)
    confidentiality = models.CharField(
        _("confidentiality"),
        max_length=12,
        choices=Confidentiality,
        default=Confidentiality.RESTRICTED,
    )
    activity = models.CharField(_("activity"), max_length=12, choices=Activity, blank=True)
    lead_source = models.CharField(_("lead from"), max_length=12, choices=LeadSource, blank=True)
    summary = models.TextField(
        _("anonymous profile"),
        blank=True,
        help_text=_("For regions that may not know the company: no name, place or product name."),
    )
    situation = models.TextField(
        _("the request in full"),
        blank=True,
        help_text=_("Only for organisations that may know the company."),
    )
    jobs_new_fte = models.PositiveIntegerField(
        _("new jobs (fte)"),
        null=True,
        blank=True,
        help_text=_("expected over three years"),
    )
    jobs_retained_fte = models.PositiveIntegerField(
        _("retained jobs (fte)"),
        null=True,
        blank=True,
        help_text=_("expected over three years"),
    )
    capex_eur = models.DecimalField(
        _("investment (€)"), max_digits=14, decimal_places=0, null=True, blank=True
    )
    area_ha = models.DecimalField(
        _("land asked (ha)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    power_mw = models.DecimalField(
        _("power asked (MW)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    decision_expected_on = models.DateField(_("decision expected"), null=True, blank=True)
    operational_on = models.DateField(_("operational by"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=14, choices=Outcome, blank=True, editable=False
    )
    outcome_reason = models.TextField(_("reason of the outcome"), blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True, editable=False)
    score = models.PositiveSmallIntegerField(
        _("score given by the company"), null=True, blank=True, editable=False
    )
    scored_on = models.DateField(_("score given on"), null=True, blank=True, editable=False)
    last_activity_at = models.DateTimeField(_("last activity"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("opened on"), editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = CaseQuerySet.as_manager()
    history = tracked(excluded=("last_activity_at", "updated_at"))

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-last_activity_at", "pk"]
        permissions = [
            ("view_sector", "May know sector, technology and origin region"),
            ("view_identity", "May know the company and its contacts"),
            ("view_options", "May see the sites and answers of every region"),
            ("contribute_case", "May add notes, tasks, visits and documents"),
            ("respond_to_call", "May propose sites and answer questions"),
            ("decide_case", "May record and approve the decision"),
            (
                "manage_participants",
                "May invite organisations and set what they may know",
            ),
        ]
        indexes = [
            models.Index(fields=["-last_activity_at", "id"], name="case_activity"),
            models.Index(fields=["account_manager", "-last_activity_at"], name="case_manager"),
            models.Index(  # one person's cases, with what my day sorts and divides them by
                fields=["account_manager", "stage"],
                include=[
                    "id",
                    "on_hold",
                    "hold_review_on",
                    "waiting_on",
                    "waiting_since",
                    "last_activity_at",
                ],
                name="case_own",
            ),
            models.Index(fields=["stage", "-last_activity_at"], name="case_stage"),
            models.Index(fields=["company"], name="case_company"),
            models.Index(fields=["origin", "stage"], name="case_origin_stage"),
            GinIndex(
                OpClass(Upper("reference"), name="gin_trgm_ops"),
                OpClass(Upper("code_name"), name="gin_trgm_ops"),
                name="case_words_trigrams",
            ),
            GinIndex(
                OpClass(Plain("reference", "code_name"), name="gin_trgm_ops"), name="case_words"
            ),
            GinIndex(DutchText("summary"), name="case_summary_text"),
            GinIndex(DutchText("situation"), name="case_situation_text"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(on_hold=False) | (~Q(hold_reason="") & Q(hold_review_on__isnull=False)),
                name="hold_has_reason_and_review",
                violation_error_message=_("A case on hold has a reason and a date to look again."),
            ),
            models.CheckConstraint(
                condition=Q(stage="closed", outcome__gt="", closed_at__isnull=False)
                | (~Q(stage="closed") & Q(closed_at__isnull=True)),
                name="closed_has_outcome",
                violation_error_message=_("A closed case has an outcome."),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True, scored_on__isnull=True)
                | Q(score__range=(1, 5), scored_on__isnull=False),
                name="case_score_from_1_to_5",
                violation_error_message=_("A score lies between 1 and 5, and has a day."),
            ),
            models.CheckConstraint(
                condition=Q(operational_on__isnull=True)
                | Q(decision_expected_on__isnull=True)
                | Q(operational_on__gte=F("decision_expected_on")),
                name="operational_after_decision",
                violation_error_message=_("The company would be operational before the decision."),
            ),
            models.CheckConstraint(
                condition=(Q(capex_eur__isnull=True) | Q(capex_eur__gte=0))
                & (Q(area_ha__isnull=True) | Q(area_ha__gte=0))
                & (Q(power_mw__isnull=True) | Q(power_mw__gte=0)),
                name="case_amounts_not_negative",
                violation_error_message=_("An amount is never below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_name} ({self.reference})"

    @property
    def is_open(self) -> bool:
        """Whether work goes on."""
        return self.stage != CaseStage.CLOSED

    @property
    def jobs_fte(self) -> int | None:
        """New and retained jobs together; unknown when both are."""
        known = [n for n in (self.jobs_new_fte, self.jobs_retained_fte) if n is not None]
        return sum(known) if known else None

    @property
    def shown_name(self) -> str:
        """The company's name for a viewer who may know it, else the code name.

        Needs `with_knowledge(user)` on the queryset: without it this is an error, never a leak.
        """
        return self.company.name if self.knows_identity else self.code_name  # type: ignore[attr-defined]


class StageTransition(models.Model):
    """One move of a case along its road. Rows are only ever added."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        FORWARD = "forward", _("Moved forward")
        BACK = "back", _("Moved back")
        HOLD = "hold", _("Put on hold")
        RESUME = "resume", _("Resumed")
        CLOSE = "close", _("Closed")
        REOPEN = "reopen", _("Reopened")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transitions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    from_stage = models.CharField(_("from"), max_length=10, choices=CaseStage, blank=True)
    to_stage = models.CharField(_("to"), max_length=10, choices=CaseStage)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True)
    seconds_in_stage = models.PositiveBigIntegerField(_("time in the stage left behind"), default=0)
    seconds_on_hold = models.PositiveBigIntegerField(_("of which on hold"), default=0)

    objects = StageTransitionQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["case", "at"], name="transition_case_at"),
            models.Index(fields=["at"], name="transition_at"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.from_stage} → {self.to_stage}"
