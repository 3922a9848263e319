-- name: origin
SELECT file, sha256, imported_on FROM origin;

-- name: text
SELECT short, medium, long, line FROM descriptor WHERE code = :code;

-- name: add_origin
INSERT INTO origin (file, sha256, imported_on) VALUES (:file, :sha256, :on);

-- name: add_text
INSERT INTO descriptor (code, short, medium, long, line) VALUES (:code, :short, :medium, :long, :line);
