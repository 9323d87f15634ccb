"""One of everything, and one person of every kind: for the tests about the whole."""

import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.actions import end_membership
from accounts.actor import Actor
from accounts.models import ApiScope, ApiToken, Membership, Organisation, User
from accounts.models.organisation import Role
from accounts.tokens import NewToken, make_token
from cases.actions.notifications import notify
from cases.actions.runs import freeze_run
from cases.matching.board import whole_board
from cases.models import (
    Advice,
    Bottleneck,
    BuildingBlock,
    CallAnswer,
    CallInvitation,
    CallProposal,
    Candidate,
    CandidateRegion,
    Case,
    CaseLink,
    ComplianceAnswer,
    ContactPerson,
    Decision,
    DecisionCondition,
    Disclosure,
    Document,
    Draft,
    EligibilityReview,
    LocationCall,
    Milestone,
    MonthlyUpdate,
    Note,
    Publication,
    RealisedFigure,
    Requirement,
    SavedView,
    ScaleUpRequest,
    SiteVisit,
    SiteWatch,
    Task,
    VisitFeedback,
    VisitFinding,
    VisitPhoto,
    VisitStop,
    WatchHit,
)
from cases.monthly import month_slug
from cases.querysets.monthly import asked_month
from regions.models import RegionProfile
from reports import periods
from reports.models import ProgressReport, ReportJob, Target
from sites.models import Plot, SiteFact, SiteImport
from tests import factories

COMPANY = "Zonnekristal Instruments B.V."
CONTACT = "Wilhelmina Achterberg"
SECRETS = (COMPANY, "Zonnekristal", CONTACT, "achterberg@", "87654321")


def people() -> dict[str, User]:
    """A person of every kind; the organisations are those of the reference data."""
    rows: dict[str, tuple[list[str], str]] = {
        "origin account manager": (["bom"], Role.CASE_WORKER),
        "origin manager": (["bom"], Role.MANAGER),
        "origin reader": (["bom"], Role.READER),
        "invited account manager": (["oost"], Role.CASE_WORKER),
        "invited manager": (["oost"], Role.MANAGER),
        "invited reader": (["oost"], Role.READER),
        "outside account manager": (["liof"], Role.CASE_WORKER),
        "NFIA account manager": (["nfia"], Role.CASE_WORKER),
        "triple-helix account manager": (["brainport"], Role.CASE_WORKER),
        "shareholder of two provinces": (["prov-nb", "prov-li"], Role.READER),
        "ministry": (["ez"], Role.READER),
        "programme office": (["programma"], Role.CASE_WORKER),
        "nobody's member": ([], Role.READER),
    }
    return {who: _person(who, *row) for who, row in rows.items()} | {
        "administrator": User.objects.create_superuser(
            "beheer@whole.test", factories.PASSWORD, name="Beheer"
        )
    }


def _person(who: str, codes: list[str], role: str) -> User:
    user = factories.person(name=who.title())
    for code in codes:
        Actor.system().save(
            Membership(user=user, organisation=Organisation.objects.get(code=code), role=role)
        )
    return user


TOKENS = {
    "token of the origin": "bom",
    "token of an invited region": "oost",
    "token of NFIA": "nfia",
    "token of an outsider": "liof",
    "token of the ministry": "ez",
    "token of a province": "prov-nb",
}


def tokens() -> dict[str, str]:
    """The secret of a token for everything, of an organisation of every kind."""
    return {who: token_of(code)[1] for who, code in TOKENS.items()}


def token_of(code: str, name: str = "Koppeling van alles") -> tuple[ApiToken, str]:
    """A token of an organisation, and its secret; the manager who made it works there no more."""
    manager = _person(f"maker of tokens {code}", [code], Role.MANAGER)
    asked = NewToken(name, list(ApiScope), timezone.localdate())
    made = make_token(Actor.person(manager), asked)
    end_membership(Actor.system(), manager.memberships.get())
    return made


def bearer(secret: str) -> dict[str, str]:
    """The header with which a system shows its token."""
    return {"Authorization": f"Bearer {secret}"}


def case_of(user: User) -> Case:
    """A case of BOM with Oost NL at the anonymous profile and NFIA informed."""
    company = factories.company(
        Organisation.objects.get(code="bom"),
        name=COMPANY,
        kvk_number="87654321",
        municipality_id="GM0855",
        sector="Kristaloptiek",
        website="https://www.zonnekristal.example/",
    )
    case = factories.case(
        user,
        company=company,
        origin_municipality_id="GM0855",
        summary="Een maker van meetinstrumenten zoekt ruimte.",
        situation=f"{COMPANY} groeit uit haar jas.",
        jobs_new_fte=40,
        capex_eur=12_000_000,
        area_ha=2,
    )
    factories.join(case, Organisation.objects.get(code="oost"))
    factories.join(case, Organisation.objects.get(code="nfia"), Disclosure.IDENTITY, "supporting")
    return case


def everything(user: User) -> dict[str, Any]:
    """One of every model that has a page, all on one case."""
    case = case_of(user)
    things = {"user": user, "case": case, "company": case.company}
    things |= _intake(user, case) | _place(user) | _work(user, case)
    things |= _road(user, case, things["site"])
    things |= _month(user, case)
    things |= _call(user, case, things) | _watch(user, case, things["site"])
    things["token"] = token_of("bom", "Koppeling met een CRM")[0]
    board = whole_board(case)
    assert board is not None
    freeze_run(Actor.person(user), case, board, "Voor het gesprek")
    news = notify(Actor.system(), case, "note_added", [user], things["note"])
    things["notification"] = news[0]
    job = ReportJob(kind="case_sheet", case=case, requested_by=user, organisation=case.origin)
    return things | _reports(user, case) | {"job": Actor.person(user).save(job)}


def _reports(user: User, case: Case) -> dict[str, Any]:
    """A report that is being written, a target, and a text that the company agreed to."""
    save = Actor.person(user).save
    today = timezone.localdate()
    text = Publication(case=case, title="Een maker vond ruimte", text="Het ging goed.")
    text.consent_by, text.consent_on = CONTACT, today
    return {
        "publication": save(text),
        "progress": save(ProgressReport(reference_date=periods.last_ended())),
        "target": save(Target(figure="won", year=today.year, value=10)),
    }


def _intake(user: User, case: Case) -> dict[str, Any]:
    save = Actor.person(user).save
    contact = ContactPerson(company=case.company, name=CONTACT, email="w.achterberg@x.test")
    request = save(ScaleUpRequest(case=case, number=1))
    return {
        "contact": save(contact),
        "eligibility": save(EligibilityReview(case=case)),
        "bottleneck": save(Bottleneck(case=case, kind="grid", description=f"{COMPANY} zit vol")),
        "request": request,
        "block": save(BuildingBlock(request=request, name="Proeflijn")),
        "requirement": save(Requirement(request=request, criterion_id="plot_area_ha", minimum=2)),
        "participant": case.participants.get(organisation__code="oost"),
        "told_participant": case.participants.get(organisation__code="nfia"),
        "link": save(CaseLink(main=case, supplier=factories.case(user), reason="Levert glas")),
    }


def _place(user: User) -> dict[str, Any]:
    save = Actor.person(user).save
    site = factories.site(province_id="NL-OV", municipality_id="GM0153")
    fact = SiteFact(site=site, criterion_id="power_mw", number=4, source="Enexis")
    fact.as_of = timezone.localdate()
    return {
        "site": site,
        "plot": save(Plot(site=site, name="A1", area_m2=20_000)),
        "fact": save(fact),
        "profile": save(RegionProfile(region_id="CR12")),
        "import": SiteImport.objects.create(file="x.json", file_name="x.json", uploaded_by=user),
    }


def _month(user: User, case: Case) -> dict[str, Any]:
    """The update of the month that passed."""
    month = asked_month(timezone.localdate())
    text = "Het wachten is op de netbeheerder"
    row = MonthlyUpdate(case=case, month=month, colour="amber", reason=text, done=text, ahead=text)
    row.author, row.organisation, row.written_at = user, case.origin, timezone.now()
    Actor.person(user).save(row)
    Draft.objects.create(
        person=user, case=case, form="monthly", about=month_slug(month), values={"done": text}
    )
    return {"update_month": month_slug(month)}


def _work(user: User, case: Case) -> dict[str, Any]:
    save, home = Actor.person(user).save, case.origin
    note = Note(case=case, body=f"Gebeld met {CONTACT}", organisation=home, author=user)
    note.occurred_at, note.participants = timezone.now(), CONTACT
    Draft.objects.create(person=user, case=case, form="note", values={"body": f"{COMPANY} belde"})
    document = Document(
        case=case,
        title="Offerte",
        file_name=f"{COMPANY}.txt",
        content_type="text/plain",
        size=3,
        sha256="0" * 64,
        organisation=home,
        uploaded_by=user,
    )
    document.file.save("x", ContentFile(b"abc"), save=False)
    return {
        "task": save(Task(case=case, title="Bellen", organisation=home, assignee=user)),
        "note": save(note),
        "saved_view": save(
            SavedView(name="Te laat", query="view=late", owner=user, organisation=home)
        ),
        "document": save(document),
    }


def _call(user: User, case: Case, things: dict[str, Any]) -> dict[str, Any]:
    # What only the account managers read names the company, to see that nobody else does.
    save, now = Actor.person(user).save, timezone.now()
    call = LocationCall(case=case, number=1, request=things["request"], profile="Een maker.")
    call.working_days, call.deadline, call.sent_at = 10, now.date(), now
    call.breadth_reason = f"{COMPANY} is schaars"
    save(call)
    oost = Organisation.objects.get(code="oost")
    invitation = CallInvitation(call=call, organisation=oost, asked_reason=f"{COMPANY} wil het")
    invitation.status, invitation.answered_at = "answered", now
    save(invitation)
    site = things["site"]
    save(CallProposal(invitation=invitation, site=site, motivation="Past"))
    answer = CallAnswer(invitation=invitation, site=site, criterion_id="plot_area_ha", number=3)
    answer.source, answer.as_of = "Gemeente", timezone.localdate()
    return {"call": call, "invitation": invitation, "answer": save(answer)}


def _watch(user: User, case: Case, site: Any) -> dict[str, Any]:
    save, now = Actor.person(user).save, timezone.now()
    watch = save(SiteWatch(case=case, started_at=now, checked_at=now))
    hit = WatchHit(watch=watch, site=site, cause="site", detail="{}", found_at=now)
    hit.handled_at, hit.note = now, f"{COMPANY} wil er niet heen"
    return {"hit": save(hit)}


def _road(user: User, case: Case, site: Any) -> dict[str, Any]:
    save, now = Actor.person(user).save, timezone.now()
    candidate = save(Candidate(case=case, site=site, reason="past", added_by=user, added_at=now))
    day = now + datetime.timedelta(days=3)
    visit = SiteVisit(case=case, starts_at=day, ends_at=day + datetime.timedelta(hours=2))
    visit.host, visit.guests = Organisation.objects.get(code="oost"), CONTACT
    decision = save(Decision(case=case, motivation=f"{COMPANY} kiest."))
    save(visit)
    nfia = Organisation.objects.get(code="nfia")
    advice = Advice(decision=decision, organisation=nfia, asked_at=now, due_on=day.date())
    step = ComplianceAnswer(decision=decision, kind="didam", answer="published", answered_at=now)
    step.reason, step.on_date = f"{COMPANY} staat in het gemeenteblad", now.date()
    save(step)
    things = {
        "milestone": save(Milestone(case=case, kind="grid", owner=nfia, planned_on=now.date())),
    }
    figure = RealisedFigure(case=case, years=1, measured_on=now.date(), reported_at=now)
    figure.jobs_new_fte, figure.jobs_retained_fte, figure.capex_eur, figure.area_ha = 1, 2, 3, 4
    figure.source = f"Jaarverslag van {COMPANY}"
    save(figure)
    feedback = VisitFeedback(visit=visit, given_by=CONTACT, given_on=now.date(), sites=4)
    feedback.remark = f"{COMPANY} was tevreden"
    return things | {
        "feedback": save(feedback),
        "advice": save(advice),
        "candidate": candidate,
        "candidate_region": save(CandidateRegion(case=case, region_id="CR12", reason="past")),
        "visit": visit,
        **_seen(user, case, save(VisitStop(visit=visit, candidate=candidate))),
        "decision": decision,
        "condition": save(DecisionCondition(decision=decision, kind="grid", text="Aansluiting")),
    }


def _seen(user: User, case: Case, stop: VisitStop) -> dict[str, Any]:
    """An opinion that no host reads, a value to be reviewed, and a photo for who is informed."""
    save, now = Actor.person(user).save, timezone.now()
    common: dict[str, Any] = {"stop": stop, "author": user, "organisation": case.origin}
    save(VisitFinding(**common, aspect="team", score=2, remark=COMPANY, noted_at=now))
    finding = VisitFinding(**common, criterion_id="plot_area_ha", number=3, noted_at=now)
    photo = VisitPhoto(**common, caption=COMPANY, width=1, height=1, size=1, added_at=now)
    photo.file.save("photo", ContentFile(b"x"), save=False)
    photo.small.save("small", ContentFile(b"x"), save=False)
    return {"stop": stop, "finding": save(finding), "photo": save(photo)}
