"""The content of an edition: chapters with words, charts and tables, as plain JSON.

Pages, PDF and record all show what is made here.
"""

import datetime
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

from reports.progress.chapters import chapters_of
from reports.progress.edition import Edition, period_words
from reports.progress.material import Material

Content = dict[str, Any]


def content_of(material: Material, language: str, audience: str) -> Content:
    """The edition, ready to draw."""
    with translation.override(language):
        edition = Edition(material, language, audience)
        return {
            "language": language,
            "audience": audience,
            "title": _("Progress report"),
            "period": period_words(edition.meta),
            "day": formats.date_format(edition.day, "j F Y"),
            "number": edition.meta["number"],
            "marking": marking_of(edition),
            "signatures": _signatures(edition),
            "chapters": chapters_of(edition),
        }


def marking_of(edition: Edition) -> str:
    """The line at the foot of every page."""
    words = (
        _("For publication: small numbers are not shown")
        if edition.protected
        else _("Confidential: for the ministry only, holds small numbers")
    )
    return words if edition.meta["frozen"] else f"{_('Draft')} · {words}"


def _signatures(edition: Edition) -> list[dict[str, str]]:
    words = {
        "submitted": _("Submitted by"),
        "approved": _("Approved by"),
        "frozen": _("Frozen by"),
    }
    found = []
    for step, label in words.items():
        signed = edition.meta[step]
        if signed:
            day = datetime.date.fromisoformat(signed["on"])
            who = ", ".join(part for part in (signed["by"], signed["for"]) if part)
            found.append({"label": label, "who": who, "on": formats.date_format(day, "j F Y")})
    return found
