-- COL-8: where what was collected is not what was expected, by month, share and employer, up to the month of a day (the
-- one parameter). Of an employer's own share the bank's receipts count where nothing was recorded. Without an employer:
-- the whole fund, of which the subscribers' share comes by receipts alone.
WITH asked AS (
    SELECT SUBSTR(CAST(CAST(? AS DATE) AS VARCHAR), 1, 7) AS last_month
),

open_of AS (
    SELECT
        payer_id,
        kind,
        month,
        SUM(open_dirhams) AS dirhams
    FROM open_months
    GROUP BY payer_id, kind, month
),

open_of_subscribers AS (
    SELECT
        month,
        SUM(dirhams) AS dirhams
    FROM open_of
    WHERE kind = 'subscriber'
    GROUP BY month
),

opened AS (
    SELECT months.*
    FROM months
    CROSS JOIN asked
    WHERE months.month <= asked.last_month
),

of_fund AS (
    SELECT
        month,
        SUM(subscriber_dirhams) AS of_subscribers,
        SUM(social_security_dirhams) AS of_social_security,
        SUM(state_dirhams) AS of_state
    FROM opened
    GROUP BY month
),

known AS (
    SELECT
        opened.month,
        'employer' AS share_code,
        opened.employer_id,
        opened.employer_dirhams AS expected,
        opened.employer_collected_dirhams AS recorded,
        opened.employer_dirhams - COALESCE(open_of.dirhams, 0) AS received
    FROM opened
    LEFT JOIN open_of ON opened.employer_id = open_of.payer_id AND opened.month = open_of.month
    WHERE opened.employer_id IS NOT NULL

    UNION ALL

    SELECT
        month,
        'social_security' AS share_code,
        employer_id,
        social_security_dirhams AS expected,
        social_security_collected_dirhams AS recorded,
        NULL AS received
    FROM opened
    WHERE employer_id IS NOT NULL

    UNION ALL

    SELECT
        month,
        'state' AS share_code,
        employer_id,
        state_dirhams AS expected,
        state_collected_dirhams AS recorded,
        NULL AS received
    FROM opened
    WHERE employer_id IS NOT NULL

    UNION ALL

    SELECT
        of_fund.month,
        'social_security' AS share_code,
        NULL AS employer_id,
        of_fund.of_social_security AS expected,
        collected.dirhams AS recorded,
        NULL AS received
    FROM of_fund
    LEFT JOIN collected ON of_fund.month = collected.month AND collected.share = 'social_security'

    UNION ALL

    SELECT
        of_fund.month,
        'state' AS share_code,
        NULL AS employer_id,
        of_fund.of_state AS expected,
        collected.dirhams AS recorded,
        NULL AS received
    FROM of_fund
    LEFT JOIN collected ON of_fund.month = collected.month AND collected.share = 'state'

    UNION ALL

    SELECT
        of_fund.month,
        'subscriber' AS share_code,
        NULL AS employer_id,
        of_fund.of_subscribers AS expected,
        NULL AS recorded,
        of_fund.of_subscribers - COALESCE(open_of_subscribers.dirhams, 0) AS received
    FROM of_fund
    LEFT JOIN open_of_subscribers ON of_fund.month = open_of_subscribers.month
)

SELECT
    known.month,
    known.share_code,
    known.employer_id,
    employers.name,
    known.expected,
    known.recorded,
    known.received,
    COALESCE(known.recorded, known.received, 0) AS collected,
    known.expected - COALESCE(known.recorded, known.received, 0) AS difference
FROM known
LEFT JOIN employers ON known.employer_id = employers.employer_id
WHERE known.expected <> COALESCE(known.recorded, known.received, 0)
ORDER BY known.month ASC, known.share_code ASC, known.employer_id ASC
