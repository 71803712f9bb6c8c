"""Indexes kept between runs: made once for each knowledge and each version of the code that makes them.

Touches the cache alone, and the sources of this room, of which a digest tells the version.
"""

import functools
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import opencc
from numpy.typing import NDArray

from bot import cache
from bot.knowledge.model import Knowledge, Pair, Unanswered
from bot.matching.index import Arrays

KIND = "index"
SOURCES = (
    *("fold.py", "numerals.py", "dates.py", "text.py", "pinyin.py", "lexicon.py", "lexicon.toml", "scope.py"),
    *("index.py", "view.py", "sayings.py", "corpus.py", "keeping.py"),
)
"""Whatever an index depends on beside the knowledge."""
ALIGNED = 64
"""Bytes at whose multiples an array begins: enough for any processor."""
BETWEEN, MARK = "\x1f", "\x1e"
"""What stands between two texts, and what tells which texts they are: no knowledge holds control characters."""
FEWEST = 200
"""Phrasings below which making an index takes no longer than finding it."""


def keep(name: str, knowledge: Knowledge, make: Callable[[], Arrays]) -> Arrays:
    """Arrays from the cache, else new ones, which are put there.

    Args:
        name: what they are.
        make: makes them.
    """
    asked: tuple[Pair | Unanswered, ...] = (*knowledge.pairs.values(), *knowledge.unanswered)
    if sum(1 + len(one.phrasings) for one in asked) < FEWEST:
        return make()
    key = cache.key_of(name, _version(), *_words_of(knowledge))
    data = cache.read(KIND, key)
    if data is not None:
        return _unpacked(data)
    arrays = make()
    cache.write(KIND, key, *_packed(arrays))
    return arrays


@functools.cache
def _version() -> str:
    here = resources.files("bot.matching")
    sources = (here.joinpath(name).read_bytes() for name in SOURCES)
    return cache.key_of(sys.version, np.__version__, opencc.__version__, _pypinyin(), *sources)


def _pypinyin() -> bytes:
    """The file that says pypinyin's version; to import it takes longer than a question without Chinese characters."""
    found = find_spec("pypinyin")
    return Path(found.origin).read_bytes() if found and found.origin else b""


def _words_of(knowledge: Knowledge) -> Iterator[str]:
    """All words of a knowledge that an index holds, and what tells whose they are."""
    for article in knowledge.articles.values():
        yield BETWEEN.join((MARK, article.name, article.title))
    for pair in knowledge.pairs.values():
        yield BETWEEN.join((pair.id, pair.question, *pair.phrasings, MARK, *(one.text for one in pair.excerpts)))
    for one in knowledge.unanswered:
        yield BETWEEN.join((one.article, MARK, one.question, *one.phrasings))
    for group in knowledge.synonyms:
        yield BETWEEN.join((MARK, MARK, *group))


def _packed(arrays: Mapping[str, NDArray[np.generic]]) -> Iterator[bytes | memoryview]:
    """Arrays as bytes: how long the head is, the head with names, types, shapes and places, and the arrays."""
    places, at = [], 0
    for name, array in arrays.items():
        places.append((name, array.dtype.str, array.shape, at))
        at += array.nbytes + -array.nbytes % ALIGNED
    head = json.dumps(places).encode()
    head += b" " * (-(len(head) + 8) % ALIGNED)
    yield len(head).to_bytes(8, "little") + head
    for array in arrays.values():
        yield np.ascontiguousarray(array).data.cast("B") if array.size else b""
        yield b"\0" * (-array.nbytes % ALIGNED)


def _unpacked(data: memoryview) -> dict[str, NDArray[np.generic]]:
    """The arrays that `_packed` made bytes of; they can't be written to."""
    size = int.from_bytes(data[:8], "little")
    body = data[8 + size :]
    return {
        name: np.frombuffer(body, np.dtype(kind), int(np.prod(shape)), at).reshape(shape)
        for name, kind, shape, at in json.loads(bytes(data[8 : 8 + size]))
    }
