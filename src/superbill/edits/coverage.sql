-- Indexes are named where the choice matters: a diagnosis stands in few articles, an article has thousands of them.
-- An export may hold a document's coming version beside the one in force: a version that has begun replaces earlier ones.

-- name: articles_of_code
SELECT h.document_id, h.version, k.text, a.title, a.status, a.effective_date, a.end_date, h.group_no, h.src
FROM mcd_article_hcpc h INDEXED BY mcd_article_hcpc_by_hcpcs
JOIN mcd_article a ON a.release_id = h.release_id AND a.document_id = h.document_id AND a.version = h.version
JOIN interned k ON k.id = a.kind
WHERE h.release_id = :release AND h.hcpcs = :code AND NOT EXISTS (
    SELECT 1 FROM mcd_article n WHERE n.release_id = a.release_id AND n.document_id = a.document_id
        AND n.version > a.version AND n.effective_date <= :on
);

-- name: exclusions_of_code
SELECT x.document_id, x.version, k.text, a.title, a.status, a.effective_date, a.end_date, x.brand, x.effective_date,
    x.src
FROM mcd_exclusion x
JOIN mcd_article a ON a.release_id = x.release_id AND a.document_id = x.document_id AND a.version = x.version
JOIN interned k ON k.id = a.kind
WHERE x.release_id = :release AND x.hcpcs = :code AND x.effective_date <= :on AND x.end_date >= :on
    AND NOT EXISTS (
        SELECT 1 FROM mcd_article n WHERE n.release_id = a.release_id AND n.document_id = a.document_id
            AND n.version > a.version AND n.effective_date <= :on
    );

-- name: lcds_of_code
SELECT h.document_id, h.version, k.text, a.title, a.status, a.effective_date, a.end_date, h.group_no, h.src
FROM mcd_lcd_hcpc h INDEXED BY mcd_lcd_hcpc_by_hcpcs
JOIN mcd_lcd a ON a.release_id = h.release_id AND a.document_id = h.document_id AND a.version = h.version
JOIN interned k ON k.id = a.kind
WHERE h.release_id = :release AND h.hcpcs = :code AND NOT EXISTS (
    SELECT 1 FROM mcd_lcd n WHERE n.release_id = a.release_id AND n.document_id = a.document_id
        AND n.version > a.version AND n.effective_date <= :on
);

-- name: article
SELECT a.document_id, a.version, k.text, a.title, a.status, a.effective_date, a.end_date, '', a.src
FROM mcd_article a JOIN interned k ON k.id = a.kind
WHERE a.release_id = :release AND a.document_id = :document ORDER BY a.version DESC LIMIT 1;

-- name: lcd
SELECT a.document_id, a.version, k.text, a.title, a.status, a.effective_date, a.end_date, '', a.src
FROM mcd_lcd a JOIN interned k ON k.id = a.kind
WHERE a.release_id = :release AND a.document_id = :document ORDER BY a.version DESC LIMIT 1;

-- name: ncd
SELECT document_id, version, section, title, level, effective_date, termination_date, retired, src
FROM mcd_ncd WHERE release_id = :release AND document_id = :document ORDER BY version DESC LIMIT 1;

-- name: related
SELECT related_kind, related_id, src FROM mcd_related
WHERE release_id = :release AND document_id = :document AND version = :version AND related_kind <> 'article'
ORDER BY related_kind, related_id;

-- name: contractors_of_document
SELECT contractor_id, contractor_type, contractor_version FROM mcd_document_contractor
WHERE release_id = :release AND document_id = :document AND version = :version;

-- name: primary_states
SELECT state_id FROM mcd_primary_state
WHERE release_id = :release AND document_id = :document AND version = :version;

-- name: contractors
SELECT contractor_id, contractor_type, contractor_version, name, kind FROM mcd_contractor WHERE release_id = :release;

-- name: jurisdictions
SELECT contractor_id, contractor_type, contractor_version, state_id, active_date, term_date
FROM mcd_jurisdiction WHERE release_id = :release;

-- name: states
SELECT state_id, state, parent, name FROM mcd_state WHERE release_id = :release;

-- name: diagnosis
SELECT covered, group_no, max(asterisk), min(src) FROM mcd_article_icd10 INDEXED BY mcd_article_icd10_by_icd10_covered
WHERE release_id = :release AND icd10 = :diagnosis AND covered IN (0, 1) AND document_id = :document
    AND version = :version
GROUP BY covered, group_no ORDER BY covered DESC, group_no;

-- name: group_sizes
SELECT covered, group_no, count(*) FROM mcd_article_icd10
WHERE release_id = :release AND document_id = :document AND version = :version
GROUP BY covered, group_no;

-- name: diagnoses_below
SELECT DISTINCT icd10 FROM mcd_article_icd10
WHERE release_id = :release AND document_id = :document AND version = :version AND covered = 1
    AND icd10 > :diagnosis AND icd10 < :diagnosis || '~'
ORDER BY icd10 LIMIT 3;

-- name: group
SELECT p.text, n.text FROM mcd_article_group g
JOIN interned p ON p.id = g.paragraph JOIN interned n ON n.id = g.note
WHERE g.release_id = :release AND g.document_id = :document AND g.version = :version AND g.kind = :kind
    AND g.group_no = :group;

-- name: diagnoses_of_documents
SELECT d.icd10, d.document_id, d.src
FROM json_each(:documents) j
CROSS JOIN mcd_article_icd10 d ON d.release_id = :release AND d.document_id = json_extract(j.value, '$[0]')
    AND d.version = json_extract(j.value, '$[1]') AND d.covered = 1;

-- name: articles_of_diagnosis
SELECT DISTINCT d.document_id, d.version FROM mcd_article_icd10 d INDEXED BY mcd_article_icd10_by_icd10_covered
JOIN mcd_article a ON a.release_id = d.release_id AND a.document_id = d.document_id AND a.version = d.version
WHERE d.release_id = :release AND d.icd10 = :diagnosis AND d.covered = 1 AND a.status = 'A'
    AND a.effective_date <= :on AND a.end_date >= :on AND NOT EXISTS (
        SELECT 1 FROM mcd_article n WHERE n.release_id = a.release_id AND n.document_id = a.document_id
            AND n.version > a.version AND n.effective_date <= :on
    );

-- name: procedures_of_documents
SELECT h.hcpcs, h.document_id, h.src
FROM json_each(:documents) j
CROSS JOIN mcd_article_hcpc h ON h.release_id = :release AND h.document_id = json_extract(j.value, '$[0]')
    AND h.version = json_extract(j.value, '$[1]');

-- name: text
SELECT text, src FROM mcd_text
WHERE release_id = :release AND document_id = :document AND version = :version AND part = :part;
