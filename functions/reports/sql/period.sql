-- COL-10: what moved on each account of the trial balance between two days (the parameters: behind the first, up to and
-- with the second), in dirhams, and by how many lines.
WITH asked AS (
    SELECT
        CAST(? AS DATE) AS after_day,
        CAST(? AS DATE) AS until_day
)

SELECT
    lines.control_account,
    CAST(SUM(lines.dirhams) AS BIGINT) AS dirhams,
    COUNT(*) AS line_count
FROM lines
CROSS JOIN asked
WHERE
    lines.booked_on > asked.after_day
    AND lines.booked_on <= asked.until_day
GROUP BY lines.control_account
ORDER BY lines.control_account ASC
