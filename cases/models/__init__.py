"""Everything that travels with a case; one module per subject."""

from cases.models.case import Case, CaseStage, Outcome, StageTransition
from cases.models.collaboration import (
    CaseGroupObjectPermission,
    CaseParticipant,
    CaseUserObjectPermission,
    Disclosure,
)
from cases.models.company import Company, CompanyTechnology, ContactPerson
from cases.models.decision import Decision, DecisionCondition
from cases.models.intake import Bottleneck, EligibilityReview
from cases.models.matching import Candidate, CandidateRegion
from cases.models.request import Requirement, ScaleUpRequest
from cases.models.visit import SiteVisit, VisitStop
from cases.models.work import Document, Note, Task, Visibility

__all__ = [
    "Bottleneck",
    "Candidate",
    "CandidateRegion",
    "Case",
    "CaseGroupObjectPermission",
    "CaseParticipant",
    "CaseStage",
    "CaseUserObjectPermission",
    "Company",
    "CompanyTechnology",
    "ContactPerson",
    "Decision",
    "DecisionCondition",
    "Disclosure",
    "Document",
    "EligibilityReview",
    "Note",
    "Outcome",
    "Requirement",
    "ScaleUpRequest",
    "SiteVisit",
    "StageTransition",
    "Task",
    "Visibility",
    "VisitStop",
]
