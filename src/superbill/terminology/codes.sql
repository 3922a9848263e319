-- name: concept
SELECT c.code, c.parent, c.billable, c.short, t.text, c.added, c.terminated, c.action, c.ordinal, c.src
FROM concept c JOIN interned t ON t.id = c.long
WHERE c.release_id = :release AND c.system = :system AND code = :code;

-- name: children
SELECT c.code, c.parent, c.billable, c.short, t.text, c.added, c.terminated, c.action, c.ordinal, c.src
FROM concept c INDEXED BY concept_by_system_parent JOIN interned t ON t.id = c.long
WHERE c.release_id = :release AND c.system = :system AND parent = :code ORDER BY ordinal, code;

-- name: roots
SELECT c.code, c.parent, c.billable, c.short, t.text, c.added, c.terminated, c.action, c.ordinal, c.src
FROM concept c INDEXED BY concept_by_system_parent JOIN interned t ON t.id = c.long
WHERE c.release_id = :release AND c.system = :system AND parent IS NULL ORDER BY ordinal, code;

-- name: below
SELECT c.code, c.parent, c.billable, c.short, t.text, c.added, c.terminated, c.action, c.ordinal, c.src
FROM concept c JOIN interned t ON t.id = c.long
WHERE c.release_id = :release AND c.system = :system AND billable = 1 AND code > :code AND code < :code || '~'
ORDER BY code LIMIT :limit;

-- name: count_below
SELECT count(*) FROM concept
WHERE release_id = :release AND system = :system AND billable = 1 AND code > :code AND code < :code || '~';

-- name: newer_below
SELECT c.code, c.parent, c.billable, c.short, t.text, c.added, c.terminated, c.action, c.ordinal, c.src
FROM concept c JOIN interned t ON t.id = c.long
WHERE c.release_id = :release AND c.system = :system AND c.code > :code AND c.code < :code || '~'
    AND NOT EXISTS (
        SELECT 1 FROM concept n WHERE n.release_id = :hierarchy AND n.system = :system AND n.code = c.code
    )
ORDER BY c.code;

-- name: notes
SELECT kind, text, src FROM concept_note
WHERE release_id = :release AND system = :system AND code = :code ORDER BY kind, seq;

-- name: seventh
SELECT character, meaning, src FROM seventh_character
WHERE release_id = :release AND system = :system AND code = :code ORDER BY character;

-- name: neighbours
SELECT c.code, c.parent, c.billable, c.short, t.text, c.added, c.terminated, c.action, c.ordinal, c.src
FROM concept c JOIN interned t ON t.id = c.long
WHERE c.release_id = :release AND c.system = :system AND code BETWEEN :low AND :high ORDER BY code;

-- name: mpfs_has
SELECT hcpcs, src FROM mpfs_rvu WHERE release_id = :release AND hcpcs = :code LIMIT 1;

-- name: clfs_has
SELECT hcpcs, src FROM clfs_rate WHERE release_id = :release AND hcpcs = :code LIMIT 1;

-- name: mue_has
SELECT hcpcs, src FROM mue WHERE release_id = :release AND hcpcs = :code LIMIT 1;

-- name: ptp_has
SELECT column1, src FROM ptp WHERE release_id = :release AND column1 = :code LIMIT 1;

-- name: plain
SELECT title, review, service_type, sites, what, why, how, document, patient, workflow, src
FROM plain_text WHERE release_id = :release AND system = :system AND code = :code;

-- name: related
SELECT kind, related, src FROM related_code
WHERE release_id = :release AND system = :system AND code = :code ORDER BY kind, seq;

-- name: related_to
SELECT kind, code, src FROM related_code
WHERE release_id = :release AND related = :code AND kind = :kind ORDER BY code;

-- name: codes
SELECT c.code FROM concept c
WHERE c.release_id = :release AND c.system = :system AND code > :after ORDER BY code LIMIT :limit;

-- name: mpfs_codes
SELECT DISTINCT hcpcs FROM mpfs_rvu
WHERE release_id = :release AND hcpcs > :after AND hcpcs GLOB '[0-9][0-9][0-9][0-9][0-9FTUMA]' ORDER BY hcpcs LIMIT :limit;

-- name: clfs_codes
SELECT DISTINCT hcpcs FROM clfs_rate
WHERE release_id = :release AND hcpcs > :after AND hcpcs GLOB '[0-9][0-9][0-9][0-9][0-9FTUMA]' ORDER BY hcpcs LIMIT :limit;

-- name: mue_codes
SELECT DISTINCT hcpcs FROM mue
WHERE release_id = :release AND hcpcs > :after AND hcpcs GLOB '[0-9][0-9][0-9][0-9][0-9FTUMA]' ORDER BY hcpcs LIMIT :limit;

-- name: validity
SELECT effective_date, last_date, edits, src FROM code_validity
WHERE release_id = :release AND system = :system AND code = :code ORDER BY effective_date;
