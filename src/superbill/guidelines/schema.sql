-- Documents that the operator added. This file is private and never part of a knowledge base.
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    payer TEXT NOT NULL,
    effective INTEGER NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    pages INTEGER NOT NULL,
    imported INTEGER NOT NULL,
    UNIQUE (title, publisher, payer, effective)
) STRICT;

CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    heading TEXT NOT NULL,
    page TEXT NOT NULL,
    last_page TEXT NOT NULL,
    line INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (document_id, ordinal)
) STRICT;

CREATE TABLE mention (
    passage_id INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    width INTEGER NOT NULL,
    PRIMARY KEY (passage_id, first, last)
) STRICT, WITHOUT ROWID;

CREATE INDEX mention_by_first ON mention (first, last);

CREATE VIRTUAL TABLE passage_words USING fts5 (
    text, heading, content = 'passage', content_rowid = 'id', tokenize = 'porter unicode61'
);

CREATE TRIGGER passage_added AFTER INSERT ON passage BEGIN
    INSERT INTO passage_words (rowid, text, heading) VALUES (new.id, new.text, new.heading);
END;

CREATE TRIGGER passage_removed AFTER DELETE ON passage BEGIN
    INSERT INTO passage_words (passage_words, rowid, text, heading) VALUES ('delete', old.id, old.text, old.heading);
END;
