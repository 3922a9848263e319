-- What the term dictionary is compiled from. Tables of sources that a build may lack are asked only if they are there.

-- name: tables
SELECT name FROM sqlite_master WHERE type = 'table';

-- name: codes
SELECT c.code, c.billable, t.text FROM concept c JOIN interned t ON t.id = c.long
WHERE c.release_id = :release AND c.system = 'icd10cm' ORDER BY c.code;

-- name: inclusions
SELECT code, text FROM concept_note
WHERE release_id = :release AND system = 'icd10cm' AND kind IN ('inclusion', 'includes') ORDER BY code, kind, seq;

-- name: index_terms
SELECT id, parent, term, modifiers, code, manifestation FROM index_term
WHERE release_id = :release AND book = :book ORDER BY id;

-- name: references
SELECT id, text, target FROM index_see WHERE release_id = :release AND book = :book ORDER BY id, seq;

-- name: neoplasms
SELECT id, parent, term, modifiers, malignant_primary, malignant_secondary, in_situ, benign, uncertain, unspecified
FROM neoplasm_term WHERE release_id = :release ORDER BY id;

-- name: drugs
SELECT term, accidental, adverse_effect, underdosing FROM drug_term WHERE release_id = :release AND level = 0 ORDER BY id;

-- name: synonyms
SELECT icd10cm, term, preferred FROM disease_synonym WHERE release_id = :release ORDER BY icd10cm, term;

-- name: valid_on
SELECT DISTINCT code FROM code_validity WHERE system = 'icd10cm' AND effective_date <= :day AND last_date >= :day;

-- name: edits
SELECT edits, src FROM code_validity WHERE release_id = :release AND system = 'icd10cm' AND code = :code ORDER BY effective_date;

-- name: title
SELECT t.text FROM concept c JOIN interned t ON t.id = c.long WHERE c.release_id = :release AND c.system = :system AND c.code = :code;

-- name: chronic
SELECT DISTINCT icd10cm FROM chronic_indicator WHERE indicator = 1;

-- name: plain
SELECT code, title FROM plain_text WHERE release_id = :release AND system = 'cpt' ORDER BY code;

-- name: search_terms
SELECT code, text FROM concept_note WHERE release_id = :release AND kind = 'search_term' ORDER BY code, seq;

-- name: hcpcs
SELECT c.code, t.text FROM concept c JOIN interned t ON t.id = c.long
WHERE c.release_id = :release AND c.system = 'hcpcs' AND c.code BETWEEN 'J0000' AND 'J9999' AND c.terminated IS NULL ORDER BY c.code;
