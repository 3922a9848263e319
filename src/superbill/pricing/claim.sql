-- name: place
SELECT rate, src FROM place_of_service WHERE release_id = :release AND code = :code;

-- name: cap
SELECT facility_usd, non_facility_usd, src FROM opps_cap
WHERE release_id = :release AND hcpcs = :code AND modifier = :modifier AND mac = :mac AND locality = :locality;

-- name: anesthesia
SELECT base_units, src FROM anesthesia_base_unit WHERE release_id = :release AND hcpcs = :code;

-- name: anesthesia_cf
SELECT cf_usd, src FROM anesthesia_cf
WHERE release_id = :release AND mac = :mac AND locality = :locality;

-- name: anesthesia_national
SELECT national_cf_usd, src FROM anesthesia_cf
WHERE release_id = :release AND national_cf_usd IS NOT NULL ORDER BY mac, locality LIMIT 1;

-- name: opps
SELECT status_indicator, payment_rate_usd, ifnull(national_copay_usd, minimum_copay_usd), adjusted_copay_usd,
    ira_coinsurance_percent, src
FROM opps_hcpcs WHERE release_id = :release AND hcpcs = :code;

-- name: opps_meaning
SELECT item, payment_status, src FROM opps_status_indicator
WHERE release_id = :release AND indicator = :indicator ORDER BY seq LIMIT 1;

-- name: asc
SELECT payment_indicator, multiple_procedure_discount, payment_rate_usd, adjusted_copay_usd, src
FROM asc_rate WHERE release_id = :release AND hcpcs = :code;

-- name: drg
SELECT weight, gmlos, post_acute, special_pay, src FROM msdrg_weight WHERE release_id = :release AND drg = :drg;
