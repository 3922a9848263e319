-- Tables that every knowledge base has, whatever its sources.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Every data set this build knew, loaded or not, so that an answer can name what is missing.
CREATE TABLE source (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    hint TEXT NOT NULL,
    lists TEXT NOT NULL,
    trees TEXT NOT NULL,
    -- JSON: its tables with their keys and columns, so that a reader need not know the sources.
    tables TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE release (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    series TEXT NOT NULL,
    edition TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    page TEXT NOT NULL,
    licence TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER,
    published INTEGER,
    complete INTEGER NOT NULL,
    notes TEXT NOT NULL,
    UNIQUE (source, series, edition, complete)
) STRICT;

CREATE TABLE release_file (
    id INTEGER PRIMARY KEY,
    release_id INTEGER NOT NULL REFERENCES release (id),
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    rows INTEGER NOT NULL
) STRICT;

-- What was read, so that the next build reads again only what is new: a file, by its content, with the source that
-- read it and that source's version; and the releases that it yielded or repeated.
CREATE TABLE input (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    UNIQUE (source, version, sha256)
) STRICT;

CREATE TABLE release_input (
    release_id INTEGER NOT NULL REFERENCES release (id),
    input_id INTEGER NOT NULL REFERENCES input (id),
    PRIMARY KEY (release_id, input_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE release_rows (
    release_id INTEGER NOT NULL REFERENCES release (id),
    "table" TEXT NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (release_id, "table")
) STRICT, WITHOUT ROWID;

-- Texts that recur from release to release, stored once.
CREATE TABLE interned (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
