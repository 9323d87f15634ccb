"""The progress report: opened, its figures computed, written, submitted, approved, frozen.

Frozen, it never changes. A correction is the next version, and says what is corrected.
"""

import datetime
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Conflict, Refused
from cases.decision_record import hash_of
from cases.models import Publication
from reports.models import ProgressReport, ReportCase, ReportText
from reports.permissions import approves_reports, edits_reports
from reports.progress.record import record_of
from reports.progress.writers import writers_of

Status = ProgressReport.Status
NEEDED = (ReportText.Section.CORE, ReportText.Section.OUTLOOK)
Order = Callable[[Actor, ProgressReport], object]


@transaction.atomic
def open_report(actor: Actor, day: datetime.date, span: int, order: Order) -> ProgressReport:
    """Begins the report on a period and asks for its figures. Raises Refused when there is one
    already: a frozen report is corrected, not written again."""
    _require_editor(actor)
    if ProgressReport.objects.filter(reference_date=day, span=span).exists():
        raise Refused(_("There is a report on this period already."))
    report = ProgressReport(reference_date=day, span=span)
    _save_new(actor, report, _("Report begun"))
    order(actor, report)
    return report


@transaction.atomic
def correct(actor: Actor, report: ProgressReport, why: str, order: Order) -> ProgressReport:
    """The next version of a frozen report, with its texts and cases; the figures are computed
    anew. Raises Refused when it is not the newest version or `why` is empty."""
    _require_editor(actor)
    old = ProgressReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if not old.is_frozen:
        raise Refused(_("Only a frozen report is corrected; this one can still be changed."))
    if ProgressReport.objects.filter(replaces=old).exists():
        raise Refused(_("There is a next version of this report already."))
    if not why.strip():
        raise Refused(_("Say what is corrected."))
    new = ProgressReport(reference_date=old.reference_date, span=old.span)
    new.number, new.replaces, new.correction = old.number + 1, old, why.strip()
    _save_new(actor, new, _("Correction begun"))
    for text in old.texts.all():
        words = {"text_nl": text.text_nl, "text_en": text.text_en}
        actor.save(ReportText(report=new, section=text.section, **words), _("Taken over"))
    for case in old.cases.select_related("publication"):
        if case.publication.stands:
            row = ReportCase(report=new, publication=case.publication, position=case.position)
            actor.save(row, _("Taken over"))
    order(actor, new)
    return new


def _save_new(actor: Actor, report: ProgressReport, reason: str) -> None:
    try:
        with transaction.atomic():
            actor.save(report, reason)
    except IntegrityError as error:
        raise Refused(_("There is a report on this period already.")) from error


def keep_figures(pk: uuid.UUID, figures: dict[str, Any], actor: Actor) -> bool:
    """Puts the figures that the worker computed into a draft; False when it is one no longer."""
    row = ProgressReport.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or not row.is_draft:
        return False
    row.figures, row.figures_at = figures, timezone.now()
    row.version += 1
    actor.save(row, _("Figures computed"))
    return True


@transaction.atomic
def write_text(
    actor: Actor, report: ProgressReport, section: str, version: int, words: dict[str, str]
) -> ReportText:
    """Writes one chapter. Raises Conflict when somebody else wrote it meanwhile, Refused when the
    report is no draft."""
    _require_draft(actor, report)
    found = ReportText.objects.filter(report=report, section=section).first()
    if found is None and version:
        raise Conflict(_("The text you were writing is no longer there."))
    text = lock_version(ReportText, found.pk, version) if found else None
    row = text or ReportText(report=report, section=section)
    row.text_nl, row.text_en = words["text_nl"].strip(), words["text_en"].strip()
    return actor.save(row, _("Text written"))


@transaction.atomic
def choose_cases(actor: Actor, report: ProgressReport, texts: Sequence[Publication]) -> None:
    """The cases that the report tells of, in this order. Raises Refused for one whose company
    does not consent."""
    _require_draft(actor, report)
    if any(not text.stands for text in texts):
        raise Refused(_("A company took back its consent to one of these texts."))
    present = {row.publication_id: row for row in report.cases.all()}
    wanted = [text.pk for text in texts]
    for key, row in present.items():
        if key not in wanted:
            actor.delete(row, _("Taken out of the report"))
    for position, text in enumerate(texts):
        chosen = present.get(text.pk) or ReportCase(report=report, publication=text)
        if chosen.pk is None or chosen.position != position:
            chosen.position = position
            actor.save(chosen, _("Taken up in the report"))


@transaction.atomic
def submit(actor: Actor, report: ProgressReport, version: int | None) -> ProgressReport:
    """Puts the report before who approves. Raises Refused while something is missing."""
    _require_draft(actor, report)
    row = lock_version(ProgressReport, report.pk, version)
    missing = missing_of(row)
    if missing:
        raise Refused(missing[0])
    row.status, row.returned_reason = Status.SUBMITTED, ""
    row.submitted_by, row.submitted_at = actor.user, timezone.now()
    return actor.save(row, _("Submitted for approval"))


@transaction.atomic
def give_back(
    actor: Actor, report: ProgressReport, version: int | None, why: str
) -> ProgressReport:
    """Makes it a draft again, with the reason: by who approves, or by an editor who saw an error
    before it was frozen."""
    row = lock_version(ProgressReport, report.pk, version)
    user = actor.user
    if user is None or not (approves_reports(user) or edits_reports(user)):
        raise Refused(_("Only who writes or approves reports gives one back."))
    if row.status not in (Status.SUBMITTED, Status.APPROVED):
        raise Refused(_("This report is not waiting for approval or freezing."))
    if not why.strip():
        raise Refused(_("Say what has to change."))
    row.status, row.returned_reason = Status.DRAFT, why.strip()
    row.submitted_by, row.submitted_at, row.approved_by, row.approved_at = None, None, None, None
    return actor.save(row, why.strip())


@transaction.atomic
def approve(actor: Actor, report: ProgressReport, version: int | None) -> ProgressReport:
    """Agrees with the report. Raises Refused for whoever wrote or submitted it: nobody approves
    their own words."""
    row = lock_version(ProgressReport, report.pk, version)
    if row.status != Status.SUBMITTED:
        raise Refused(_("This report is not waiting for approval."))
    why = why_not_approve(actor, row)
    if why:
        raise Refused(why)
    row.status, row.approved_by, row.approved_at = Status.APPROVED, actor.user, timezone.now()
    return actor.save(row, _("Approved"))


def why_not_approve(actor: Actor, report: ProgressReport) -> str:
    """Why this person may not approve this report; empty when they may."""
    user = actor.user
    if user is None or not approves_reports(user):
        return _("A report is approved by a manager of the programme office or of the ministry.")
    if user.pk in writers_of(report):
        return _("Somebody who did not write this report approves it.")
    return ""


@transaction.atomic
def freeze(actor: Actor, report: ProgressReport, version: int | None) -> ProgressReport:
    """Fixes an approved report: everything that it says is kept, with a hash over it. Raises
    Refused when a company took back its consent meanwhile."""
    _require_editor(actor)
    row = lock_version(ProgressReport, report.pk, version)
    if row.status != Status.APPROVED:
        raise Refused(_("Only an approved report is frozen."))
    withdrawn = withdrawn_of(row)
    if withdrawn:
        raise Refused(withdrawn[0])
    row.status, row.frozen_by, row.frozen_at = Status.FROZEN, actor.user, timezone.now()
    row.record = record_of(row)
    row.record_hash = hash_of(row.record)
    return actor.save(row, _("Frozen"))


def missing_of(report: ProgressReport) -> list[str]:
    """What is still needed before the report can be submitted, as sentences."""
    found = []
    if not report.figures:
        found.append(_("The figures have not been computed yet."))
    written = {row.section for row in report.texts.all() if row.text_nl}
    empty = [section for section in NEEDED if section not in written]
    sentence = _("The chapter %(name)s has no text yet.")
    return found + [sentence % {"name": row.label} for row in empty] + withdrawn_of(report)


def withdrawn_of(report: ProgressReport) -> list[str]:
    """A sentence per chosen case whose company no longer consents."""
    texts = Publication.objects.filter(pk__in=report.cases.values("publication_id"))
    return [
        _("The company took back its consent to “%(title)s” on %(day)s. Take the case out.")
        % {"title": text.title, "day": f"{text.withdrawn_on:%d-%m-%Y}"}
        for text in texts
        if not text.stands
    ]


def _require_editor(actor: Actor) -> None:
    if actor.user is None or not edits_reports(actor.user):
        raise Refused(_("Reports are written by the programme office."))


def _require_draft(actor: Actor, report: ProgressReport) -> None:
    """Locks the report, so that it is not submitted while its words change."""
    _require_editor(actor)
    row = ProgressReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if not row.is_draft:
        raise Refused(_("This report was submitted; only a draft is changed."))
