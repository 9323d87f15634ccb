"""What papers about a case share: each is made for one reader, and tells what that reader knows."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case


class ForOneReader:
    """A paper about `case` for `user`."""

    case: Case
    user: User

    @property
    def marking(self) -> str:
        """The line at the foot of every page."""
        return _("%(level)s · for %(person)s") % {
            "level": self.case.get_confidentiality_display(),
            "person": self.user.name,
        }


def organisations_of(user: User) -> dict[str, list[int]]:
    """For whom a file was made, to be kept with what it tells: another organisation is another
    view."""
    return {"organisations": sorted(user.organisation_ids)}


def still_in_them(told: dict[str, Any], user: User) -> bool:
    """Whether the person is today in every organisation that a file was made for."""
    made_for = set(told.get("organisations", []))
    return user.is_superuser or made_for <= set(user.organisation_ids)
