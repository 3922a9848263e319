-- name: documents
SELECT d.id, d.title, d.publisher, d.payer, d.effective, d.file, d.sha256, d.pages, d.imported,
    (SELECT count(*) FROM passage p WHERE p.document_id = d.id)
FROM document d ORDER BY d.payer, d.publisher, d.title, d.effective;

-- name: same_edition
SELECT id, sha256 FROM document
WHERE title = :title AND publisher = :publisher AND payer = :payer AND effective = :effective;

-- name: add_document
INSERT INTO document (title, publisher, payer, effective, file, sha256, pages, imported)
VALUES (:title, :publisher, :payer, :effective, :file, :sha256, :pages, :imported);

-- name: add_passage
INSERT INTO passage (document_id, ordinal, heading, page, last_page, line, text)
VALUES (:document, :ordinal, :heading, :page, :last_page, :line, :text);

-- name: add_mention
INSERT OR IGNORE INTO mention (passage_id, first, last, width) VALUES (:passage, :first, :last, :width);

-- name: count_mentions
SELECT count(*) FROM (SELECT DISTINCT m.first, m.last FROM mention m JOIN passage p ON p.id = m.passage_id
    WHERE p.document_id = :document);

-- name: remove_document
DELETE FROM document WHERE id = :document;

-- name: naming
SELECT p.document_id, p.ordinal, p.heading, p.page, p.last_page, p.line, p.text, m.first, m.last
FROM mention m JOIN passage p ON p.id = m.passage_id
JOIN json_each(:documents) j ON j.value = p.document_id
WHERE m.first <= :code AND m.last >= :code AND length(m.first) = length(:code) AND m.width <= :widest
ORDER BY m.width, p.document_id, p.ordinal;

-- name: words
SELECT p.document_id, p.ordinal, p.heading, p.page, p.last_page, p.line, p.text, '', ''
FROM passage_words w JOIN passage p ON p.id = w.rowid
JOIN json_each(:documents) j ON j.value = p.document_id
WHERE passage_words MATCH :words
ORDER BY bm25(passage_words, 1.0, 2.0) LIMIT :limit;

-- name: count_passages
SELECT count(*) FROM passage;

-- name: with_word
SELECT j.value, (SELECT count(*) FROM passage_words WHERE passage_words MATCH j.value) FROM json_each(:words) j;
