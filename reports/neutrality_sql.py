# ruff: noqa: S608 (the parts are constants of this module, values are parameters)
"""The statements behind the neutrality report: events per serving organisation and quarter.

Each event happens once and is never taken back, so that a quarter, and a year up to a quarter, say
the same whenever they are asked. A site counts for the organisations that served its area on the
day of the event: a province can be served by a ROM and, for one region of it, by another.
"""

_QUARTER = "extract(quarter FROM {at} AT TIME ZONE %(zone)s)::int"
_SITE = """
    JOIN sites_site s ON s.id = {site}
    LEFT JOIN regions_municipality m ON m.code = s.municipality_id
    JOIN regions_servicearea a ON a.province_id = s.province_id
        AND (a.region_id IS NULL OR a.region_id IN (s.region_id, m.region_id))
        AND coalesce(a.valid_from <= ({at} AT TIME ZONE %(zone)s)::date, true)
        AND coalesce(a.valid_to >= ({at} AT TIME ZONE %(zone)s)::date, true)
"""
# One row per invitation and what happened to it: organisation, what, quarter, case, asked, given.
INVITATIONS = f"""
SELECT i.organisation_id, v.name, {_QUARTER.format(at="v.at")}, c.case_id, i.asked_at, v.at
FROM cases_callinvitation i JOIN cases_locationcall c ON c.id = i.call_id,
LATERAL (VALUES
    ('asked', i.asked_at),
    (CASE WHEN i.status IN ('answered', 'declined') THEN i.status END, i.answered_at),
    (CASE WHEN i.late AND i.status IN ('answered', 'declined') THEN 'late' END, i.answered_at),
    (CASE WHEN i.status = 'declined' THEN 'decline:' || i.decline_reason END, i.answered_at)
) v (name, at)
WHERE v.name IS NOT NULL AND v.at >= %(start)s AND v.at < %(end)s
"""


def _first(moment: str, source: str, site: str, condition: str = "true") -> str:
    """The first moment per case on which something happened to a site of an organisation."""
    return f"""
    SELECT a.organisation_id, e.case_id, min({moment}) AS at
    FROM {source} {_SITE.format(site=site, at=moment)}
    WHERE {condition} GROUP BY 1, 2"""


_LONG = _first("e.added_at", "cases_candidate e", "e.site_id")

_SHORT = _first(
    "h.history_date",
    "cases_candidate e JOIN cases_historicalcandidate h ON h.id = e.id",
    "e.site_id",
    "h.status = 'shortlist' AND h.history_type <> '-'",
)

_VISITED = _first(
    "v.starts_at",
    "cases_visitstop t JOIN cases_sitevisit v ON v.id = t.visit_id"
    " JOIN cases_candidate e ON e.id = t.candidate_id",
    "e.site_id",
    "v.status = 'done'",
)

_CHOSEN = _first(
    "d.approved_at",
    "cases_decision d JOIN cases_candidate e ON e.id = d.preferred_id",
    "e.site_id",
    "d.status = 'approved'",
)

# Since when each listed site that stands dropped now was dropped for good; a case counts when
# none of the organisation's sites is left in it.
_DROPPED = f"""
WITH turned AS (
    SELECT id, max(history_date) FILTER (WHERE status <> 'dropped') AS last_in
    FROM cases_historicalcandidate
    WHERE id IN (SELECT id FROM cases_candidate WHERE status = 'dropped') GROUP BY id
), gone AS (
    SELECT h.id, min(h.history_date) AS at
    FROM cases_historicalcandidate h JOIN turned t ON t.id = h.id
    WHERE h.status = 'dropped' AND h.history_date >= coalesce(t.last_in, '-infinity')
    GROUP BY h.id
)
SELECT a.organisation_id, e.case_id, max(g.at) AS at
FROM cases_candidate e LEFT JOIN gone g ON g.id = e.id AND e.status = 'dropped'
{_SITE.format(site="e.site_id", at="e.added_at")}
GROUP BY 1, 2 HAVING bool_and(g.at IS NOT NULL)
"""


def _counted(events: str) -> str:
    """How many of these events each organisation had per quarter of the period."""
    return f"""
    SELECT organisation_id, {_QUARTER.format(at="at")}, count(*)
    FROM ({events}) event WHERE at >= %(start)s AND at < %(end)s GROUP BY 1, 2"""


SITES = {
    "long": _counted(_LONG),
    "short": _counted(_SHORT),
    "visited": _counted(_VISITED),
    "chosen": _counted(_CHOSEN),
    "dropped": _counted(_DROPPED),
}

# The first time that a match of a case was frozen, when that was in the period.
FIRST_RUNS = f"""
SELECT id, {_QUARTER.format(at="made_at")} FROM (
    SELECT DISTINCT ON (case_id) id, made_at FROM cases_matchrun ORDER BY case_id, number
) run WHERE made_at >= %(start)s AND made_at < %(end)s
"""

# Every site in a frozen match with who served it then, and on which musts it failed.
RUN_SITES = f"""
SELECT a.organisation_id, array(SELECT run.payload -> 'requirements' -> n::int ->> 'criterion'
    FROM jsonb_array_elements_text(found.row -> 'failed') n)
FROM cases_matchrun run
CROSS JOIN LATERAL jsonb_array_elements(run.payload -> 'sites') found (row)
{_SITE.format(site="(found.row ->> 'site')::uuid", at="run.made_at")}
WHERE run.id = %(run)s
"""

# Who works for some area on a day of the period.
ORGANISATIONS = """
SELECT DISTINCT a.organisation_id FROM regions_servicearea a
WHERE coalesce(a.valid_from <= %(last)s, true) AND coalesce(a.valid_to >= %(first)s, true)
"""
