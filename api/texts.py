"""What the operations are called, for the document and the page about the API."""

from django.utils.translation import gettext_noop as _

TAGS = {
    "cases": _("Cases that your organisation may see, each as far as it may know it."),
    "notes": _("Notes and contact moments of a case."),
    "sites": _("The register of industrial sites, what is known about them, and their areas."),
    "figures": _("The figures of the dashboards; small numbers are left out."),
}
SUMMARIES = {
    "GET /cases": _("List the cases that may be seen"),
    "POST /cases": _("Open a case for the own organisation"),
    "GET /cases/{pk}": _("Read one case"),
    "PATCH /cases/{pk}": _("Change key facts of a case"),
    "GET /cases/{pk}/transitions": _("List the moves of a case along its road"),
    "GET /cases/{pk}/notes": _("List the notes that may be read"),
    "POST /cases/{pk}/notes": _("Add a note"),
    "GET /sites": _("List the sites"),
    "GET /sites/{pk}": _("Read one site"),
    "GET /sites/{pk}/facts": _("List the facts about a site"),
    "POST /sites/{pk}/facts": _("Record a fact about a site in the own area"),
    "GET /criteria": _("List the criteria that facts are about"),
    "GET /regions": _("List the regions"),
    "GET /provinces": _("List the provinces"),
    "GET /figures": _("Read the figures of an area and a quarter"),
}
