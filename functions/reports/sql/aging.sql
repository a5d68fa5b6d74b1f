-- COL-12: what is past due on a day (the first parameter), by how long. Debts of less than the second parameter in all,
-- in dirhams, stand together in one row for each kind of payer. What is under an agreement is not past due.
WITH asked AS (
    SELECT
        CAST(? AS DATE) AS as_of,
        CAST(? AS BIGINT) AS small_dirhams
),

aged AS (
    SELECT
        open_months.kind,
        open_months.payer_id,
        open_months.open_dirhams,
        asked.small_dirhams,
        DATE_DIFF('day', open_months.due_on, asked.as_of) AS late_days
    FROM open_months
    CROSS JOIN asked
    WHERE
        open_months.due_on < asked.as_of
        AND NOT open_months.agreed
),

payers AS (
    SELECT
        kind,
        payer_id,
        MAX(small_dirhams) AS small_dirhams,
        SUM(CASE WHEN late_days <= 30 THEN open_dirhams ELSE 0 END) AS to_30,
        SUM(CASE WHEN late_days BETWEEN 31 AND 60 THEN open_dirhams ELSE 0 END) AS to_60,
        SUM(CASE WHEN late_days BETWEEN 61 AND 90 THEN open_dirhams ELSE 0 END) AS to_90,
        SUM(CASE WHEN late_days > 90 THEN open_dirhams ELSE 0 END) AS over_90,
        SUM(open_dirhams) AS due_dirhams
    FROM aged
    GROUP BY kind, payer_id
),

shown AS (
    SELECT
        kind,
        to_30,
        to_60,
        to_90,
        over_90,
        due_dirhams,
        CASE WHEN due_dirhams >= small_dirhams THEN payer_id END AS payer_id
    FROM payers
)

SELECT
    shown.kind,
    shown.payer_id,
    MAX(employers.name) AS employer_name,
    COUNT(*) AS payers,
    SUM(shown.to_30) AS to_30,
    SUM(shown.to_60) AS to_60,
    SUM(shown.to_90) AS to_90,
    SUM(shown.over_90) AS over_90,
    SUM(shown.due_dirhams) AS due_dirhams
FROM shown
LEFT JOIN employers ON shown.payer_id = employers.employer_id
GROUP BY shown.kind, shown.payer_id
ORDER BY shown.kind ASC, due_dirhams DESC, shown.payer_id ASC
