"""What a dashboard is about: the country, a province, or the own cases of an organisation."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Organisation
from regions.models import Province
from reports.figure_sql import NATIONAL, OF_ORGANISATION


@dataclass(frozen=True)
class Area:
    """The country, unless it is a province or an organisation."""

    province: Province | None = None
    organisation: Organisation | None = None

    @property
    def code(self) -> str:
        """NL, NL-NB, or org:bom: in addresses of the chooser, the access log and the API."""
        if self.organisation:
            return f"{OF_ORGANISATION}{self.organisation.code}"
        return self.province.code if self.province else NATIONAL

    @property
    def slug(self) -> str:
        """The beginning of a file name."""
        return self.code.replace(":", "-").lower()

    @property
    def is_part(self) -> bool:
        """Whether the country can stand beside it."""
        return bool(self.province or self.organisation)

    @property
    def title(self) -> str:
        """The heading of the page."""
        if self.organisation:
            return _("Cases of %(organisation)s") % {"organisation": self.organisation}
        if self.province:
            return _("Province of %(province)s") % {"province": self.province}
        return _("The whole country")

    def __str__(self) -> str:
        """The name in a table."""
        return str(self.organisation or self.province or _("Netherlands"))
