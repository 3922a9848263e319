-- What the claim rules ask, one code at a time; answers are remembered (facts.py).

-- name: fee_rows
SELECT modifier, status, non_facility_na, facility_na, pctc, global_days, multiple_procedure, bilateral, assistant,
    co_surgeon, team, src
FROM mpfs_rvu WHERE release_id = :release AND hcpcs = :code ORDER BY modifier;

-- name: mue_row
SELECT m.units, m.mai, m.src FROM mue m WHERE m.release_id = :release AND m.hcpcs = :code;

-- name: column2_codes
SELECT DISTINCT column2 FROM ptp
WHERE release_id = :release AND column1 = :code AND deletion_date >= :since AND modifier_indicator <> 9;

-- name: pair_rows
SELECT effective_date, deletion_date, modifier_indicator, src FROM ptp
WHERE release_id = :release AND column1 = :column1 AND column2 = :column2 AND modifier_indicator <> 9
ORDER BY effective_date DESC;

-- name: addon_rows
SELECT primary_code, addon_type, effective_date, ifnull(deletion_date, 99991231),
    ifnull(addon_deletion_date, 99991231), ifnull(primary_deletion_date, 99991231), src
FROM addon_code WHERE release_id = :release AND addon = :code;

-- name: laboratory_rows
SELECT modifier, src FROM clfs_rate WHERE release_id = :release AND hcpcs = :code;

-- name: outpatient_row
SELECT status_indicator, src FROM opps_hcpcs WHERE release_id = :release AND hcpcs = :code;

-- name: listed_code
SELECT billable, ifnull(added, 0), ifnull(terminated, 99991231), src FROM concept
WHERE release_id = :release AND system = :system AND code = :code;

-- name: place_row
SELECT name, rate, assigned, src FROM place_of_service WHERE release_id = :release AND code = :code;

-- name: zip_row
SELECT state, mac, locality, src FROM zip_locality WHERE release_id = :release AND zip = :code;

-- name: validity_rows
SELECT effective_date, last_date, edits, src FROM code_validity
WHERE release_id = :release AND system = :system AND code = :code ORDER BY effective_date;

-- name: valid_below
SELECT code, src FROM code_validity
WHERE release_id = :release AND system = :system AND code > :code AND code < :code || '~'
    AND effective_date <= :on AND last_date >= :on
ORDER BY code LIMIT :limit;

-- name: listed_below
SELECT code, src FROM concept
WHERE release_id = :release AND system = :system AND billable = 1 AND code > :code AND code < :code || '~'
ORDER BY code LIMIT :limit;

-- name: parent
SELECT ifnull(parent, ''), src FROM concept WHERE release_id = :release AND system = :system AND code = :code;

-- name: sequence_notes
SELECT kind, text, src FROM concept_note
WHERE release_id = :release AND system = :system AND code = :code AND kind IN ('excludes1', 'code_first')
ORDER BY kind, seq;

-- name: policy_names_code
SELECT EXISTS (SELECT 1 FROM mcd_article_hcpc WHERE release_id = :articles AND hcpcs = :code)
    OR EXISTS (SELECT 1 FROM mcd_exclusion WHERE release_id = :articles AND hcpcs = :code)
    OR EXISTS (SELECT 1 FROM mcd_lcd_hcpc WHERE release_id = :lcds AND hcpcs = :code);

-- name: pairs_among
SELECT p.column1, p.column2, p.effective_date, p.deletion_date, p.modifier_indicator, r.text, p.src
FROM ptp p JOIN interned r ON r.id = p.rationale
WHERE p.release_id = :release AND p.column1 IN (SELECT value FROM json_each(:codes))
    AND p.column2 IN (SELECT value FROM json_each(:codes))
ORDER BY p.column1, p.column2, p.effective_date, p.deletion_date;
