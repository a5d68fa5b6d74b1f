-- COL-10: whatever does not agree with the ledger. A row is one difference, in dirhams.
--   balance      the amount that a record stores, and the sum of the ledger's lines that belong to it
--   open_months  a payer's stored balance, and its open months less its credit
--   entry        an entry whose lines don't add up to zero
--   sealed       what was sealed of a closed period, and the sum of the lines that are dated in it now
WITH held AS (
    SELECT
        record,
        MIN(ledger_account) AS ledger_account,
        SUM(dirhams) AS dirhams
    FROM stored
    GROUP BY record
),

summed AS (
    SELECT
        record,
        MIN(ledger_account) AS ledger_account,
        SUM(dirhams) AS dirhams
    FROM lines
    GROUP BY record
),

closed AS (
    SELECT DISTINCT
        until_day,
        after_day
    FROM seals
),

closed_days AS (
    SELECT
        booked.booked_on,
        closed.until_day
    FROM (SELECT DISTINCT booked_on FROM lines) AS booked
    INNER JOIN closed ON booked.booked_on > closed.after_day AND booked.booked_on <= closed.until_day
),

closed_sums AS (
    SELECT
        closed_days.until_day,
        lines.control_account,
        SUM(lines.dirhams) AS dirhams
    FROM lines
    INNER JOIN closed_days ON lines.booked_on = closed_days.booked_on
    GROUP BY closed_days.until_day, lines.control_account
),

differences AS (
    SELECT
        'balance' AS kind,
        COALESCE(held.record, summed.record) AS record,
        COALESCE(held.ledger_account, summed.ledger_account) AS ledger_account,
        COALESCE(held.dirhams, 0) AS stored_dirhams,
        COALESCE(summed.dirhams, 0) AS summed_dirhams
    FROM held
    FULL OUTER JOIN summed ON held.record = summed.record
    WHERE COALESCE(held.dirhams, 0) <> COALESCE(summed.dirhams, 0)

    UNION ALL

    SELECT
        'open_months' AS kind,
        payer_id AS record,
        payer_id AS ledger_account,
        balance_dirhams AS stored_dirhams,
        open_dirhams - credit_dirhams AS summed_dirhams
    FROM accounts
    WHERE balance_dirhams <> open_dirhams - credit_dirhams

    UNION ALL

    SELECT
        'entry' AS kind,
        entry AS record,
        entry AS ledger_account,
        0 AS stored_dirhams,
        SUM(dirhams) AS summed_dirhams
    FROM lines
    GROUP BY entry
    HAVING SUM(dirhams) <> 0

    UNION ALL

    SELECT
        'sealed' AS kind,
        CAST(COALESCE(seals.until_day, closed_sums.until_day) AS VARCHAR) AS record,
        COALESCE(seals.control_account, closed_sums.control_account) AS ledger_account,
        COALESCE(seals.dirhams, 0) AS stored_dirhams,
        COALESCE(closed_sums.dirhams, 0) AS summed_dirhams
    FROM seals
    FULL OUTER JOIN closed_sums
        ON
            seals.until_day = closed_sums.until_day
            AND seals.control_account = closed_sums.control_account
    WHERE COALESCE(seals.dirhams, 0) <> COALESCE(closed_sums.dirhams, 0)
)

SELECT
    kind,
    ledger_account,
    record,
    CAST(stored_dirhams AS BIGINT) AS stored_dirhams,
    CAST(summed_dirhams AS BIGINT) AS summed_dirhams
FROM differences
ORDER BY kind, record
