"""Writes the search index: a tantivy index whose documents stand in the order in which equal matches are shown.

Fields of a code's document (tokens separated by blanks, cut by `tokens`, never by tantivy):

- `words`, `stems`: of the description; `more`: stems of the description, synonyms and inclusion terms
- `starts`: beginnings of the words of the description, 1 to 12 letters, so that a prefix is one posting list;
  `starts_more`: of the words of synonyms and inclusion terms
- `key`: the code; `code`: its beginnings, 1 to 7 characters; `code_rank`: its place when hits are sorted by code
- `system`: its place in `System`; `late`: 1 for codes that come after all others; `hit`: what is shown

After the codes comes a document for each word of the vocabulary, the most frequent first: `word`, and `hit`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import msgspec
from tantivy import Document as IndexDocument
from tantivy import Index, IndexWriter, Schema, SchemaBuilder

from superbill.errors import InternalError
from superbill.kb.home import content_folder
from superbill.model.codes import System
from superbill.terminology.documents import SYSTEM_ORDER, Document, read_documents
from superbill.terminology.lexicon import Lexicon, load_lexicon
from superbill.terminology.tokens import indexed_tokens, stem

FORMAT = "superbill search 1\n"
FORMAT_FILE = "format"


def index_version() -> str:
    """Changes with the index format and with the lexicon that ranks its documents."""
    lexicon = (content_folder() / "lexicon.toml").read_bytes()
    return hashlib.sha256(FORMAT.encode() + lexicon).hexdigest()[:16]


LONGEST_START = 12
LONGEST_CODE = 7

_HEAP_BYTES = 1 << 30
"""Room for everything at once (taken as needed), so that one segment holds it all, in order."""


class Shown(msgspec.Struct, array_like=True):
    """What the index keeps of a document to show it."""

    system: str
    code: str
    display: str
    billable: bool
    ended: bool = False


def build_index(kb_file: Path, folder: Path) -> None:
    """Write the index of a finished knowledge base into an empty folder. The same content gives the same order of hits."""
    lexicon = load_lexicon()
    with closing(sqlite3.connect(f"{kb_file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        documents = read_documents(connection, lexicon)
    index = Index(_schema(), path=str(folder))
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    vocabulary = _add_codes(writer, documents)
    _add_vocabulary(writer, vocabulary, lexicon)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    if index.searcher().num_segments > 1:
        raise InternalError("the search index fell into several parts, which would show hits out of order")
    _finish(folder)


def _finish(folder: Path) -> None:
    """Stamps the index, and lets everybody read it who may read the stamp: tantivy keeps some of its files to their owner."""
    stamp = folder / FORMAT_FILE
    stamp.write_text(FORMAT, encoding="ascii")
    for file in folder.iterdir():
        file.chmod(stamp.stat().st_mode)


def _schema() -> Schema:
    builder = SchemaBuilder()
    for name in ("words", "stems", "more", "starts", "starts_more", "key", "code", "word"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_unsigned_field("system", indexed=True, fast=True)
    builder.add_unsigned_field("late", indexed=True)
    builder.add_unsigned_field("code_rank", fast=True)
    builder.add_bytes_field("hit", stored=True)
    return builder.build()


def _add_codes(writer: IndexWriter, documents: Sequence[Document]) -> Counter[str]:
    """Adds the documents of codes; how often each word occurs in them."""
    ranks = {id(document): rank for rank, document in enumerate(sorted(documents, key=_code_order))}
    vocabulary: Counter[str] = Counter()
    encode = msgspec.msgpack.encode
    for document in documents:
        words = indexed_tokens(document.display)
        also = [word for text in document.synonyms for word in indexed_tokens(text)]
        vocabulary.update(words)
        stems = list(map(stem, words))
        entry = IndexDocument()
        entry.add_text("words", " ".join(words))
        entry.add_text("stems", _joined(stems))
        entry.add_text("more", _joined([*stems, *map(stem, also)]))
        entry.add_text("starts", _joined(map(_starts, words)))
        if also:
            vocabulary.update(also)
            entry.add_text("starts_more", _joined(map(_starts, also)))
        entry.add_text("key", document.key)
        entry.add_text("code", "" if document.is_range else _beginnings(document.key, LONGEST_CODE))
        entry.add_unsigned("system", SYSTEM_ORDER[document.system])
        entry.add_unsigned("late", int(document.late))
        entry.add_unsigned("code_rank", ranks[id(document)])
        shown = Shown(document.system, document.code, document.display, document.billable, document.old)
        entry.add_bytes("hit", encode(shown))
        writer.add_document(entry)
    return vocabulary


def _code_order(document: Document) -> tuple[bool, bool, int, int, str]:
    """Current before ended, modifiers after codes, shorter before longer, then by system and code."""
    is_modifier = document.system is System.MODIFIER
    return document.old, is_modifier, len(document.code), SYSTEM_ORDER[document.system], document.code


def _add_vocabulary(writer: IndexWriter, vocabulary: Counter[str], lexicon: Lexicon) -> None:
    vocabulary.update(word for entry in lexicon.entries for word in entry.words)
    for word, _ in sorted(vocabulary.items(), key=lambda item: (-item[1], item[0])):
        if word.isalpha():
            entry = IndexDocument()
            entry.add_text("word", word)
            entry.add_bytes("hit", word.encode("ascii"))
            writer.add_document(entry)


def _joined(tokens: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(tokens))


def _beginnings(word: str, longest: int) -> str:
    return " ".join(word[:length] for length in range(1, min(len(word), longest) + 1))


@lru_cache(maxsize=100_000)
def _starts(word: str) -> str:
    return _beginnings(word, LONGEST_START)
