-- name: pcs_axes
SELECT p.row, p.position, p.value, a.text, l.text, d.text, p.src
FROM pcs_axis p JOIN interned a ON a.id = p.axis JOIN interned l ON l.id = p.label
LEFT JOIN interned d ON d.id = p.definition
WHERE p.release_id = :release AND p.table_code = :table_code ORDER BY p.row, p.position, p.value;
