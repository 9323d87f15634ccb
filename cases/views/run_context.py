"""What the page of a frozen run shows, and its file. Read from what was frozen and nothing else."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.matching import words
from cases.matching.board import board_for
from cases.matching.entries import Entry
from cases.matching.freeze import changes, explain_frozen, fingerprint, frozen
from cases.matching.thaw import FrozenRun
from cases.matching.trial import Trial
from cases.models import Case, MatchRun
from cases.spreadsheet import Sheet, as_ods
from cases.views.match_desk import BLOCK, Desk
from cases.views.page import CasePage

PAGE_SIZE = 20
TODAY = "vandaag"
SINCE = "sinds"
MOST = 25  # so many sites of each kind of change are named


def run_context(page: CasePage, run: MatchRun, query: QueryDict) -> dict[str, Any]:
    """The run as it was; `met` in the address compares it: a number, or today."""
    thawed = explain_frozen(run.payload)
    entries, out = _paged(thawed, query.get("page"), out=False), _paged(thawed, query.get("out"))
    rows = MatchRun.objects.visible_to(page.user).filter(case=page.case).exclude(pk=run.pk)
    return {
        "run": run,
        "thawed": thawed,
        "asked": [
            {"requirement": row, "need": words.need_words(row)} for row in thawed.requirements
        ],
        "signed": run.payload["request"],
        "intact": fingerprint(run.payload) == run.sha256,
        "entries": entries,
        "seconds": {entry.place.id: thawed.topsis(entry) for entry in entries.object_list},
        "chosen": _chosen(thawed, query.get("locatie")),
        "out": out,
        "out_open": "out" in query,
        "others": list(rows.defer("payload")),
        "met": query.get("met", ""),
        **_comparison(page, run, query.get("met")),
    }


def _paged(thawed: FrozenRun, number: str | None, out: bool = True) -> Any:
    """A page of the sites that were knocked out, or of those that may fit."""
    count = thawed.out_count if out else thawed.passing_count
    page: Any = Paginator(range(count), PAGE_SIZE).get_page(number)
    start, stop = max(page.start_index() - 1, 0), page.end_index()
    page.object_list = thawed.knocked_out(start, stop) if out else thawed.entries(start, stop)
    return page


def _chosen(thawed: FrozenRun, key: str | None) -> dict[str, Any] | None:
    """One site with every fact, when the address names it."""
    found = {str(site): place for site, place in thawed.by_site.items()} if key else {}
    if key not in found:
        return None
    entry = thawed.entry(found[key])
    return {"entry": entry, "details": thawed.details(entry), "second": thawed.topsis(entry)}


def _comparison(page: CasePage, run: MatchRun, met: str | None) -> dict[str, Any]:
    """What differs from another run, or from today with the same things tried."""
    if not met:
        return {}
    other = None if met == TODAY else _other(page, met)
    newest = other is None or other.number > run.number
    payload = other.payload if other is not None else _today(page, run)
    if payload is None:
        return {"nothing_today": True}
    pair = (run.payload, payload) if newest else (payload, run.payload)
    found = changes(*pair)
    return {"changes": found, "most": MOST, "other": other, "newest": newest}


def since_context(page: CasePage, desk: Desk, query: QueryDict) -> dict[str, Any]:
    """What differs on the workbench from an earlier run, when the address names one (`sinds`):
    the match as it is made now, new facts included, beside what was frozen then."""
    number = query.get(SINCE, "")
    if not number:
        return {}
    run = _other(page, number)
    found = changes(run.payload, frozen(desk.board))
    return {"since": run, "run": run, "changes": found, "most": MOST, "newest": True}


def again_address(page: CasePage) -> str:
    """The workbench with what is known now, beside the newest run that the person may see: on the
    same building block with the same things tried, while the requirements are still the same."""
    rows = MatchRun.objects.visible_to(page.user).filter(case=page.case).defer("payload")
    rows = rows.annotate(tried=KeyTextTransform("trial", "payload")).select_related("request")
    run = rows.order_by("-number").first()
    address = reverse("case-matching", args=[page.case.pk])
    if run is None:
        return address
    asked = QueryDict(run.tried or "" if _still_asked(run) else "", mutable=True)
    if run.block_id is not None and _still_asked(run):
        asked[BLOCK] = str(run.block_id)
    asked[SINCE] = str(run.number)
    return f"{address}?{asked.urlencode()}#vergelijking"


def _still_asked(run: MatchRun) -> bool:
    return run.request.status != "superseded"


def _other(page: CasePage, number: str) -> MatchRun:
    rows = MatchRun.objects.visible_to(page.user).filter(case=page.case)
    found: MatchRun | None = rows.filter(number=number).first() if number.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _today(page: CasePage, run: MatchRun) -> dict[str, Any] | None:
    """The match as it would be frozen now; the trial of the run only while the requirements are
    still those it was tried on."""
    block = run.block if run.block and run.request.status != "superseded" else None
    board = board_for(page.user, page.case, block=block)
    if board is None:
        return None
    if board.request == run.request and run.payload["trial"]:
        trial = Trial.from_query(QueryDict(run.payload["trial"]), board.asked)
        board = board_for(page.user, page.case, trial, block) or board
    return frozen(board)


# --- The file -----------------------------------------------------------------------------------


def run_file(case: Case, run: MatchRun) -> bytes:
    """Ranking, facts and requirements, a sheet each."""
    thawed = explain_frozen(run.payload)
    title = _("%(case)s, match run %(number)s") % {"case": case.code_name, "number": run.number}
    return as_ods([_about(case, run), _ranking(thawed), _facts(thawed)], title)


def _about(case: Case, run: MatchRun) -> Sheet:
    thawed = explain_frozen(run.payload)
    rows: list[tuple[Any, ...]] = [
        (_("Case"), f"{case.code_name} ({case.reference})"),
        (pgettext("frozen match", "Run"), run.number),
        (_("Made on"), run.made_at.date()),
        (_("Why this run"), run.reason),
        (_("Why it differs from what the company signed"), run.weights_reason),
        (_("Requirements, version"), run.payload["request"]["version"]),
        (_("Version of the method"), thawed.engine),
        (_("Fingerprint (SHA-256)"), run.sha256),
        (),
        (_("Criterion"), _("Must or wish"), _("Asked"), _("Weight")),
    ]
    rows += [
        (str(r.criterion), r.get_level_display(), words.need_words(r), r.weight)
        for r in thawed.requirements
    ]
    return Sheet(_("About this run"), (_("Frozen match"),), rows)


def _ranking(thawed: FrozenRun) -> Sheet:
    headings = (
        *(_("Position"), _("Site"), _("Place"), _("Province"), _("Score"), _("Coverage (%)")),
        *(_("Position by TOPSIS"), _("Fails"), _("Not known")),
    )
    return Sheet(_("Ranking"), headings, (_ranked(thawed, entry) for entry in _everyone(thawed)))


def _everyone(thawed: FrozenRun) -> Iterator[Entry]:
    yield from thawed.entries()
    yield from thawed.knocked_out()


def _ranked(thawed: FrozenRun, entry: Entry) -> tuple[Any, ...]:
    place = entry.place
    return (
        None if entry.match.failed else entry.position,
        *(place.name, place.place, place.province, entry.score, entry.coverage),
        *(thawed.topsis(entry), "; ".join(entry.failures), "; ".join(entry.questions)),
    )


def _facts(thawed: FrozenRun) -> Sheet:
    """Every used value of the sites that may fit, one per row."""
    rows = (
        (
            *(entry.place.name, str(row["requirement"].criterion), row["need"]),
            *(row["value"], row["source"], _("yes") if row["stale"] else ""),
        )
        for entry in thawed.entries()
        for row in thawed.details(entry)
        if row["value"]
    )
    headings = (
        *(_("Site"), _("Criterion"), _("Asked"), _("Known")),
        *(_("Source"), _("Out of date")),
    )
    return Sheet(_("Facts"), headings, rows)
