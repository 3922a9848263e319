-- What the search index is made of. Tables of sources that a build may lack are asked only if they are there.

-- name: tables
SELECT name FROM sqlite_master WHERE type = 'table';

-- name: releases
SELECT id, source, series, start, "end", complete FROM release ORDER BY start, id;

-- name: concepts
SELECT c.system, c.code, c.billable, t.text, c.terminated
FROM concept c JOIN interned t ON t.id = c.long
WHERE c.release_id = :release;

-- name: given_up
SELECT c.system, c.code, c.billable, t.text, c.terminated
FROM concept c JOIN interned t ON t.id = c.long
WHERE c.release_id = :release AND NOT EXISTS (
    SELECT 1 FROM concept n WHERE n.release_id = :newest AND n.system = c.system AND n.code = c.code
);

-- name: notes
SELECT release_id, system, code, text FROM concept_note
WHERE kind IN ('inclusion', 'includes', 'search_term') ORDER BY release_id, system, code, kind, seq;

-- name: mpfs_rvu
SELECT DISTINCT hcpcs FROM mpfs_rvu;

-- name: clfs_rate
SELECT DISTINCT hcpcs FROM clfs_rate;

-- name: mue
SELECT DISTINCT hcpcs FROM mue;

-- name: related_code
SELECT DISTINCT related FROM related_code WHERE kind = 'diagnosis';
