-- COL-10: every account of the ledger with its debits and credits up to a day (the one parameter), in dirhams.
-- What payers owe is one account for employers and one for subscribers: who owes what stands in other reports.
WITH asked AS (
    SELECT CAST(? AS DATE) AS as_of
),

grouped AS (
    SELECT
        lines.dirhams,
        CASE
            WHEN lines.ledger_account LIKE 'receivable:E%' THEN 'receivable:employers'
            WHEN lines.ledger_account LIKE 'receivable:S%' THEN 'receivable:subscribers'
            ELSE lines.ledger_account
        END AS ledger_account
    FROM lines
    CROSS JOIN asked
    WHERE lines.booked_on <= asked.as_of
)

SELECT
    ledger_account,
    SUM(CASE WHEN dirhams > 0 THEN dirhams ELSE 0 END) AS debit_dirhams,
    SUM(CASE WHEN dirhams < 0 THEN -dirhams ELSE 0 END) AS credit_dirhams,
    SUM(dirhams) AS balance_dirhams,
    COUNT(*) AS line_count
FROM grouped
GROUP BY ledger_account
ORDER BY ledger_account ASC
