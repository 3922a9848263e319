-- What the remittance work asks of the knowledge base beyond prices and edits.

-- name: official_text
SELECT description, src FROM adjustment_code WHERE release_id = :release AND list = :list AND code = :code;
