-- name: severity
SELECT level, src FROM cc_mcc WHERE release_id = :release AND icd10cm = :code;

-- name: exclusion
SELECT collection, principal_codes, alive_only, src FROM cc_exclusion
WHERE release_id = :release AND icd10cm = :code;

-- name: drg
SELECT w.drg, w.title, w.mdc, w.kind, w.weight, w.uncapped_weight, w.gmlos, w.amlos, w.post_acute, w.special_pay, w.src
FROM msdrg_weight w WHERE w.release_id = :release AND w.drg = :drg;

-- Every model of the mapping, with a NULL HCC where it does not count the code.
-- name: hccs
SELECT mt.text, vt.text, m.codes_through, h.hcc, coalesce(h.src, m.src)
FROM hcc_model m
    JOIN interned mt ON mt.id = m.model
    JOIN interned vt ON vt.id = m.version
    LEFT JOIN hcc_map h
        ON h.release_id = m.release_id AND h.model = m.model AND h.version = m.version AND h.icd10cm = :code
WHERE m.release_id = :release
ORDER BY mt.text, vt.text DESC, CAST(h.hcc AS INTEGER);

-- name: hcc_label
SELECT t.text, l.src
FROM hcc_label l JOIN interned t ON t.id = l.label
WHERE l.release_id = :release AND l.hcc = :hcc
    AND l.model = (SELECT id FROM interned WHERE text = :model)
    AND l.version = (SELECT id FROM interned WHERE text = :version);

-- name: hcc_coefficients
SELECT c.coefficient, t.text, c.src
FROM hcc_coefficient c JOIN interned t ON t.id = c.variant
WHERE c.release_id = :release AND c.variable = :variable
    AND c.model = (SELECT id FROM interned WHERE text = :model)
    AND c.version = (SELECT id FROM interned WHERE text = :version)
    AND c.segment = (SELECT id FROM interned WHERE text = :segment)
ORDER BY t.text;

-- name: hcc_edits
SELECT sex, age_min, age_max, replaced_by, mce, src FROM hcc_edit
WHERE release_id = :release AND icd10cm = :code
    AND model = (SELECT id FROM interned WHERE text = :model)
    AND version = (SELECT id FROM interned WHERE text = :version)
ORDER BY seq;

-- name: hcc_drops
SELECT drops, src FROM hcc_hierarchy
WHERE release_id = :release AND hcc = :hcc
    AND model = (SELECT id FROM interned WHERE text = :model)
    AND version = (SELECT id FROM interned WHERE text = :version)
ORDER BY CAST(drops AS INTEGER);

-- name: ccsr
SELECT c.position, k.text, l.text, c.src
FROM ccsr c JOIN interned k ON k.id = c.category LEFT JOIN interned l ON l.id = c.label
WHERE c.release_id = :release AND c.icd10cm = :code ORDER BY c.position;

-- name: chronic
SELECT indicator, src FROM chronic_indicator WHERE release_id = :release AND icd10cm = :code;

-- name: gems
SELECT target_code, approximate, no_map, combination, scenario, choice, src FROM gem
WHERE release_id = :release AND direction = :direction AND source_code = :code
ORDER BY scenario, choice, target_code;
