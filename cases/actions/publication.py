"""The company agrees to a text about its case, or takes that back."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Conflict, Refused
from cases.actions.case import touch
from cases.models import Case, Publication

FIELDS = ("title", "title_en", "text", "text_en", "consent_by", "consent_on")


@transaction.atomic
def record_consent(
    actor: Actor, case: Case, version: int | None, values: dict[str, Any]
) -> Publication:
    """Writes the text with the consent to it. Another text asks for consent anew: the form has
    both. Raises Conflict when somebody else wrote it meanwhile."""
    row: Case = Case._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    found = Publication._default_manager.filter(case=row).first()
    if found is None and version:
        raise Conflict(_("The text you were writing is no longer there."))
    text = lock_version(Publication, found.pk, version) if found else Publication(case=row)
    for name in FIELDS:
        setattr(text, name, values[name])
    text.withdrawn_on = None
    actor.save(text, _("The company agreed to publish this text"))
    touch(row)
    return text


@transaction.atomic
def withdraw_consent(actor: Actor, case: Case, version: int | None, reason: str) -> Publication:
    """The company no longer agrees. Raises Refused without a reason or when it never did; a report
    that was frozen before keeps the text, as it was published."""
    found = Publication._default_manager.filter(case=case).first()
    if found is None or not found.stands:
        raise Refused(_("There is no consent to withdraw."))
    if not reason.strip():
        raise Refused(_("Say why the consent is withdrawn."))
    text = lock_version(Publication, found.pk, version)
    text.withdrawn_on = timezone.localdate()
    actor.save(text, reason.strip())
    touch(case)
    return text
