-- COL-9: the payments that were settled on a day and differ: no booked statement of their bank shows them, or one shows
-- another amount. Amounts in dirhams.
WITH asked AS (
    SELECT CAST(? AS DATE) AS closing_day
)

SELECT
    receipts.bank,
    receipts.receipt_id,
    stated.statement_id,
    stated.line_no,
    receipts.dirhams AS recorded_dirhams,
    stated.dirhams AS stated_dirhams
FROM receipts
CROSS JOIN asked
LEFT JOIN stated
    ON
        receipts.bank = stated.bank
        AND receipts.receipt_id = stated.receipt_id
        AND stated.outcome IN ('matched', 'new', 'differs')
WHERE
    receipts.settled_on = asked.closing_day
    AND receipts.state <> 'reversed'
    AND (stated.statement_id IS NULL OR stated.outcome = 'differs')
ORDER BY receipts.bank, receipts.receipt_id, stated.statement_id, stated.line_no
