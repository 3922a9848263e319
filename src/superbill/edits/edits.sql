-- name: mue
SELECT m.units, m.mai, t.text, r.text, m.src
FROM mue m JOIN interned t ON t.id = m.mai_text JOIN interned r ON r.id = m.rationale
WHERE m.release_id = :release AND m.hcpcs = :code;

-- name: pair
SELECT p.column1, p.column2, p.effective_date, p.deletion_date, p.modifier_indicator, r.text, p.src
FROM ptp p JOIN interned r ON r.id = p.rationale
WHERE p.release_id = :release AND p.column1 = :column1 AND p.column2 = :column2
ORDER BY p.effective_date, p.deletion_date;

-- name: column1_partners
SELECT p.column1, p.column2, p.effective_date, p.deletion_date, p.modifier_indicator, r.text, p.src
FROM ptp p JOIN interned r ON r.id = p.rationale
WHERE p.release_id = :release AND p.column1 = :code AND p.effective_date <= :on AND p.deletion_date >= :on
    AND p.modifier_indicator <> 9
ORDER BY p.column2 LIMIT :limit;

-- name: column2_partners
SELECT p.column1, p.column2, p.effective_date, p.deletion_date, p.modifier_indicator, r.text, p.src
FROM ptp p INDEXED BY ptp_by_column2_column1 JOIN interned r ON r.id = p.rationale
WHERE p.release_id = :release AND p.column2 = :code AND p.effective_date <= :on AND p.deletion_date >= :on
    AND p.modifier_indicator <> 9
ORDER BY p.column1 LIMIT :limit;

-- name: count_partners
SELECT a.n, b.n, a.bypassable - a.em + b.bypassable - b.em, a.em + b.em, 0 AS src
FROM
    (SELECT count(*) AS n, ifnull(sum(modifier_indicator = 1), 0) AS bypassable,
        ifnull(sum(modifier_indicator = 1 AND column2 IN (SELECT value FROM json_each(:em))), 0) AS em
        FROM ptp
        WHERE release_id = :release AND column1 = :code AND effective_date <= :on AND deletion_date >= :on
        AND modifier_indicator <> 9) AS a,
    (SELECT count(*) AS n, ifnull(sum(modifier_indicator = 1), 0) AS bypassable,
        ifnull(sum(modifier_indicator = 1 AND column1 IN (SELECT value FROM json_each(:em))), 0) AS em
        FROM ptp INDEXED BY ptp_by_column2_column1
        WHERE release_id = :release AND column2 = :code AND effective_date <= :on AND deletion_date >= :on
        AND modifier_indicator <> 9) AS b;

-- name: bypassable_column1
SELECT p.column1, p.column2, p.effective_date, p.deletion_date, p.modifier_indicator, r.text, p.src
FROM ptp p JOIN interned r ON r.id = p.rationale
WHERE p.release_id = :release AND p.column1 = :code AND p.effective_date <= :on AND p.deletion_date >= :on
    AND p.modifier_indicator = 1 AND p.column2 NOT IN (SELECT value FROM json_each(:em))
ORDER BY p.column2 LIMIT :limit;

-- name: bypassable_column2
SELECT p.column1, p.column2, p.effective_date, p.deletion_date, p.modifier_indicator, r.text, p.src
FROM ptp p INDEXED BY ptp_by_column2_column1 JOIN interned r ON r.id = p.rationale
WHERE p.release_id = :release AND p.column2 = :code AND p.effective_date <= :on AND p.deletion_date >= :on
    AND p.modifier_indicator = 1 AND p.column1 NOT IN (SELECT value FROM json_each(:em))
ORDER BY p.column1 LIMIT :limit;
