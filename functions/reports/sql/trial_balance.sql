-- COL-10: every account of the trial balance with its debits and credits up to a day (the one parameter), in dirhams.
-- What payers owe is one account for employers and one for subscribers: who owes what stands in other reports.
WITH asked AS (
    SELECT CAST(? AS DATE) AS as_of
)

SELECT
    lines.control_account,
    SUM(CASE WHEN lines.dirhams > 0 THEN lines.dirhams ELSE 0 END) AS debit_dirhams,
    SUM(CASE WHEN lines.dirhams < 0 THEN -lines.dirhams ELSE 0 END) AS credit_dirhams,
    SUM(lines.dirhams) AS balance_dirhams,
    COUNT(*) AS line_count
FROM lines
CROSS JOIN asked
WHERE lines.booked_on <= asked.as_of
GROUP BY lines.control_account
ORDER BY lines.control_account ASC
