-- RPT-3: every employer whose oldest unpaid month that was opened is past due on a day (the one parameter).
-- Dates that follow from the law stand in the snapshot; the rules have worked them out.
WITH asked AS (
    SELECT CAST(? AS DATE) AS as_of
),

lists AS (
    SELECT
        employer_id,
        COUNT(*) AS people
    FROM members
    GROUP BY employer_id
),

late AS (
    SELECT
        accounts.payer_id,
        accounts.oldest_open,
        accounts.due_on,
        accounts.months_open,
        accounts.open_dirhams,
        accounts.lowered_on,
        DATE_DIFF('day', accounts.due_on, asked.as_of) AS days_past_due
    FROM accounts
    CROSS JOIN asked
    WHERE
        accounts.kind = 'employer'
        AND accounts.past_due_from <= asked.as_of
),

listed AS (
    SELECT
        late.payer_id,
        COALESCE(lists.people, 0) AS people
    FROM late
    LEFT JOIN lists ON late.payer_id = lists.employer_id
)

SELECT
    late.payer_id,
    employers.reference,
    employers.name,
    employers.sector,
    employers.region,
    late.oldest_open,
    late.due_on,
    late.days_past_due,
    late.months_open,
    late.open_dirhams,
    listed.people,
    late.lowered_on
FROM late
INNER JOIN listed ON late.payer_id = listed.payer_id
LEFT JOIN employers ON late.payer_id = employers.employer_id
ORDER BY late.days_past_due DESC, late.open_dirhams DESC, late.payer_id ASC
