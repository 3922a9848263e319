-- name: meta
SELECT key, value FROM meta;

-- name: releases
SELECT id, source, series, edition, title, publisher, page, licence, start, "end", published, complete, notes
FROM release ORDER BY source, series, start, published IS NULL, published, id;

-- name: files
SELECT id, release_id, name, sha256, rows FROM release_file ORDER BY id;

-- name: sources
SELECT id, title, hint, lists, trees, tables FROM source ORDER BY id;

-- name: text
SELECT text FROM interned WHERE id = :number;
