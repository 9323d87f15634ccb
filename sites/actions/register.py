"""Imports of the register: uploaded, previewed, confirmed, and carried out as a whole."""

import uuid
from pathlib import PurePath
from typing import Any

from celery import current_app
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from sites.models import Site, SiteImport
from sites.register.plan import OWNED, Plan, make_plan

# By name: the tasks import the actions.
CHECK = "sites.tasks.check_import"
CARRY_OUT = "sites.tasks.carry_out_import"


@transaction.atomic
def upload(actor: Actor, file: UploadedFile[Any], reference_year: int | None) -> SiteImport:
    """Keeps the file and has it checked by the worker."""
    row = SiteImport(
        file_name=PurePath(file.name or "register.geojson").name[:200],
        reference_year=reference_year,
        uploaded_by=actor.user,
        organisation=actor.organisation,
    )
    row.file.save(f"{row.pk}.geojson", file, save=False)
    row.save()
    _enqueue(CHECK, row.pk)
    return row


@transaction.atomic
def check_again(row_id: uuid.UUID) -> None:
    """A check that failed, or that a worker never finished, starts over."""
    row = _locked(row_id)
    if row.status in {SiteImport.Status.DONE, SiteImport.Status.IMPORTING}:
        raise Refused(_("This file is being imported, or was imported already."))
    _set(row, status=SiteImport.Status.QUEUED, error="", progress=0, total=0, finished_at=None)
    _enqueue(CHECK, row.pk)


def check(row_id: uuid.UUID) -> None:
    """The worker's part of a check: makes the preview. Safe to run twice."""
    row = SiteImport.objects.filter(pk=row_id).first()
    checkable = {SiteImport.Status.QUEUED, SiteImport.Status.CHECKING}
    if row is None or row.status not in checkable:
        return
    _set(row, status=SiteImport.Status.CHECKING)

    def progress(done: int, total: int) -> None:
        _set(row, progress=done, total=total)

    try:
        plan = make_plan(_content(row), row.reference_year, progress)
    except Refused as error:
        _fail(row, str(error))
        return
    except Exception:
        _fail(row, _("The file could not be checked because of an error on our side."))
        raise
    _preview(row, plan, "")


@transaction.atomic
def confirm(row_id: uuid.UUID) -> None:
    """The preview is accepted; the worker carries it out. Raises Refused when it is not ready."""
    row = _locked(row_id)
    if row.status != SiteImport.Status.READY:
        raise Refused(_("This import cannot be confirmed: it is not waiting for a confirmation."))
    _set(row, status=SiteImport.Status.IMPORTING)
    _enqueue(CARRY_OUT, row_id)


@transaction.atomic
def cancel(row_id: uuid.UUID) -> None:
    """Nothing of the file is used. Raises Refused when it was used already."""
    row = _locked(row_id)
    if row.status in {SiteImport.Status.DONE, SiteImport.Status.IMPORTING}:
        raise Refused(_("This file is being imported, or was imported already."))
    _set(row, status=SiteImport.Status.CANCELLED, finished_at=timezone.now())


def carry_out(row_id: uuid.UUID) -> None:
    """The worker's part of a confirmed import: everything in one transaction, or nothing.

    The plan is made again under a lock. When sites changed since the preview, nothing is written
    and the new preview asks for a new confirmation. Run twice, the second finds it done.
    """
    try:
        _carry_out(row_id)
    except Exception as error:
        row = SiteImport.objects.get(pk=row_id)
        known = isinstance(error, Refused)
        _fail(
            row,
            str(error)
            if known
            else _("The import stopped because of an error on our side. Nothing was written."),
        )
        if not known:
            raise


@transaction.atomic
def _carry_out(row_id: uuid.UUID) -> None:
    row = _locked(row_id)
    if row.status != SiteImport.Status.IMPORTING:
        return
    _one_at_a_time()
    plan = make_plan(_content(row), row.reference_year)
    if plan.stored() != row.rows:
        changed = _("Sites changed since this preview was made. Look at it again and confirm.")
        _preview(row, plan, changed)
        return
    actor = Actor(row.uploaded_by, row.organisation, uuid.uuid4())
    _write(actor, plan)
    _set(row, status=SiteImport.Status.DONE, finished_at=timezone.now(), error="")


@transaction.atomic
def import_content(
    actor: Actor, content: bytes, default_year: int | None, dry_run: bool = False
) -> Plan:
    """Imports a file at once (command line, demo), or only says what it would do.

    Raises Unreadable when the file cannot be used; then, as after any error, nothing is written.
    """
    if not dry_run:
        _one_at_a_time()
    plan = make_plan(content, default_year)
    if not dry_run:
        _write(actor, plan)
    return plan


def _write(actor: Actor, plan: Plan) -> None:
    now = timezone.now()
    created, changed = [], []
    for outcome in plan.outcomes:
        values = outcome.row.values
        if outcome.kind == "created":
            created.append(Site(rin_number=outcome.row.rin, **values))
        elif outcome.kind == "changed" and outcome.site is not None:
            for column, _before, after in outcome.differences:
                setattr(outcome.site, column, after)
            outcome.site.version += 1
            outcome.site.updated_at = now  # a bulk update does not set it
            changed.append(outcome.site)
    years = sorted({outcome.row.values.get("reference_year") or 0 for outcome in plan.outcomes})
    reason = "Import IBIS " + ", ".join(str(year) for year in years if year)
    actor.bulk_create(created, reason)
    actor.bulk_update(changed, [*(_field(name) for name in OWNED), "version", "updated_at"], reason)


def _field(column: str) -> str:
    return column.removesuffix("_id")


def _one_at_a_time() -> None:
    """Until the end of the transaction no other import runs, and no site is edited underneath.

    Reading goes on, and so do facts and candidates that point to a site.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE sites_site IN SHARE ROW EXCLUSIVE MODE")


def _locked(row_id: uuid.UUID) -> SiteImport:
    return SiteImport.objects.select_for_update().get(pk=row_id)


def _content(row: SiteImport) -> bytes:
    with row.file.open("rb") as file:
        return bytes(file.read())


def _set(row: SiteImport, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _preview(row: SiteImport, plan: Plan, remark: str) -> None:
    count = len(plan.outcomes)
    _set(
        row,
        status=SiteImport.Status.READY,
        rows=plan.stored(),
        summary=plan.summary(),
        progress=count,
        total=count,
        error=remark,
    )


def _fail(row: SiteImport, sentence: str) -> None:
    _set(row, status=SiteImport.Status.FAILED, error=sentence, finished_at=timezone.now())


def _enqueue(task: str, row_id: uuid.UUID) -> None:
    # Robust: without a broker the row waits, and can be checked again from its page.
    transaction.on_commit(lambda: current_app.send_task(task, [str(row_id)]), robust=True)
