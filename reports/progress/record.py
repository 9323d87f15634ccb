"""The record of a frozen report: what it is made of, and every edition as it reads.

Nothing that is made of it afterwards needs the database or today's definitions, so that it is the
same years later. The hash is over all of it.
"""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Refused
from cases.decision_record import hash_of
from reports.models import ProgressReport
from reports.progress.annex import areas_of, labels_of
from reports.progress.content import content_of
from reports.progress.edition import AUDIENCES, LANGUAGES
from reports.progress.material import Material, material_of

FORMAT = 1
TEMPLATE = 1  # raise when the look of the PDF changes: the record says with which it was frozen


def record_of(report: ProgressReport) -> dict[str, Any]:
    """The record as the report is now. Its figures must have been computed."""
    material = material_of(report)
    return {
        "format": FORMAT,
        "template": TEMPLATE,
        "material": material,
        "editions": {language: _editions(material, language) for language in LANGUAGES},
        "labels": {language: labels_of(material, language) for language in LANGUAGES},
        "areas": {language: areas_of(language) for language in LANGUAGES},
    }


def _editions(material: Material, language: str) -> dict[str, Any]:
    return {audience: content_of(material, language, audience) for audience in AUDIENCES}


def kept_or_made(report: ProgressReport) -> dict[str, Any]:
    """The record of a frozen report, else what it would be now. Raises Refused when the stored
    record does not give the hash that was stored with it."""
    if not report.is_frozen:
        return record_of(report)
    found: dict[str, Any] = report.record or {}
    if hash_of(found) != report.record_hash:
        raise Refused(
            _("The frozen record of this report does not match its hash, so nothing is made of it.")
        )
    return found


def day_of(record: dict[str, Any]) -> datetime.date:
    """The reference date of a record."""
    return datetime.date.fromisoformat(record["material"]["meta"]["reference_date"])
