"""Cases of suppliers, linked to the case of their customer: the chain may move with it."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from cases.actions.case import touch
from cases.actions.guards import lock_stamped
from cases.models import Case, CaseLink
from cases.permissions import allowed
from cases.querysets.access import IDENTITY


@transaction.atomic
def link_cases(actor: Actor, main: Case, supplier: Case, reason: str) -> CaseLink:
    """Says that the company of `supplier` supplies that of `main`.

    Raises Refused unless the person knows both companies and may change one of the cases, for a
    case with itself, without a reason, and for cases that are linked already, either way round.
    """
    _require_chain(actor, main, supplier)
    if main.pk == supplier.pk:
        raise Refused(_("A case cannot be linked to itself."))
    if not reason.strip():
        raise Refused(_("Say what binds these cases."))
    list(Case._default_manager.select_for_update().filter(pk__in=[main.pk, supplier.pk]))
    same = Q(main=main, supplier=supplier) | Q(main=supplier, supplier=main)
    if CaseLink._default_manager.filter(same).exists():
        raise Refused(_("These cases are already linked."))
    row = actor.save(CaseLink(main=main, supplier=supplier, reason=reason.strip()), reason)
    touch(main)
    touch(supplier)
    return row


@transaction.atomic
def unlink_cases(actor: Actor, link: CaseLink, reason: str) -> None:
    """Takes a link away; the history of both cases keeps it. Raises Refused as `link_cases`."""
    row = lock_stamped(CaseLink, link.pk, None)
    _require_chain(actor, row.main, row.supplier)
    if not reason.strip():
        raise Refused(_("Give the reason; it stays in the history of the case."))
    actor.delete(row, reason)
    touch(row.main)
    touch(row.supplier)


def _require_chain(actor: Actor, main: Case, supplier: Case) -> None:
    user = actor.user
    both = (main, supplier)
    if user is None or not all(allowed(user, IDENTITY, case) for case in both):
        raise Refused(_("Only who knows both companies links their cases."))
    if not any(allowed(user, "change_case", case) for case in both):
        raise Refused(_("Only who may change one of the cases links them."))
