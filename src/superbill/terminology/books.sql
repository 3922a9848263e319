-- name: main_terms
SELECT id, parent, level, term, modifiers, path, code, incomplete, manifestation, src FROM index_term
WHERE release_id = :release AND book = :book AND parent = 0 AND term LIKE :start ESCAPE '\'
ORDER BY id LIMIT :limit;

-- name: terms_with
SELECT id, parent, level, term, modifiers, path, code, incomplete, manifestation, src FROM index_term
WHERE release_id = :release AND book = :book AND level > 0
AND path LIKE :word1 ESCAPE '\' AND path LIKE :word2 ESCAPE '\' AND path LIKE :word3 ESCAPE '\'
ORDER BY id LIMIT :limit;

-- name: terms_from
SELECT id, parent, level, term, modifiers, path, code, incomplete, manifestation, src FROM index_term
WHERE release_id = :release AND book = :book AND id >= :id ORDER BY id LIMIT :limit;

-- name: references
SELECT id, kind, text, code, target, src FROM index_see
WHERE release_id = :release AND book = :book AND id BETWEEN :first AND :last ORDER BY id, seq;
