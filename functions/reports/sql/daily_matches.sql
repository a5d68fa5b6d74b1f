-- COL-9: each bank's payments that were settled on a day, and how many of them a booked statement of that bank shows.
WITH asked AS (
    SELECT CAST(? AS DATE) AS closing_day
),

settled AS (
    SELECT
        receipts.bank,
        receipts.receipt_id,
        receipts.dirhams
    FROM receipts
    CROSS JOIN asked
    WHERE receipts.settled_on = asked.closing_day AND receipts.state <> 'reversed'
),

outcomes AS (
    SELECT
        settled.bank,
        settled.dirhams,
        CASE
            WHEN COUNT(stated.statement_id) = 0 THEN 'not_in_statement'
            WHEN MAX(CASE WHEN stated.outcome = 'differs' THEN 1 ELSE 0 END) = 1 THEN 'differs'
            ELSE 'in_statement'
        END AS outcome
    FROM settled
    LEFT JOIN stated
        ON
            settled.bank = stated.bank
            AND settled.receipt_id = stated.receipt_id
            AND stated.outcome IN ('matched', 'new', 'differs')
    GROUP BY settled.bank, settled.receipt_id, settled.dirhams
)

SELECT
    bank,
    outcome,
    CAST(SUM(dirhams) AS BIGINT) AS dirhams,
    COUNT(*) AS item_count
FROM outcomes
GROUP BY bank, outcome
