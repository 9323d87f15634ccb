"""The chapters of a report, in the order in which they are read."""

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.templatetags.ui import number
from cases.models import Bottleneck
from regions.models import KeyTechnology
from reports import charts, periods
from reports.charts import Bar, Track
from reports.definitions import BEHIND_CLOSED_DOORS, DISCLOSURE, FIGURES, OWN_AREA, UNITS
from reports.figures import ROAD
from reports.models import Target
from reports.parts import Line, Section
from reports.progress import changes
from reports.progress.edition import Edition, label_of, period_words, section, words_of
from reports.progress.figures import SIDE_BY_SIDE, reading_of
from reports.progress.words import blocks_of
from reports.reading import HIDDEN

Chapter = dict[str, Any]


def chapters_of(edition: Edition) -> list[Chapter]:
    """All chapters; each has its code, title, words and sections."""
    chapters = [
        _chapter(edition, "core", _changed(edition), tiles=_tiles(edition)),
        _chapter(edition, "results", _results(edition)),
        _chapter(edition, "technologies", _technologies(edition)),
        _chapter(edition, "regions", [_provinces(edition), section(edition.board.places())]),
        _chapter(edition, "bottlenecks", _bottlenecks(edition)),
        _chapter(edition, "cooperation", [section(edition.board.cooperation())]),
        _chapter(edition, "cases", [], cases=_cases(edition)),
        _chapter(edition, "outlook", []),
        _method(edition),
    ]
    return [chapter | {"number": n} for n, chapter in enumerate(chapters, 1)]


def _chapter(edition: Edition, code: str, sections: list[dict[str, Any]], **more: Any) -> Chapter:
    words = words_of(edition, code)
    return {"code": code, "title": label_of(code), "words": words, "sections": sections} | more


def _tiles(edition: Edition) -> list[dict[str, str]]:
    own = edition.readings.own
    inflow, outflow = edition.sum("inflow"), edition.sum("outflow")
    found = [
        (str(FIGURES["open"].label), own.show_count("open"), ""),
        (_("Opened in the period"), _or_hidden(inflow), ""),
        (_("Closed in the period"), _or_hidden(outflow), ""),
        (str(FIGURES["won"].label), own.show_count("won"), _("since the beginning")),
        (_("Jobs, place found"), _jobs(edition), _("new and retained, expected")),
        (
            _("Lead time in days"),
            own.show_days(ROAD, "median"),
            _("median of the whole road"),
        ),
    ]
    return [{"label": label, "value": value, "note": note} for label, value, note in found]


def _jobs(edition: Edition) -> str:
    own = edition.readings.own
    new, kept = own.amount("won_jobs_new"), own.amount("won_jobs_retained")
    return HIDDEN if new is None or kept is None else str(number(new + kept))


def _or_hidden(value: int | None) -> str:
    return HIDDEN if value is None else str(number(value))


# --- What changed ------------------------------------------------------------------------------


def _changed(edition: Edition) -> list[dict[str, Any]]:
    """In this version, when it is a correction; and since the previous report."""
    found = [_corrected(edition)] if edition.material["replaced"] else []
    before = edition.material["previous"]
    if before is None or not before["figures"]:
        return found
    day = datetime.date.fromisoformat(before["reference_date"])
    old = reading_of(before["figures"], "NL", day, edition.protected)
    rows = changes.between(old, edition.readings.own, _flows(edition, before))
    head = ["", period_words(before), period_words(edition.meta), _("Difference")]
    title = _("What changed since the previous report")
    text = _("The previous report is that on the %(period)s, version %(number)s.") % {
        "period": period_words(before),
        "number": before["number"],
    }
    found.append(section(Section("changed", title, text, head, _lines(rows))))
    later = changes.restated(before["figures"], edition.material["figures"], day, edition.protected)
    if later:
        head = ["", _("Told then"), _("Known now"), _("Difference")]
        title = _("What is known otherwise of the previous period")
        text = _("Moves that were recorded after the previous report was frozen.")
        found.append(section(Section("restated", title, text, head, _lines(later))))
    return found


def _flows(edition: Edition, before: dict[str, Any]) -> dict[str, tuple[int | None, int | None]]:
    earlier = Edition(
        {"meta": before, "figures": before["figures"]}, edition.language, edition.audience
    )
    return {name: (earlier.sum(name), edition.sum(name)) for name in changes.FLOWS}


def _corrected(edition: Edition) -> dict[str, Any]:
    replaced = edition.material["replaced"]
    rows = []
    if replaced["figures"]:
        figures = edition.material["figures"]
        rows = changes.corrected(replaced["figures"], figures, edition.day, edition.protected)
    lines = _lines(rows)
    for code in _rewritten(edition.material, replaced):
        lines.append(Line(label_of(code), ["", "", _("text changed")]))
    head = [
        "",
        _("Version %(number)s") % {"number": replaced["number"]},
        _("Version %(number)s") % {"number": edition.meta["number"]},
        _("Difference"),
    ]
    title = _("What changed in this version")
    empty = _("No figure and no text differs.")
    text = edition.meta["correction"]
    return section(Section("corrected", title, text, head, lines, empty=empty))


def _rewritten(material: dict[str, Any], replaced: dict[str, Any]) -> list[str]:
    """Chapters whose words differ between the versions, or whose cases do."""
    codes = [c for c, text in material["texts"].items() if replaced["texts"].get(c) != text]
    if material["cases"] != replaced["cases"] and "cases" not in codes:
        codes.append("cases")
    return codes


def _lines(rows: list[changes.Change]) -> list[Line]:
    return [Line(row.label, [row.before, row.now, row.difference]) for row in rows]


# --- Figures -----------------------------------------------------------------------------------


def _results(edition: Edition) -> list[dict[str, Any]]:
    board = edition.board
    parts = [board.results(), board.realised(), board.funnel(), board.states(), board.flow()]
    parts += [board.leads(), board.outcomes(), board.satisfaction()]
    targets = [_targets(edition)] if edition.material["targets"] else []
    return [*targets, *(section(part) for part in parts)]


def _targets(edition: Edition) -> dict[str, Any]:
    """Each target of the year with what was reached of it."""
    year = edition.day.year
    tracks, lines, notes = [], [], []
    for target in edition.material["targets"]:
        label = str(Target.Figure(target["figure"]).label)
        reached, shown, aim = _reached(edition, target)
        share = None if reached is None else round(100 * reached / target["value"])
        percent = HIDDEN if share is None else f"{share}%"
        tracks.append(Track(label, share, f"{shown} / {aim}"))
        lines.append(Line(label, [aim, shown, percent]))
        if target["note"] and target["note"] not in notes:
            notes.append(target["note"])
    title = _("Results against target")
    head = [
        "",
        _("Target for the end of %(year)s") % {"year": year},
        _("Reached"),
        _("Share of target"),
    ]
    definition = _(
        "Targets hold for the end of the year and count since the beginning of the programme."
    )
    chart = charts.tracks(title, tracks)
    found = Section("target", title, " ".join([definition, *notes]), head, lines, chart)
    return section(found)


def _reached(edition: Edition, target: dict[str, Any]) -> tuple[int | float | None, str, str]:
    """What was reached, as a number and as text, and the target as text."""
    own, code = edition.readings.own, target["figure"]
    value: int | float | None
    if code in ("opened", "closed", "won"):
        closed, running = own.count("closed"), own.count("open")
        whole = None if closed is None or running is None else closed + running
        value = {"opened": whole, "closed": closed, "won": own.count("won")}[code]
        return value, _or_hidden(value), str(number(target["value"]))
    aim = own.in_units(code, target["value"])
    return own.amount(code), own.show_amount(code), aim


def _technologies(edition: Edition) -> list[dict[str, Any]]:
    first = set(KeyTechnology.objects.filter(is_nts_priority=True).values_list("code", flat=True))
    own = edition.readings.own
    parts = [own.count(f"technology:{code}") for code in sorted(first)]
    total = own.count("open")
    note = ""
    if None not in parts and total:
        share = round(100 * sum(part or 0 for part in parts) / total)
        note = _(
            "%(share)s%% of the running cases have a priority of the National Technology Strategy "
            "as their first technology."
        ) % {"share": share}
    return [section(edition.board.technologies(), note)]


def _provinces(edition: Edition) -> dict[str, Any]:
    """The provinces side by side."""
    cells = ("open", "inflow", "outflow", "won")
    lines, bars = [], []
    for code, reading in edition.by_name():
        name = edition.names.provinces[code]
        lines.append(Line(name, [reading.show_count(cell) for cell in cells]))
        bars.append(Bar(name, reading.count("open")))
    title = _("Running cases per province")
    head = [_("Province"), *(str(FIGURES[cell].label) for cell in cells)]
    words = _("Inflow and outflow are of the last quarter of the period.")
    chart = charts.bars(title, bars, left=130)
    return section(Section("provinces", title, f"{OWN_AREA} {words}", head, lines, chart))


def _bottlenecks(edition: Edition) -> list[dict[str, Any]]:
    nation = section(edition.board.bottlenecks())
    kinds = [kind for kind in Bottleneck.Kind if f"bottleneck:{kind}" in SIDE_BY_SIDE]
    occur = [
        kind
        for kind in kinds
        if any(row.count(f"bottleneck:{kind}") != 0 for row in edition.provinces.values())
    ]
    lines = [
        Line(
            edition.names.provinces[code],
            [reading.show_count(f"bottleneck:{kind}") for kind in occur],
        )
        for code, reading in edition.by_name()
    ]
    title = _("Bottlenecks per province")
    head = [_("Province"), *(str(kind.label) for kind in occur)]
    words = str(FIGURES["bottleneck"].definition)
    return [nation, section(Section("bottlenecks", title, words, head, lines)) | {"wide": True}]


# --- Words -------------------------------------------------------------------------------------


def _cases(edition: Edition) -> list[dict[str, Any]]:
    """The texts that companies agreed to; the Dutch one stands in for English that is missing."""
    found = []
    for case in edition.material["cases"]:
        own = case["text"].get(edition.language, "").strip()
        language = edition.language if own else "nl"
        title = case["title"].get(language, "").strip() or case["title"]["nl"]
        blocks = blocks_of(case["text"][language])
        found.append({"title": title, "blocks": blocks, "language": language})
    return found


def _method(edition: Edition) -> Chapter:
    version = edition.material["figures"]["version"]
    return {
        "code": "method",
        "title": _("Method and definitions"),
        "words": {"blocks": [], "language": edition.language},
        "sections": [],
        "how": [*_how(edition), _who_sees(edition)],
        "definitions": [
            {
                "label": str(figure.label),
                "text": str(figure.definition),
                "unit": str(UNITS[figure.unit]),
                "source": str(figure.source),
            }
            for code, figure in FIGURES.items()
            if code not in BEHIND_CLOSED_DOORS
        ],
        "versions": _("Definitions of version %(number)s.") % {"number": version},
    }


def _how(edition: Edition) -> list[str]:
    quarters = len(edition.readings.quarters)
    known = _(
        "All figures are as they were known at the end of %(day)s: they are counted from the "
        "moves of cases and from the history of their facts, not from how the cases stand "
        "today. Who makes them again later finds the same."
    )
    shown = ngettext(
        "The charts over time show %(number)s quarter.",
        "The charts over time show %(number)s quarters.",
        quarters,
    )
    day = {"day": periods.label(edition.day)}
    return [known % day, shown % {"number": quarters}, str(OWN_AREA)]


def _who_sees(edition: Edition) -> str:
    """What is left out, or that nothing is."""
    threshold = {"threshold": edition.material["figures"]["threshold"]}
    if edition.protected:
        return str(DISCLOSURE) % threshold
    words = _(
        "This edition is for the ministry and shows every number, also those behind which "
        "few companies stand. The edition for publication leaves out numbers below "
        "%(threshold)s, and what they could be computed from."
    )
    return words % threshold
