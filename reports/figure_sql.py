"""The statements behind the figures: once per reference date, for every area at once.

`figure_facts` holds one row per case that existed, as it was known at the end of the reference
date; `figure_areas` says in which areas it counts: the country, provinces, and the organisation
that was the origin. Both live as long as the transaction.

Known then: the newest history row before that moment. A case that was registered afterwards with
an earlier opening date has none; its first row is the best there is.
"""

NATIONAL = "NL"
OF_ORGANISATION = "org:"  # an area of the statements: followed by the key of the organisation

FACTS = """
CREATE TEMP TABLE figure_facts ON COMMIT DROP AS
WITH stood AS (
    SELECT DISTINCT ON (case_id) case_id, to_stage, kind FROM cases_stagetransition
    WHERE at < %(end)s ORDER BY case_id, at DESC, (kind = 'opened'), id
), known AS (
    SELECT DISTINCT ON (id) id, origin_id, origin_municipality_id, company_id, outcome,
        jobs_new_fte, jobs_retained_fte, capex_eur, area_ha, power_mw, score
    FROM cases_historicalcase WHERE history_type <> '-'
    ORDER BY id, (history_date < %(end)s) DESC,
        CASE WHEN history_date < %(end)s THEN history_date END DESC,
        CASE WHEN history_date < %(end)s THEN history_id END DESC, history_date, history_id
), decided AS (
    SELECT DISTINCT ON (case_id) case_id, status, preferred_id FROM cases_historicaldecision
    WHERE history_date < %(end)s ORDER BY case_id, history_date DESC, history_id DESC
), technologies AS (
    SELECT DISTINCT ON (id) id, company_id, technology_id, "primary", history_type
    FROM cases_historicalcompanytechnology
    WHERE history_date < %(end)s ORDER BY id, history_date DESC, history_id DESC
), technology AS (
    SELECT DISTINCT ON (company_id) company_id, technology_id FROM technologies
    WHERE history_type <> '-' ORDER BY company_id, "primary" DESC, technology_id
)
SELECT s.case_id, s.to_stage AS stage, s.kind = 'hold' AS on_hold, k.origin_id, k.outcome,
    k.jobs_new_fte, k.jobs_retained_fte, k.capex_eur, k.area_ha, k.power_mw, k.score,
    m.province_id AS origin_province, p.province_id AS destination_province,
    coalesce(t.technology_id, '') AS technology
FROM stood s
JOIN known k ON k.id = s.case_id
LEFT JOIN regions_municipality m ON m.code = k.origin_municipality_id
LEFT JOIN decided d ON d.case_id = s.case_id AND d.status = 'approved'
LEFT JOIN cases_candidate c ON c.id = d.preferred_id
LEFT JOIN sites_site p ON p.id = c.site_id
LEFT JOIN technology t ON t.company_id = k.company_id
WHERE %(technology)s = '' OR t.technology_id = %(technology)s
"""

AREAS = """
CREATE TEMP TABLE figure_areas ON COMMIT DROP AS
SELECT case_id, 'NL'::text AS area FROM figure_facts
UNION SELECT case_id, origin_province FROM figure_facts WHERE origin_province IS NOT NULL
UNION SELECT case_id, destination_province FROM figure_facts
    WHERE destination_province IS NOT NULL
UNION SELECT f.case_id, a.province_id FROM figure_facts f
    JOIN regions_servicearea a ON a.organisation_id = f.origin_id
    WHERE coalesce(a.valid_from <= %(day)s, true) AND coalesce(a.valid_to >= %(day)s, true)
UNION ALL SELECT case_id, 'org:' || origin_id FROM figure_facts
"""

INDEXES = "CREATE INDEX ON figure_areas (case_id); ANALYZE figure_facts; ANALYZE figure_areas"

# Each statement answers rows of (area, name of the cell, value).
STOCK = """
SELECT a.area, v.name, v.value FROM (
    SELECT area, stage, count(*) AS n, count(*) FILTER (WHERE on_hold) AS held
    FROM figure_facts JOIN figure_areas USING (case_id) GROUP BY area, stage) a,
LATERAL (VALUES
    (CASE WHEN stage = 'closed' THEN 'closed' ELSE 'stock:' || stage END, n),
    (CASE WHEN stage <> 'closed' THEN 'open' END, n),
    (CASE WHEN stage <> 'closed' THEN 'on_hold' END, held)) v (name, value)
WHERE v.name IS NOT NULL
"""

# Behind each amount: how many cases have one, and the largest of them.
_ONE_AMOUNT = """
SELECT area, '{name}' || v.suffix, v.value FROM (
    SELECT area, sum({column}) AS total, count(nullif({column}, 0)) AS n, max({column}) AS top
    FROM figure_facts JOIN figure_areas USING (case_id) WHERE {which} GROUP BY area) a,
LATERAL (VALUES ('', total), (':n', n), (':max', top)) v (suffix, value)
"""
AMOUNTS = " UNION ALL ".join(
    _ONE_AMOUNT.format(name=beginning + name, column=column, which=which)
    for beginning, which in (
        ("", "stage <> 'closed'"),
        ("won_", "destination_province IS NOT NULL"),
    )
    for name, column in {
        "jobs_new": "jobs_new_fte",
        "jobs_retained": "jobs_retained_fte",
        "capex": "capex_eur",
        "ha": "area_ha",
        "mw": "power_mw",
    }.items()
)

# What was reported one and three years after the decision, one row per case, beside what the same
# cases expected. Behind each amount, as above: how many cases have one, and the largest.
REALISED = """
WITH reported AS (
    SELECT DISTINCT ON (id) case_id, years, jobs_new_fte, jobs_retained_fte, capex_eur, area_ha,
        history_type
    FROM cases_historicalrealisedfigure
    WHERE history_date < %(end)s ORDER BY id, history_date DESC, history_id DESC
), both_known AS (
    SELECT a.area, r.case_id, r.years, v.name, v.expected, v.realised
    FROM reported r JOIN figure_facts f USING (case_id) JOIN figure_areas a USING (case_id),
    LATERAL (VALUES
        ('jobs_new', f.jobs_new_fte::numeric, r.jobs_new_fte::numeric),
        ('jobs_retained', f.jobs_retained_fte, r.jobs_retained_fte),
        ('capex', f.capex_eur, r.capex_eur),
        ('ha', f.area_ha, r.area_ha)) v (name, expected, realised)
    WHERE r.history_type <> '-'
), summed AS (
    SELECT area, years, name, sum(expected) AS expected, sum(realised) AS realised,
        count(nullif(expected, 0)) AS n_expected, count(nullif(realised, 0)) AS n_realised,
        max(expected) AS top_expected, max(realised) AS top_realised
    FROM both_known GROUP BY area, years, name)
SELECT area, v.begin || years || '_' || name || v.suffix, v.value FROM summed,
LATERAL (VALUES
    ('expected', '', expected), ('expected', ':n', n_expected), ('expected', ':max', top_expected),
    ('realised', '', realised), ('realised', ':n', n_realised), ('realised', ':max', top_realised)
) v (begin, suffix, value)
UNION ALL
SELECT area, 'measured:' || years, count(DISTINCT case_id) FROM both_known GROUP BY area, years
"""

SATISFACTION = """
SELECT area, v.name, v.value FROM (
    SELECT area, count(score) AS n, avg(score) AS average
    FROM figure_facts JOIN figure_areas USING (case_id)
    WHERE stage = 'closed' AND score IS NOT NULL GROUP BY area) a,
LATERAL (VALUES ('scored', n::numeric), ('satisfaction', average)) v (name, value)
"""

FLOW = """
SELECT area, CASE kind WHEN 'close' THEN 'outflow' ELSE 'inflow' END, count(*)
FROM cases_stagetransition JOIN figure_areas USING (case_id)
WHERE at >= %(quarter)s AND at < %(end)s AND kind IN ('opened', 'reopen', 'close')
GROUP BY 1, 2
UNION ALL
SELECT area, 'reopened', count(*) FROM cases_stagetransition JOIN figure_areas USING (case_id)
WHERE at >= %(quarter)s AND at < %(end)s AND kind = 'reopen' GROUP BY 1
"""

SPREAD = """
SELECT area, 'outcome:' || outcome, count(*) FROM figure_facts JOIN figure_areas USING (case_id)
WHERE stage = 'closed' GROUP BY 1, 2
UNION ALL
SELECT area, 'technology:' || technology, count(*)
FROM figure_facts JOIN figure_areas USING (case_id) WHERE stage <> 'closed' GROUP BY 1, 2
UNION ALL
SELECT area, 'route:' || coalesce(origin_province, '') || '>' || destination_province, count(*)
FROM figure_facts JOIN figure_areas USING (case_id)
WHERE destination_province IS NOT NULL GROUP BY 1, 2
UNION ALL
SELECT area, 'won', count(*) FROM figure_facts JOIN figure_areas USING (case_id)
WHERE destination_province IS NOT NULL GROUP BY 1
"""

# An organisation that left the case before the end of the day no longer counts, nor does one that
# only looks on: the programme office does so on every case.
TOGETHER = """
SELECT area, 'together', count(*) FROM (
    SELECT case_id FROM (
        SELECT DISTINCT ON (id) id, case_id, organisation_id, role, ended_at, history_type
        FROM cases_historicalcaseparticipant
        WHERE history_date < %(end)s ORDER BY id, history_date DESC, history_id DESC) p
    WHERE history_type <> '-' AND role <> 'observer'
        AND (ended_at IS NULL OR ended_at >= %(end)s)
    GROUP BY case_id HAVING count(DISTINCT organisation_id) > 1) several
JOIN figure_facts USING (case_id) JOIN figure_areas USING (case_id)
WHERE stage <> 'closed' GROUP BY area
"""

# Regions that were asked, and that answered, in the four quarters; `n` is how many cases.
CALLS = """
WITH known AS (
    SELECT DISTINCT ON (id) id, call_id, status, asked_at, answered_at, late, history_type
    FROM cases_historicalcallinvitation
    WHERE history_date < %(end)s ORDER BY id, history_date DESC, history_id DESC
), asked AS (
    SELECT c.case_id, k.status, k.late, k.asked_at >= %(year)s AS is_asked,
        k.asked_at >= %(quarter)s AS now_asked, k.answered_at >= %(quarter)s AS now_answered,
        k.status IN ('answered', 'declined') AND k.answered_at >= %(year)s AS is_answered,
        extract(epoch FROM k.answered_at - k.asked_at) / 86400 AS days
    FROM known k JOIN cases_locationcall c ON c.id = k.call_id
    WHERE k.history_type <> '-' AND k.status <> 'withdrawn'
), measured AS (
    SELECT area, count(DISTINCT case_id) AS n, count(*) FILTER (WHERE is_asked) AS asked,
        count(*) FILTER (WHERE is_answered) AS answered,
        count(*) FILTER (WHERE is_answered AND status = 'declined') AS declined,
        count(*) FILTER (WHERE is_answered AND late) AS late,
        count(*) FILTER (WHERE now_asked) AS came_asked,
        count(*) FILTER (WHERE is_answered AND now_answered) AS came_answered,
        count(*) FILTER (WHERE is_answered AND now_answered AND status = 'declined')
            AS came_declined,
        count(*) FILTER (WHERE is_answered AND now_answered AND late) AS came_late,
        percentile_cont(ARRAY[0.5, 0.8]) WITHIN GROUP (ORDER BY days)
            FILTER (WHERE is_answered) AS days
    FROM asked JOIN figure_facts USING (case_id) JOIN figure_areas USING (case_id)
    WHERE is_asked OR is_answered GROUP BY area)
SELECT area, v.name, v.value FROM measured, LATERAL (VALUES
    ('calls:n', n::numeric), ('calls:asked', asked::numeric),
    ('calls:answered', answered::numeric), ('calls:declined', declined::numeric),
    ('calls:late', late::numeric), ('came:calls:asked', came_asked::numeric),
    ('came:calls:answered', came_answered::numeric),
    ('came:calls:declined', came_declined::numeric), ('came:calls:late', came_late::numeric),
    ('calls:median', days[1]::numeric), ('calls:p80', days[2]::numeric)) v (name, value)
WHERE v.value IS NOT NULL
"""

BOTTLENECKS = """
SELECT area, 'bottleneck:' || kind, count(DISTINCT case_id) FROM (
    SELECT DISTINCT ON (id) id, case_id, kind, history_type FROM cases_historicalbottleneck
    WHERE history_date < %(end)s ORDER BY id, history_date DESC, history_id DESC) b
JOIN figure_facts USING (case_id) JOIN figure_areas USING (case_id)
WHERE history_type <> '-' AND stage <> 'closed' GROUP BY 1, 2
"""

# How the account manager said that the case stands, in the newest monthly update that was written
# by then of one of the three months up to the reference date.
STATE = """
SELECT area, 'state:' || coalesce(u.colour, 'none'), count(*)
FROM figure_facts f JOIN figure_areas USING (case_id)
LEFT JOIN (
    SELECT DISTINCT ON (case_id) case_id, colour FROM (
        SELECT DISTINCT ON (id) id, case_id, month, colour, history_type
        FROM cases_historicalmonthlyupdate
        WHERE history_date < %(end)s ORDER BY id, history_date DESC, history_id DESC) k
    WHERE history_type <> '-' AND month > %(before)s
    ORDER BY case_id, month DESC) u ON u.case_id = f.case_id
WHERE f.stage <> 'closed' GROUP BY 1, 2
"""

# Time on hold counts once: the row that leaves a stage carries what was spent there.
LEAD = """
WITH stays AS (
    SELECT case_id, from_stage AS part, seconds_in_stage AS total,
        greatest(0, seconds_in_stage - seconds_on_hold) AS active
    FROM cases_stagetransition
    WHERE at >= %(year)s AND at < %(end)s AND from_stage NOT IN ('', 'closed')
        AND to_stage <> from_stage
    UNION ALL
    SELECT case_id, 'road', sum(seconds_in_stage), sum(greatest(0, seconds_in_stage -
        seconds_on_hold))
    FROM cases_stagetransition
    WHERE at < %(end)s AND from_stage NOT IN ('', 'closed') AND to_stage <> from_stage
    GROUP BY case_id
    HAVING max(at) FILTER (WHERE kind = 'close') >= %(year)s
        AND max(at) FILTER (WHERE kind = 'close') = max(at)
), measured AS (
    SELECT area, part, count(*) AS n,
        percentile_cont(ARRAY[0.5, 0.8]) WITHIN GROUP (ORDER BY total) AS total,
        percentile_cont(ARRAY[0.5, 0.8]) WITHIN GROUP (ORDER BY active) AS active
    FROM stays JOIN figure_areas USING (case_id) GROUP BY area, part)
SELECT area, 'lead:' || part || ':' || v.name, v.value FROM measured, LATERAL (VALUES
    ('n', n::numeric),
    ('median', (total[1] / 86400)::numeric), ('p80', (total[2] / 86400)::numeric),
    ('active_median', (active[1] / 86400)::numeric), ('active_p80', (active[2] / 86400)::numeric)
) v (name, value)
UNION ALL
SELECT area, v.name || ':' || part || ':' || width_bucket(v.seconds::bigint, %(steps)s::bigint[]),
    count(*)
FROM stays JOIN figure_areas USING (case_id),
LATERAL (VALUES ('lasted', total), ('worked', active)) v (name, seconds)
GROUP BY 1, 2
"""

# `came:` is what the quarter itself adds to a number over four quarters. It is never shown, but
# two quarters side by side could tell it.
CONVERSION = """
WITH entries AS (
    SELECT case_id, to_stage AS stage, min(at) AS entered FROM cases_stagetransition
    WHERE at < %(end)s AND to_stage <> 'closed' AND to_stage <> from_stage
    GROUP BY case_id, to_stage HAVING min(at) >= %(year)s
), moved AS (
    SELECT case_id, from_stage AS stage, min(at) AS moved FROM cases_stagetransition
    WHERE at < %(end)s AND (kind = 'forward' OR (kind = 'close' AND from_stage = 'decision'))
    GROUP BY case_id, from_stage
)
SELECT area, v.name || ':' || stage, v.value FROM (
    SELECT area, e.stage, count(*) AS entered, count(m.case_id) AS reached,
        count(*) FILTER (WHERE entered >= %(quarter)s) AS came_in,
        count(*) FILTER (WHERE moved >= %(quarter)s) AS moved_on
    FROM entries e JOIN figure_areas USING (case_id)
    LEFT JOIN moved m ON m.case_id = e.case_id AND m.stage = e.stage
    GROUP BY area, e.stage) c,
LATERAL (VALUES ('entered', entered), ('reached', reached), ('came:entered', came_in),
    ('came:reached', moved_on)) v (name, value)
"""

STATEMENTS = (
    STOCK,
    AMOUNTS,
    REALISED,
    SATISFACTION,
    FLOW,
    SPREAD,
    TOGETHER,
    CALLS,
    BOTTLENECKS,
    STATE,
    LEAD,
    CONVERSION,
)
