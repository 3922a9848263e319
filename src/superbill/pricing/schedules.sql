-- name: mpfs_row
SELECT hcpcs, modifier, status, work_rvu, non_facility_pe_rvu, non_facility_na, facility_pe_rvu, facility_na, mp_rvu,
    non_facility_total_rvu, facility_total_rvu, pctc, global_days, pre_op, intra_op, post_op, multiple_procedure,
    bilateral, assistant, co_surgeon, team, endoscopic_base, conversion_factor, diagnostic_supervision, imaging_family,
    non_facility_opps_pe, facility_opps_pe, opps_mp, src
FROM mpfs_rvu WHERE release_id = :release AND hcpcs = :code AND modifier = :modifier;

-- name: mpfs_rows
SELECT hcpcs, modifier, status, work_rvu, non_facility_pe_rvu, non_facility_na, facility_pe_rvu, facility_na, mp_rvu,
    non_facility_total_rvu, facility_total_rvu, pctc, global_days, pre_op, intra_op, post_op, multiple_procedure,
    bilateral, assistant, co_surgeon, team, endoscopic_base, conversion_factor, diagnostic_supervision, imaging_family,
    non_facility_opps_pe, facility_opps_pe, opps_mp, src
FROM mpfs_rvu WHERE release_id = :release AND hcpcs = :code ORDER BY modifier;

-- name: clfs_rows
SELECT modifier, effective_date, indicator, rate_usd, src
FROM clfs_rate WHERE release_id = :release AND hcpcs = :code ORDER BY modifier;

-- name: gpci
SELECT mac, locality, state, name, work_gpci, pe_gpci, mp_gpci, src
FROM gpci WHERE release_id = :release AND mac = :mac AND locality = :locality;

-- name: localities
SELECT mac, locality, state, name, work_gpci, pe_gpci, mp_gpci, src
FROM gpci WHERE release_id = :release ORDER BY state, name;

-- name: zip
SELECT zip, state, mac, locality, plus_four, src FROM zip_locality WHERE release_id = :release AND zip = :zip;


-- name: volumes
SELECT s.geography, g.text, s.place, s.services, s.beneficiaries, s.average_charge_usd, s.average_allowed_usd, s.src
FROM practitioner_service s JOIN interned g ON g.id = s.geography_name
WHERE s.release_id = :release AND s.hcpcs = :code AND s.geography IN ('', :geography)
ORDER BY s.geography, s.place DESC;
