"""The site watch: what fits a parked case is kept, and what fits it later is news.

A watch starts when a case is put on hold and ends when it goes on or is closed. Only the
application itself finds hits (cases.tasks.watch_sites); an account manager resumes the case, or
says why a site was looked at and left.
"""

import datetime
import uuid

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Conflict, Refused
from cases.actions.case import touch
from cases.actions.notifications import notify
from cases.models import Case, Notification, ScaleUpRequest, SiteWatch, WatchHit
from cases.watching import News, board_of, fitting, newest_change, news_of

OVERLAP = datetime.timedelta(hours=1)  # a moment is noted before its transaction is seen


def start_watch(actor: Actor, case: Case) -> SiteWatch | None:
    """Keeps what fits a case now; None while the company signed no requirements.

    A case that was parked before goes on with the same row. The watch starts now, whenever the
    case was put on hold: what fits is known of now only.
    """
    board = board_of(case)
    if board is None:
        return None
    watch = _locked(case) or SiteWatch(case=case)
    now = timezone.now()
    watch.known = sorted(str(key) for key in fitting(board))
    watch.started_at, watch.checked_at, watch.ended_at = now, now, None
    return actor.save(watch, _("The sites that fit are watched"))


def end_watch(actor: Actor, case: Case, note: str) -> None:
    """Ends the watch of a case that goes on or is closed; `note` is what was done with its hits."""
    watch = _locked(case)
    if watch is None or watch.ended_at is not None:
        return
    watch.ended_at = timezone.now()
    actor.save(watch, note)
    for hit in WatchHit._default_manager.filter(watch=watch, handled_at=None):
        _handle(actor, hit, note)


@transaction.atomic
def handle_hit(actor: Actor, case: Case, pk: uuid.UUID, note: str) -> WatchHit:
    """Says why a site that fits again was looked at and left. Raises Conflict when somebody else
    was first, Refused without a reason."""
    if not note.strip():
        raise Refused(_("Say why; it stays in the history of the case."))
    hit = WatchHit._default_manager.select_for_update(of=("self",)).get(pk=pk, watch__case=case)
    if hit.handled_at is not None:
        raise Conflict(_("Somebody has handled this already. Look at what was done with it."))
    touch(case)
    return _handle(actor, hit, note.strip())


@transaction.atomic
def look(actor: Actor, case: Case) -> list[WatchHit]:
    """Matches a parked case again and keeps what fits since then; answers the new hits.

    Asked twice it finds nothing twice. Rows are locked in the order in which a move of the case
    takes them.
    """
    row = Case._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    if not row.on_hold:
        return []
    watch = _locked(row)
    if watch is None or watch.ended_at is not None or _signed_since(watch):
        start_watch(actor, row)
        return []
    board = board_of(row)
    if board is None:
        return []
    now = timezone.now()
    news = list(news_of(board, {uuid.UUID(key) for key in watch.known}, watch.started_at))
    _let_go(actor, watch, fitting(board) | {found.site_id for found in news})
    hits = [hit for found in news if (hit := _keep(actor, watch, found, now)) is not None]
    _note_look(watch, now)
    if hits:
        touch(row)
        kind, manager = Notification.Kind.SITE_FITS, [row.account_manager_id]
        notify(actor, row, kind, manager, watch)
    return hits


def parked(*, everything: bool) -> list[Case]:
    """Cases on hold whose sites are to be looked at: those without a watch yet, and the others
    when anything was recorded about sites since the last look, or `everything` is asked."""
    cases = Case._default_manager.filter(on_hold=True).select_related("site_watch")
    newest = newest_change()
    return [
        case
        for case in cases.order_by("pk")
        if everything or _is_due(getattr(case, "site_watch", None), newest)
    ]


def _is_due(watch: SiteWatch | None, newest: datetime.datetime | None) -> bool:
    if watch is None or watch.ended_at is not None:
        return True
    return newest is not None and newest > watch.checked_at - OVERLAP


def _locked(case: Case) -> SiteWatch | None:
    rows = SiteWatch._default_manager.select_for_update(of=("self",))
    return rows.filter(case=case).first()


def _signed_since(watch: SiteWatch) -> bool:
    """Whether the company signed other requirements while the case was parked: what fits those is
    the beginning, and no news about sites."""
    signed = ScaleUpRequest.history.filter(
        case_id=watch.case_id, status="signed", history_date__gt=watch.started_at
    )
    earlier = ScaleUpRequest.history.filter(
        case_id=watch.case_id, status="signed", history_date__lte=watch.started_at
    )
    return signed.exclude(id__in=earlier.values("id")).exists()


def _keep(actor: Actor, watch: SiteWatch, news: News, now: datetime.datetime) -> WatchHit | None:
    """A hit per site; None when it is there already. What the system let go, or belongs to an
    earlier hold, is news again."""
    hit = WatchHit._default_manager.filter(watch=watch, site_id=news.site_id).first()
    if hit is None:
        hit = WatchHit(watch=watch, site_id=news.site_id)
    elif hit.handled_at is None or (hit.handled_by_id and hit.found_at >= watch.started_at):
        return None
    hit.cause, hit.detail, hit.found_at = news.cause, news.change.packed(), now
    hit.handled_at, hit.handled_by, hit.note = None, None, ""
    return actor.save(hit)


def _let_go(actor: Actor, watch: SiteWatch, fits: set[uuid.UUID]) -> None:
    """Hits on sites that do not fit any more ask for nothing."""
    for hit in WatchHit._default_manager.filter(watch=watch, handled_at=None):
        if hit.site_id not in fits:
            _handle(actor, hit, _("Does not fit any more."))


def _handle(actor: Actor, hit: WatchHit, note: str) -> WatchHit:
    hit.handled_at, hit.handled_by, hit.note = timezone.now(), actor.user, note
    return actor.save(hit, note)


def _note_look(watch: SiteWatch, now: datetime.datetime) -> None:
    """When was last looked; the column is left out of the history."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_sitewatch SET checked_at = %s WHERE id = %s", [now, watch.pk])
