-- COL-9, COL-10: what moved on a day, block by block: what was there before it, what moved by what kind of entry, and
-- what is there after it, which is the sum of both. Amounts in dirhams; of suspense and of what is to be given back:
-- what the fund holds. A receipt that settles more than it brings is two movements: what came, and what was forgiven.
WITH asked AS (
    SELECT CAST(? AS DATE) AS closing_day
),

booked AS (
    SELECT
        lines.entry,
        lines.deed,
        lines.control_account,
        lines.dirhams,
        lines.booked_on = asked.closing_day AS is_of_the_day,
        SPLIT_PART(lines.control_account, ':', 1) AS kind,
        SPLIT_PART(lines.control_account, ':', 2) AS part_name
    FROM lines
    CROSS JOIN asked
    WHERE lines.booked_on <= asked.closing_day
),

owed AS (
    SELECT
        entry,
        deed,
        dirhams,
        is_of_the_day,
        CASE part_name
            WHEN 'subscribers' THEN 'subscriber'
            WHEN 'employers' THEN 'employer'
            ELSE part_name
        END AS owing
    FROM booked
    WHERE kind = 'receivable'
),

forgiven AS (
    SELECT
        owed.deed,
        owed.owing,
        owed.is_of_the_day,
        booked.dirhams
    FROM booked
    INNER JOIN owed ON booked.entry = owed.entry
    WHERE booked.kind = 'tolerance'
),

moved AS (
    SELECT
        'expected' AS block_name,
        deed AS item,
        owing AS of_whom,
        is_of_the_day,
        1 AS counted,
        dirhams
    FROM owed

    UNION ALL

    SELECT
        'expected' AS block_name,
        deed AS item,
        owing AS of_whom,
        is_of_the_day,
        0 AS counted,
        dirhams
    FROM forgiven

    UNION ALL

    SELECT
        'expected' AS block_name,
        'forgiven' AS item,
        owing AS of_whom,
        is_of_the_day,
        1 AS counted,
        -dirhams AS dirhams
    FROM forgiven

    UNION ALL

    SELECT
        CASE kind
            WHEN 'bank' THEN 'received'
            WHEN 'returned' THEN 'to_return'
            ELSE kind
        END AS block_name,
        deed AS item,
        part_name AS of_whom,
        is_of_the_day,
        1 AS counted,
        CASE WHEN kind IN ('suspense', 'returned') THEN -dirhams ELSE dirhams END AS dirhams
    FROM booked
    WHERE kind IN ('bank', 'suspense', 'returned', 'outgoing')
)

SELECT
    block_name,
    'brought_forward' AS item,
    of_whom,
    NULL AS item_count,
    CAST(SUM(CASE WHEN is_of_the_day THEN 0 ELSE dirhams END) AS BIGINT) AS dirhams
FROM moved
GROUP BY block_name, of_whom

UNION ALL

SELECT
    block_name,
    item,
    of_whom,
    CAST(SUM(counted) AS BIGINT) AS item_count,
    CAST(SUM(dirhams) AS BIGINT) AS dirhams
FROM moved
WHERE is_of_the_day
GROUP BY block_name, item, of_whom

UNION ALL

SELECT
    block_name,
    'carried_forward' AS item,
    of_whom,
    NULL AS item_count,
    CAST(SUM(dirhams) AS BIGINT) AS dirhams
FROM moved
GROUP BY block_name, of_whom
