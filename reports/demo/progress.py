"""Four frozen progress reports, one that waits for approval and one that is being written, targets,
and companies that agreed to a text about their case."""

import datetime
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from cases.actions.publication import record_consent
from cases.models import CaseStage, Decision, Publication
from reports import periods
from reports.actions import progress
from reports.actions.targets import save_target
from reports.demo.cast import Cast
from reports.demo.clock import office_hour, standing_at
from reports.demo.story import Story
from reports.models import ProgressReport, ReportText, Target
from reports.progress.figures import gather, reading_of

REPORTS = 4
CASES = 3
WRITTEN = 9  # days after the end of the quarter
STEP = datetime.timedelta(hours=2)
TARGETS = {
    Target.Figure.OPENED: (30, 60),
    Target.Figure.WON: (6, 14),
    Target.Figure.JOBS_NEW: (350, 900),
    Target.Figure.JOBS_RETAINED: (700, 1_600),
    Target.Figure.CAPEX: (250_000_000, 700_000_000),
    Target.Figure.HA: (12, 30),
    Target.Figure.MW: (30, 90),
}


@cache
def _texts() -> dict[str, Any]:
    path = Path(__file__).with_name("data") / "progress.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def report(cast: Cast, stories: Iterable[Story]) -> None:
    """Plays four quarters of writing, approving and freezing, the last of them the newest."""
    newest = periods.last_ended(cast.today)
    days = [periods.previous(newest, back) for back in reversed(range(REPORTS))]
    _aim(cast, days)
    told = _found_a_place(stories)
    for number, day in enumerate(days):
        moment = _after(cast, day, WRITTEN)
        for story, decision in told:
            agreed = (decision.approved_at or moment) + datetime.timedelta(days=6)
            if agreed < moment and not hasattr(story.case, "publication"):
                _agree(story, decision, min(agreed, moment))
        _report(cast, day, _texts()["report"][number], moment)
    _in_the_making(cast, newest)


def _in_the_making(cast: Cast, newest: datetime.date) -> None:
    """A correction that waits for approval, and half a year that is not ready to be submitted."""
    editor, texts = cast.actor("programme"), _texts()["making"]
    half = newest if newest.month % 6 == 0 else periods.previous(newest)
    with standing_at(timezone.now() - STEP):
        frozen = ProgressReport.objects.frozen().get(reference_date=newest)
        row = progress.correct(editor, frozen, texts["correction"], _compute)
        progress.submit(editor, row, None)
        row = progress.open_report(editor, half, ProgressReport.Span.HALF, _compute)
        row.refresh_from_db()
        _write(editor, row, texts)


def _aim(cast: Cast, days: list[datetime.date]) -> None:
    """The targets of the years in play; each says that it is made up."""
    years = sorted({day.year for day in days})
    with standing_at(_after(cast, days[0], 1)):
        for year in years:
            for figure, values in TARGETS.items():
                value = values[min(len(values) - 1, year - years[0])]
                row = {"figure": figure, "year": year, "value": value}
                note = _texts()["target_note"]
                save_target(cast.actor("programme-manager"), None, None, row | {"note": note})


def _after(cast: Cast, day: datetime.date, days: int) -> datetime.datetime:
    """A morning some days after the quarter, but not after now."""
    wanted = office_hour(day + datetime.timedelta(days=days), 0.05)
    return min(wanted, timezone.now() - 5 * STEP)


def _found_a_place(stories: Iterable[Story]) -> list[tuple[Story, Decision]]:
    """Closed cases with an approved decision for a site, the oldest first."""
    found = []
    for story in stories:
        story.case.refresh_from_db()
        decision = Decision.objects.filter(
            case=story.case, status=Decision.Status.APPROVED, preferred__isnull=False
        ).first()
        if decision is not None and story.case.stage == CaseStage.CLOSED:
            found.append((story, decision))
    found.sort(key=lambda row: (row[1].approved_at, row[0].case.reference))
    return found[:CASES]


def _agree(story: Story, decision: Decision, moment: datetime.datetime) -> None:
    """The company agrees to a text about its case."""
    case, preferred = story.case, decision.preferred
    assert preferred is not None and case.origin_municipality is not None  # noqa: S101, PT018 (chosen so)
    words = {
        "origin": str(case.origin_municipality.province),
        "destination": str(preferred.site.province),
        "summary": case.summary,
        "jobs": case.jobs_new_fte or 0,
        "kept": case.jobs_retained_fte or 0,
    }
    texts = {name: text.format(**words) for name, text in _texts()["case"].items()}
    consent = {"consent_by": story.signatory, "consent_on": timezone.localdate(moment)}
    with standing_at(moment):
        record_consent(story.manager, case, None, texts | consent)


def _report(
    cast: Cast, day: datetime.date, texts: dict[str, str], moment: datetime.datetime
) -> None:
    editor, approver = cast.actor("programme"), cast.actor("ministry-manager")
    with standing_at(moment):
        row = progress.open_report(editor, day, ProgressReport.Span.QUARTER, _compute)
        row.refresh_from_db()
    with standing_at(moment + STEP):
        _write(editor, row, texts)
        chosen = [text for text in _publications() if text.consent_on <= moment.date()]
        progress.choose_cases(editor, row, chosen)
        row = progress.submit(editor, row, None)
    with standing_at(moment + 2 * STEP):
        row = progress.approve(approver, row, None)
    with standing_at(moment + 3 * STEP):
        progress.freeze(editor, row, None)


def _publications() -> list[Any]:
    return list(Publication.objects.consented().order_by("consent_on"))


def _compute(actor: Actor, row: ProgressReport) -> None:
    """What the worker does, here and now."""
    figures = gather(row.reference_date, lambda _done: None)
    progress.keep_figures(row.pk, figures, actor)


def _write(editor: Actor, row: ProgressReport, texts: dict[str, str]) -> None:
    """The chapters, with the figures of the report in them."""
    reading = reading_of(row.figures or {}, "NL", row.reference_date, protected=False)
    names = ("open", "won", "inflow", "outflow")
    figures = {name: reading.count(name) or 0 for name in names}
    for section in ReportText.Section.values:
        if section in texts:
            words = {
                "text_nl": texts[section].format(**figures),
                "text_en": texts[f"{section}_en"].format(**figures),
            }
            progress.write_text(editor, row, section, 0, words)
