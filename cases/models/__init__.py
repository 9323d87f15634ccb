"""Everything that travels with a case; one module per subject."""

from cases.models.advice import Advice
from cases.models.calendar import CalendarAddress
from cases.models.call import CallAnswer, CallInvitation, CallProposal, LocationCall
from cases.models.case import Case, CaseStage, Outcome, StageTransition
from cases.models.collaboration import (
    CaseGroupObjectPermission,
    CaseLink,
    CaseParticipant,
    CaseUserObjectPermission,
    Disclosure,
)
from cases.models.company import Company, CompanyTechnology, ContactPerson
from cases.models.compliance import ComplianceAnswer
from cases.models.decision import Decision, DecisionCondition
from cases.models.document import Document, DocumentVersion, WooGround
from cases.models.draft import Draft
from cases.models.finding import VisitFinding, VisitPhoto
from cases.models.followup import FollowUpEnd, Milestone, RealisedFigure
from cases.models.intake import Bottleneck, EligibilityReview
from cases.models.matching import Candidate, CandidateRegion, MatchRun, SiteWatch, WatchHit
from cases.models.mention import NoteMention
from cases.models.monthly import MonthlyUpdate
from cases.models.notification import (
    How,
    MailDelivery,
    Notification,
    NotificationPreference,
)
from cases.models.publication import Publication
from cases.models.request import BuildingBlock, Requirement, ScaleUpRequest, WeightTemplate
from cases.models.saved import SavedView
from cases.models.standard import StandardAction
from cases.models.visit import SiteVisit, VisitFeedback, VisitInvite, VisitStop
from cases.models.work import Note, Task, Visibility

__all__ = [
    "Advice",
    "Bottleneck",
    "BuildingBlock",
    "CalendarAddress",
    "CallAnswer",
    "CallInvitation",
    "CallProposal",
    "Candidate",
    "CandidateRegion",
    "Case",
    "CaseGroupObjectPermission",
    "CaseLink",
    "CaseParticipant",
    "CaseStage",
    "CaseUserObjectPermission",
    "Company",
    "CompanyTechnology",
    "ComplianceAnswer",
    "ContactPerson",
    "Decision",
    "DecisionCondition",
    "Disclosure",
    "Document",
    "DocumentVersion",
    "Draft",
    "EligibilityReview",
    "FollowUpEnd",
    "How",
    "LocationCall",
    "MailDelivery",
    "MatchRun",
    "Milestone",
    "MonthlyUpdate",
    "Note",
    "NoteMention",
    "Notification",
    "NotificationPreference",
    "Outcome",
    "Publication",
    "RealisedFigure",
    "Requirement",
    "SavedView",
    "ScaleUpRequest",
    "SiteVisit",
    "SiteWatch",
    "StageTransition",
    "StandardAction",
    "Task",
    "Visibility",
    "VisitFeedback",
    "VisitFinding",
    "VisitInvite",
    "VisitPhoto",
    "VisitStop",
    "WatchHit",
    "WeightTemplate",
    "WooGround",
]
