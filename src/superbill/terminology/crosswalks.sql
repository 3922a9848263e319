-- name: severity
SELECT level, src FROM cc_mcc WHERE release_id = :release AND icd10cm = :code;

-- name: exclusion
SELECT collection, principal_codes, alive_only, src FROM cc_exclusion
WHERE release_id = :release AND icd10cm = :code;

-- name: drg
SELECT w.drg, w.title, w.mdc, w.kind, w.weight, w.uncapped_weight, w.gmlos, w.amlos, w.post_acute, w.special_pay, w.src
FROM msdrg_weight w WHERE w.release_id = :release AND w.drg = :drg;

-- name: mdc
SELECT description, src FROM mdc WHERE release_id = :release AND mdc = :mdc;

-- Every model of the mapping, with a NULL HCC where it does not count the code.
-- name: hccs
SELECT m.model, m.version, m.codes_through, h.hcc, coalesce(h.src, m.src)
FROM hcc_model m
    LEFT JOIN hcc_map h ON h.release_id = m.release_id AND h.number = m.number AND h.icd10cm = :code
WHERE m.release_id = :release
ORDER BY m.model, m.version DESC, CAST(h.hcc AS INTEGER);

-- name: hcc_label
SELECT t.text, l.src
FROM hcc_label l JOIN interned t ON t.id = l.label
WHERE l.release_id = :release AND l.model = :model AND l.version = :version AND l.hcc = :hcc;

-- name: hcc_coefficients
SELECT coefficient, variant, src FROM hcc_coefficient
WHERE release_id = :release AND model = :model AND version = :version AND variable = :variable AND segment = :segment
ORDER BY variant;

-- name: hcc_edits
SELECT sex, age_min, age_max, replaced_by, mce, src FROM hcc_edit
WHERE release_id = :release AND model = :model AND version = :version AND icd10cm = :code ORDER BY seq;

-- name: hcc_drops
SELECT drops, src FROM hcc_hierarchy
WHERE release_id = :release AND model = :model AND version = :version AND hcc = :hcc ORDER BY CAST(drops AS INTEGER);

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
