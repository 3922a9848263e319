-- name: opps_code
SELECT h.status_indicator, h.apc, h.relative_weight, h.payment_rate_usd,
    ifnull(h.adjusted_copay_usd, ifnull(h.national_copay_usd, h.minimum_copay_usd)), h.src
FROM opps_hcpcs h WHERE h.release_id = :release AND h.hcpcs = :code;

-- name: opps_meaning
SELECT item, payment_status, src FROM opps_status_indicator
WHERE release_id = :release AND indicator = :indicator ORDER BY seq;

-- name: opps_apc
SELECT title, src FROM opps_apc WHERE release_id = :release AND apc = :apc;

-- name: asc_code
SELECT payment_indicator, multiple_procedure_discount, payment_rate_usd, src
FROM asc_rate WHERE release_id = :release AND hcpcs = :code;

-- name: asc_meaning
SELECT meaning, src FROM asc_payment_indicator WHERE release_id = :release AND indicator = :indicator;

-- name: asp
SELECT a.dosage, a.payment_limit_usd, a.coinsurance_percent, n.text, a.src
FROM asp_limit a LEFT JOIN interned n ON n.id = a.notes WHERE a.release_id = :release AND a.hcpcs = :code;

-- name: ndc
SELECT n.product_number, n.ndc, l.text, n.drug_name, n.bill_units_per_package, n.src
FROM ndc_hcpcs n JOIN interned l ON l.id = n.labeler
WHERE n.release_id = :release AND n.hcpcs = :code ORDER BY n.product_number LIMIT :limit;

-- name: anesthesia
SELECT base_units, src FROM anesthesia_base_unit WHERE release_id = :release AND hcpcs = :code;

-- name: anesthesia_cf
SELECT cf_usd, national_cf_usd, src FROM anesthesia_cf
WHERE release_id = :release AND mac = :mac AND locality = :locality;

-- name: anesthesia_national
SELECT national_cf_usd, src FROM anesthesia_cf
WHERE release_id = :release AND national_cf_usd IS NOT NULL ORDER BY mac, locality LIMIT 1;

-- name: dmepos
SELECT modifier, modifier2, category, ceiling_usd, floor_usd, src
FROM dmepos_item WHERE release_id = :release AND hcpcs = :code ORDER BY modifier, modifier2;

-- name: dmepos_fees
SELECT modifier, modifier2, state, rural, amount_usd, src
FROM dmepos_fee WHERE release_id = :release AND hcpcs = :code AND state = :state ORDER BY modifier, modifier2, rural;

-- name: primaries
SELECT primary_code, addon_type, src FROM addon_code
WHERE release_id = :release AND addon = :code AND ifnull(deletion_date, 99991231) >= :day
    AND ifnull(primary_deletion_date, 99991231) >= :day AND effective_date <= :day
ORDER BY primary_code LIMIT :limit;

-- name: addons
SELECT addon, addon_type, src FROM addon_code
WHERE release_id = :release AND primary_code = :code AND ifnull(deletion_date, 99991231) >= :day
    AND ifnull(addon_deletion_date, 99991231) >= :day AND effective_date <= :day
ORDER BY addon LIMIT :limit;
