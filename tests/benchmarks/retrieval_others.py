"""`python -m benchmarks.retrieval_others ENGINE QUESTIONS FORMS`: candidates by other engines, measured here.

Each indexes the same phrasings by characters and finds the 50 nearest. Prints a line of JSON.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from benchmarks.large_knowledge import Size, facts, questions
from benchmarks.own_process import cpu, resident

ASKED = 1_000
WARM_UP = 50
NEAREST = 50
Search = Callable[[str], list[int]]
"""The numbers of the phrasings nearest to a question."""


def phrasings(size: Size) -> Iterator[str]:
    """What is indexed, pair by pair."""
    for fact in facts(size.pairs):
        yield from fact.forms[: size.forms]


def tantivy(size: Size) -> Search:
    """Its n-gram tokenizer, one and two characters; any of them will do."""
    import tantivy as engine

    analyzer = engine.TextAnalyzerBuilder(engine.Tokenizer.ngram(1, 2, False)).build()
    schema = engine.SchemaBuilder()
    schema.add_text_field("text", tokenizer_name="grams")
    schema.add_integer_field("number", stored=True, fast=True)
    made = schema.build()
    index = engine.Index(made)
    index.register_tokenizer("grams", analyzer)
    writer = index.writer(50_000_000, 1)
    for number, text in enumerate(phrasings(size)):
        writer.add_document(engine.Document(text=[text], number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher, occur, query = index.searcher(), engine.Occur.Should, engine.Query

    def search(text: str) -> list[int]:
        any_of = query.boolean_query([(occur, query.term_query(made, "text", gram)) for gram in grams(text)])
        hits = searcher.search(any_of, NEAREST, count=False).hits
        return [searcher.doc(address)["number"][0] for _, address in hits]

    return search


def bm25s(size: Size) -> Search:
    """BM25 over characters and pairs of them."""
    import bm25s as engine

    numbers: dict[str, int] = {}
    held = [[numbers.setdefault(gram, len(numbers)) for gram in grams(text)] for text in phrasings(size)]
    index = engine.BM25()
    index.index((held, numbers), show_progress=False)
    del held

    def search(text: str) -> list[int]:
        known = [numbers[gram] for gram in grams(text) if gram in numbers]
        scores = index.get_scores_from_ids(known)
        nearest = np.argpartition(scores, -NEAREST)[-NEAREST:]
        return [int(number) for number in nearest]

    return search


def fts5(size: Size) -> Search:
    """SQLite's trigrams; any of them will do, by its BM25."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE held USING fts5(text, tokenize = 'trigram')")
    database.executemany("INSERT INTO held(rowid, text) VALUES (?, ?)", enumerate(phrasings(size)))
    database.execute("INSERT INTO held(held) VALUES ('optimize')")

    def search(text: str) -> list[int]:
        found = dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2))
        wanted = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in found)
        sql = "SELECT rowid FROM held WHERE held MATCH ? ORDER BY rank LIMIT ?"
        return [number for (number,) in database.execute(sql, (wanted, NEAREST))] if wanted else []

    return search


def grams(text: str) -> list[str]:
    """Characters and pairs of neighbours, each once."""
    return list(dict.fromkeys((*text, *(text[at : at + 2] for at in range(len(text) - 1)))))


ENGINES: dict[str, Callable[[Size], Search]] = {"tantivy": tantivy, "bm25s": bm25s, "fts5": fts5}


def measured(build: Callable[[Size], Search], size: Size) -> dict[str, Any]:
    """What an engine takes to build and to search, and how often it finds."""
    began = time.monotonic()
    search = build(size)
    seconds = time.monotonic() - began
    given = list(questions(size, ASKED))
    for one in given[:WARM_UP]:
        search(one.q)
    spread = cpu(lambda one: search(one.q), given)
    answerable = [one for one in given if one.pair]
    hits = sum(any(_is_of(number, one.pair, size) for number in search(one.q)) for one in answerable)
    return {"seconds": seconds, "memory": resident(), "candidates": spread, "recall": hits / len(answerable)}


def _is_of(phrasing: int, pair: str, size: Size) -> bool:
    """Whether a phrasing is one of a pair's: its id ends with its number."""
    return phrasing // size.forms == int(pair.rpartition("-")[2])


def main() -> None:
    """Measure as the command line says."""
    engine, count, forms = sys.argv[1:]
    try:
        found: Sequence[str] | dict[str, Any] = measured(ENGINES[engine], Size(int(count), int(forms)))
    except ImportError as missing:
        found = {"missing": missing.name}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
