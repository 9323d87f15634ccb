"""Documents of a case: add, replace by a newer version, change, remove."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import User
from cases.actions.case import touch
from cases.actions.guards import lock_stamped
from cases.actions.notifications import notify
from cases.actions.work import require_nameless, writing_for
from cases.documents import Checked
from cases.models import (
    Case,
    CaseParticipant,
    ComplianceAnswer,
    Document,
    DocumentVersion,
    Visibility,
)
from cases.notification_kinds import K as Kind

WOO_FIELDS = ("woo_ground", "woo_given_by", "woo_given_on", "woo_reason")
# What makes one version differ from another.
VERSION_FIELDS = (
    "number",
    "file",
    "file_name",
    "content_type",
    "size",
    "sha256",
    "uploaded_by",
    "uploaded_at",
)


@contextmanager
def _stored(row: Document, upload: "UploadedFile[Any]") -> Iterator[None]:
    """The file in the storage, and out of it again when the row cannot be saved."""
    row.file.save("document", upload, save=False)
    try:
        yield
    except BaseException:
        row.file.storage.delete(str(row.file.name))
        raise


def _take(row: Document, checked: Checked) -> None:
    """What was found when the file was looked into."""
    row.file_name, row.content_type = checked.name, checked.content_type
    row.size, row.sha256 = checked.size, checked.sha256


def _mark(
    actor: Actor, row: Document, values: dict[str, Any], at: datetime.datetime | None = None
) -> None:
    """Given in confidence or not: a change of the mark remembers by whom and when."""
    wanted = {name: values.get(name, getattr(row, name)) for name in WOO_FIELDS}
    if not wanted["woo_ground"]:
        wanted = {"woo_ground": "", "woo_given_by": "", "woo_given_on": None, "woo_reason": ""}
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    marked = bool(row.woo_ground)
    row.woo_marked_by = actor.user if marked else None
    row.woo_marked_at = (at or timezone.now()) if marked else None


@transaction.atomic
def add_document(
    actor: Actor,
    case: Case,
    values: dict[str, Any],
    upload: "UploadedFile[Any]",
    checked: Checked,
    at: datetime.datetime | None = None,
) -> Document:
    """Keeps a file that `cases.documents.check` found harmless, with its fingerprint."""
    if values["visibility"] == Visibility.ALL:
        require_nameless(actor, case, values["title"], checked.name)
    row = Document(
        case=case,
        kind=values["kind"],
        title=values["title"] or checked.name,
        visibility=values["visibility"],
        uploaded_by=actor.user,
        organisation=writing_for(actor, case),
    )
    _take(row, checked)
    _mark(actor, row, values, at)
    touch(case, at)
    with _stored(row, upload):
        actor.save(row, at=at)
    notify(actor, case, Kind.DOCUMENT_ADDED, [case.account_manager_id], row, at=at)
    return row


@transaction.atomic
def add_version(
    actor: Actor,
    case: Case,
    document: Document,
    upload: "UploadedFile[Any]",
    checked: Checked,
    stamp: int | None = None,
) -> Document:
    """Puts a newer file in the place of the one that is there, which stays as an earlier version.

    Raises Refused for the same file again, and Conflict when somebody else was first.
    """
    row = lock_stamped(Document, document.pk, stamp)
    _require_owner(actor, row)
    if checked.sha256 == row.sha256:
        raise Refused(_("This is exactly the file that is there already."))
    if row.visibility == Visibility.ALL:
        require_nameless(actor, case, checked.name)
    was = DocumentVersion(document=row)
    for name in VERSION_FIELDS:
        setattr(was, name, getattr(row, name))
    actor.save(was)
    row.number += 1
    row.uploaded_by, row.uploaded_at = actor.user, timezone.now()
    _take(row, checked)
    touch(case)
    with _stored(row, upload):
        return actor.save(row, _("New version"))


@transaction.atomic
def change_document(
    actor: Actor, case: Case, document: Document, values: dict[str, Any], stamp: int | None = None
) -> Document:
    """Changes title, kind, who may read it and its mark, for all versions at once."""
    row = lock_stamped(Document, document.pk, stamp)
    _require_owner(actor, row)
    if values["visibility"] == Visibility.ALL:
        earlier = row.earlier.values_list("file_name", flat=True)
        require_nameless(actor, case, values["title"], row.file_name, *earlier)
    for name in ("title", "kind", "visibility"):
        setattr(row, name, values[name])
    _mark(actor, row, values)
    touch(case)
    return actor.save(row, _("Document changed"))


@transaction.atomic
def remove_document(actor: Actor, case: Case, document: Document, reason: str) -> None:
    """Takes a document of one's own organisation away with all its versions; the history keeps
    that they were there."""
    row = lock_stamped(Document, document.pk, None)
    if not owns(actor.user, row):
        raise Refused(_("Only the organisation that added a document removes it."))
    told = CaseParticipant._default_manager.filter(consent_document=row)
    names = told.values_list("organisation__name", flat=True)
    if names:
        text = _("The company's consent for %(names)s rests on this document.")
        raise Refused(text % {"names": ", ".join(names)})
    if ComplianceAnswer._default_manager.filter(document=row).exists():
        raise Refused(_("A compliance step of the decision rests on this document."))
    earlier, storage = list(row.earlier.all()), row.file.storage
    stored = [str(each.file.name) for each in (row, *earlier)]
    for version in earlier:
        actor.delete(version, reason)
    actor.delete(row, reason)
    touch(case)
    for name in stored:
        transaction.on_commit(partial(storage.delete, name))


def _require_owner(actor: Actor, row: Document) -> None:
    if not owns(actor.user, row):
        raise Refused(_("Only the organisation that added a document changes it."))


def owns(user: User | None, document: Document) -> bool:
    """Whether the person's organisation added the document."""
    return user is not None and (
        user.is_superuser or document.organisation_id in user.organisation_ids
    )
