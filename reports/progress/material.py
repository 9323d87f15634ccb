"""What a report is made of, as plain JSON: figures, texts, cases, targets, and who agreed.

The content of every edition follows from this alone. Of a frozen report it is kept in the record.
"""

from typing import Any

from django.utils import timezone

from reports.figure_sql import NATIONAL
from reports.models import ProgressReport, Target

Material = dict[str, Any]


def material_of(report: ProgressReport) -> Material:
    """The report as it is now. Its figures must have been computed."""
    before = previous_of(report)
    return {
        "meta": _meta(report),
        "figures": report.figures,
        "texts": {
            row.section: {"nl": row.text_nl, "en": row.text_en}
            for row in report.texts.order_by("section")
        },
        "cases": [_case(row.publication) for row in chosen_of(report)],
        "targets": [
            {"figure": row.figure, "value": int(row.value), "note": row.note}
            for row in Target.objects.filter(year=report.reference_date.year)
        ],
        "previous": _told(before) if before else None,
        "replaced": _told(report.replaces) if report.replaces else None,
    }


def previous_of(report: ProgressReport) -> ProgressReport | None:
    """The newest frozen version of the report on an earlier date that covers as long a period."""
    rows = ProgressReport.objects.frozen().filter(
        span=report.span, reference_date__lt=report.reference_date
    )
    found: ProgressReport | None = rows.order_by("-reference_date", "-number").first()
    return found


def chosen_of(report: ProgressReport) -> Any:
    """The cases of the report, in order, with their texts."""
    return report.cases.select_related("publication").order_by("position", "pk")


def _meta(report: ProgressReport) -> dict[str, Any]:
    return {
        "reference_date": report.reference_date.isoformat(),
        "starts_on": report.starts_on.isoformat(),
        "span": report.span,
        "number": report.number,
        "code": report.period_code,
        "correction": report.correction,
        "submitted": _signed(report.submitted_by, report.submitted_at),
        "approved": _signed(report.approved_by, report.approved_at),
        "frozen": _signed(report.frozen_by, report.frozen_at),
    }


def _signed(person: Any, at: Any) -> dict[str, str] | None:
    if person is None or at is None:
        return None
    organisation = person.default_organisation()
    return {
        "by": person.name,
        "for": organisation.name if organisation else "",
        "on": timezone.localdate(at).isoformat(),
    }


def _case(text: Any) -> dict[str, Any]:
    """Only what the company agreed to; nothing else of the case."""
    return {
        "title": {"nl": text.title, "en": text.title_en},
        "text": {"nl": text.text, "en": text.text_en},
        "consent_on": text.consent_on.isoformat(),
    }


def _told(report: ProgressReport) -> dict[str, Any]:
    """Of another, frozen report: what this one is compared with."""
    record = report.record or {}
    told = record.get("material", {})
    return {
        "code": report.period_code,
        "number": report.number,
        "reference_date": report.reference_date.isoformat(),
        "span": report.span,
        "sha256": report.record_hash,
        "figures": _of_the_country(told.get("figures")),
        "texts": told.get("texts", {}),
        "cases": told.get("cases", []),
    }


def _of_the_country(figures: dict[str, Any] | None) -> dict[str, Any] | None:
    """Only the country is compared."""
    return figures and figures | {"areas": {NATIONAL: figures["areas"][NATIONAL]}}
