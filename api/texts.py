"""What operations and keys are called, for the document and the page about the API."""

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
    "GET /cases/{id}": _("Read one case"),
    "PATCH /cases/{id}": _("Change key facts of a case"),
    "GET /cases/{id}/transitions": _("List the moves of a case along its road"),
    "GET /cases/{id}/notes": _("List the notes that may be read"),
    "POST /cases/{id}/notes": _("Add a note"),
    "GET /sites": _("List the sites"),
    "GET /sites/{id}": _("Read one site"),
    "GET /sites/{id}/facts": _("List the facts about a site"),
    "POST /sites/{id}/facts": _("Record a fact about a site in the own area"),
    "GET /criteria": _("List the criteria that facts are about"),
    "GET /regions": _("List the regions"),
    "GET /provinces": _("List the provinces"),
    "GET /figures": _("Read the figures of an area and a quarter"),
}
# What a key or a parameter means, where its name says too little; the same wherever it stands.
KEYS = {
    "limit": _("Rows of a page, 100 at most."),
    "cursor": _("The page after the row with this id; take it from next, or from the header Link."),
    "next": _("The cursor of the next page; null on the last one."),
    "updatedSince": _(
        "What changed since this moment. Cases whose company you may not know are always among "
        "them."
    ),
    "disclosure": _(
        "How much of the case your organisation may know: the anonymous profile, also the sector, "
        "or the company too."
    ),
    "codeName": _("The name of the case for who may not know the company."),
    "company": _("Null for who may not know it."),
    "different": _("True when it is another company than those found."),
    "accountManager": _("A person of the origin; to write, the e-mail address."),
    "originMunicipality": _("CBS code of the municipality, such as GM0855."),
    "summary": _("The anonymous profile, which regions read: without anything that names it."),
    "situation": _("The request in full, for who may know the company."),
    "waitingOn": _("Whom the case waits on; null for a region in the running."),
    "jobsNewFte": _("New jobs in fte, expected over three years."),
    "jobsRetainedFte": _("Retained jobs in fte, expected over three years."),
    "capexEur": _("Investment in euros."),
    "areaHa": _("Land asked, in hectares."),
    "powerMw": _("Power asked, in megawatts."),
    "visibility": _("Who may read it: the own organisation, who knows the company, or everybody."),
    "occurredAt": _("When it was; not in the future."),
    "participants": _("Names of who were there."),
    "criterion": _("The code of the criterion; see /criteria."),
    "value": _("A number in the unit of the criterion, true or false, an option, or options."),
    "asOf": _("The day on which it was known."),
    "area": _("A province, such as NL-NB; otherwise the country."),
    "quarter": _("Such as 2026-Q3; otherwise the last that ended."),
    "hidden": _("True when the number is too small to be told; then value is null."),
}
