-- The operator's own licensed CPT texts. This file is private and never part of a knowledge base.
CREATE TABLE origin (file TEXT NOT NULL, sha256 TEXT NOT NULL, imported_on TEXT NOT NULL) STRICT;
CREATE TABLE descriptor (
    code TEXT PRIMARY KEY,
    short TEXT,
    medium TEXT,
    long TEXT,
    line INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
