"""Keeping, changing and throwing away views of the list of cases."""

from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Refused
from accounts.models import Organisation, User
from accounts.models.organisation import Role
from accounts.words import Plain, plain_words
from cases.disclosure import names_company
from cases.models import Company, SavedView

MOST = 30
LONGEST = 1500  # letters of the query
_TELLING = 4  # letters of a word that can give a company away


def may_share(user: User, organisation: Organisation | None) -> bool:
    """Account managers share with the organisation for which they act."""
    return organisation is not None and user.has_role(organisation.pk, Role.CASE_WORKER)


def may_remove(user: User, view: SavedView) -> bool:
    """Who made it; of what is shared also the managers of the organisation."""
    manages = user.has_role(view.organisation_id, Role.MANAGER) if view.organisation_id else False
    return view.owner_id == user.pk or manages


@transaction.atomic
def save_view(
    actor: Actor, view: SavedView, values: dict[str, Any], version: int | None = None
) -> SavedView:
    """Keeps a view: `name`, `query`, `shared`. Raises Refused for one too many, a name that the
    person has already, or a shared view that could tell a company's name; Conflict."""
    user = actor.user
    if user is None:
        raise Refused(_("Only people keep views."))
    if view._state.adding:
        if SavedView.objects.of(user).count() >= MOST:
            raise Refused(_("More than %(most)s views cannot be kept.") % {"most": MOST})
    else:
        view = lock_version(SavedView, view.pk, version)
    view.name, view.query, view.owner = values["name"], values["query"], user
    view.organisation = (view.organisation or actor.organisation) if values["shared"] else None
    _check(user, view)
    return actor.save(view, _("View kept"))


def remove_view(actor: Actor, view: SavedView) -> None:
    """Throws a view away; its history stays."""
    actor.delete(view, _("View thrown away"))


def _check(user: User, view: SavedView) -> None:
    same = SavedView.objects.of(user).filter(name__iexact=view.name).exclude(pk=view.pk)
    if same.exists():
        raise Refused(_("You have a view of this name already."))
    if len(view.query) > LONGEST:
        raise Refused(_("This view has too many filters to be kept."))
    if view.organisation is None:
        return
    if not may_share(user, view.organisation):
        raise Refused(_("Only account managers share views with their organisation."))
    if QueryDict(view.query).get("q"):
        raise Refused(
            _("A shared view keeps no words to search for: they may hold a company's name.")
        )
    if _tells_a_company(user, view.name):
        raise Refused(_("The name of a shared view may not name a company. Say what it shows."))


def _tells_a_company(user: User, text: str) -> bool:
    """Whether the text names a company that the person knows; colleagues may not know it."""
    known = Company.objects.visible_to(user).alias(plain=Plain("name", "kvk_number"))
    telling = {word for word in plain_words(text).split() if len(word) >= _TELLING}
    return any(
        names_company(text, company)
        for word in telling
        for company in known.filter(plain__contains=f" {word}")
    )
