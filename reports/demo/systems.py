"""Systems that use the API: tokens of a ROM, one of them withdrawn. Nobody has their secrets."""

import datetime

from accounts.models import ApiScope
from accounts.tokens import NewToken, make_token, withdraw_token
from reports.demo.cast import Cast
from reports.demo.clock import office_hour, standing_at

MADE, TRIED, STOPPED = 60, 95, 70  # days ago
VALID = datetime.timedelta(days=300)


def connect(cast: Cast) -> None:
    """A token for the own CRM, and one of a trial that is over."""
    manager = cast.actor("bom-manager")
    with standing_at(office_hour(cast.days_ago(TRIED), 0.2)):
        trial = _asked(cast, "Proef met Power BI", ApiScope.FIGURES_READ)
        row, _secret = make_token(manager, trial)
    with standing_at(office_hour(cast.days_ago(STOPPED), 0.6)):
        withdraw_token(manager, row.pk)
    with standing_at(office_hour(cast.days_ago(MADE), 0.3)):
        crm = _asked(cast, "CRM van de BOM", ApiScope.CASES_READ, ApiScope.NOTES_WRITE)
        make_token(manager, crm)


def _asked(cast: Cast, name: str, *scopes: str) -> NewToken:
    return NewToken(name, scopes, cast.days_ago(TRIED) + VALID)
