"""Every state that the demo shows: a model, a field, and the values that are all there."""

from typing import Any

from django.db import models

from cases.models import (
    Advice,
    Bottleneck,
    Candidate,
    Case,
    CaseParticipant,
    CaseStage,
    ComplianceAnswer,
    Decision,
    Document,
    EligibilityReview,
    Milestone,
    Note,
    Outcome,
    RealisedFigure,
    Requirement,
    ScaleUpRequest,
    SiteVisit,
    StageTransition,
    Visibility,
)
from sites.models import Plot

STATES: list[tuple[type[models.Model], str, list[Any]]] = [
    (Case, "stage", CaseStage.values),
    (Case, "outcome", ["", *Outcome.values]),
    (Case, "waiting_on", Case.WaitingOn.values),
    (Case, "confidentiality", Case.Confidentiality.values),
    (Case, "on_hold", [True, False]),
    (Case, "activity", ["", "production", "pilot_line", "rnd", "assembly"]),
    (CaseParticipant, "role", CaseParticipant.Role.values),
    (CaseParticipant, "disclosure", ["profile", "sector", "identity"]),
    (StageTransition, "kind", StageTransition.Kind.values),
    (EligibilityReview, "verdict", EligibilityReview.Verdict.values),
    (Bottleneck, "kind", Bottleneck.Kind.values),
    (ScaleUpRequest, "status", ["signed", "superseded"]),
    (Requirement, "level", Requirement.Weightiness.values),
    (Candidate, "status", Candidate.Status.values),
    (SiteVisit, "status", SiteVisit.Status.values),
    (Decision, "status", Decision.Status.values),
    (Advice, "verdict", ["", "for", "against"]),
    (ComplianceAnswer, "kind", ComplianceAnswer.Kind.values),
    (ComplianceAnswer, "answer", ["open", "published", "cleared", "licensed", "reasoned"]),
    (Milestone, "kind", Milestone.Kind.values),
    (RealisedFigure, "years", [1]),
    (Note, "kind", Note.Kind.values),
    (Note, "visibility", Visibility.values),
    (Document, "kind", ["evidence", "nda", "requirements"]),
    (Plot, "status", ["available_now", "available_later", "option"]),
]
