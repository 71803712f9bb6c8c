"""Vectors that are made once: those of the knowledge kept on disk, those of the last queries in memory.

One file for each encoder holds what any knowledge base on this machine asked for. Processes that make vectors at the
same time may lose some of each other's, never mix them up: the file is replaced as a whole.
"""

from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot import cache
from bot.encoding.encoder import Encoder, KeptVectors, Vectors

MOST: Final = 100_000
"""Texts in a file, unless one knowledge base alone has more: 100 MB at 512 dimensions. Of others those stay that were
written last."""

QUERIES: Final = 1024
"""Queries remembered: 2 MB at 512 dimensions."""

LONGEST: Final = 512
"""Characters of a text that count. Questions are shorter, and a message of Telegram's 4,096 would take 0.2 s."""

_BATCH: Final = 4096
"""Texts at once: more bring nothing, and so many vectors with all their digits are soon gone again. One process makes
them all: a second one, with the model loaded again, gained nothing on two cores that others use as well."""

_KIND: Final = "vectors"
_VERSION: Final = "1"
"""Of the file's form: two numbers of 8 bytes (texts, dimensions), the keys of the texts, a row for each."""

_KEY: Final = 16
"""Bytes of a text's key. So long a digest is of that text alone."""


class CachedEncoder:
    """Another encoder's vectors, each made once.

    Args:
        inner: makes them. Its weights aren't loaded as long as all that is asked for is known.
    """

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self._queries: dict[str, NDArray[np.float32]] = {}  # the longest unused first
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The inner encoder's."""
        return self._inner.name

    @property
    def dimensions(self) -> int:
        """The inner encoder's."""
        return self._inner.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of queries. They are people's words: none is ever written to disk."""
        cut = [text[:LONGEST] for text in texts]
        with self._lock:
            known = {text: self._queries[text] for text in cut if text in self._queries}
        if new := [text for text in dict.fromkeys(cut) if text not in known]:
            known |= {text: row.copy() for text, row in zip(new, self._inner.encode(new), strict=True)}
        self._remember(known)
        return np.array([known[text] for text in cut], np.float32).reshape(len(cut), self.dimensions)

    def encode_kept(self, texts: Sequence[str]) -> KeptVectors:
        """The vectors of a knowledge base's texts, from disk as far as they have been made before.

        To be called with all of them at once: so many stay together in the file, and 100,000 are there in 0.3 s.

        Returns:
            A row a text, in their order; not to be written to.
        """
        cut = [text[:LONGEST] for text in texts]
        wanted = [_key(text) for text in cut]
        keys, rows = self._read()
        known = set(keys)
        if new := {key: text for key, text in zip(wanted, cut, strict=True) if key not in known}:
            keys, rows = self._write(wanted, [*keys, *new], self._with(rows, list(new.values())))
        return _picked(keys, rows, wanted)

    def _remember(self, used: dict[str, NDArray[np.float32]]) -> None:
        with self._lock:
            for text, row in used.items():
                self._queries.pop(text, None)
                self._queries[text] = row
            for text in list(self._queries)[:-QUERIES]:
                del self._queries[text]

    def _read(self) -> tuple[list[bytes], KeptVectors]:
        """The keys of the texts in the file, and a row for each."""
        data = cache.read(_KIND, self._place())
        if data is None:
            return [], np.empty((0, self.dimensions), np.float16)
        count, dimensions = np.frombuffer(data, "<u8", 2).tolist()
        start, end = 2 * 8, 2 * 8 + count * _KEY
        keys = [bytes(data[at : at + _KEY]) for at in range(start, end, _KEY)]
        return keys, np.frombuffer(data, "<f2", offset=end).reshape(count, dimensions)

    def _with(self, rows: KeptVectors, new: list[str]) -> KeptVectors:
        """Those rows, and behind them those of new texts."""
        every = np.empty((len(rows) + len(new), self.dimensions), "<f2")
        every[: len(rows)] = rows
        for at in range(0, len(new), _BATCH):
            made = self._inner.encode(new[at : at + _BATCH])
            every[len(rows) + at :][: len(made)] = made
        return every

    def _write(self, wanted: list[bytes], keys: list[bytes], rows: KeptVectors) -> tuple[list[bytes], KeptVectors]:
        """Keep them, those wanted first and of the others as many as there is room for."""
        own = dict.fromkeys(wanted)
        others = [key for key in keys if key not in own]
        order = [*own, *others[: max(0, MOST - len(own))]]
        rows = _picked(keys, rows, order)
        about = np.array([len(order), self.dimensions], "<u8")
        cache.write(_KIND, self._place(), about.tobytes(), b"".join(order), rows.data)
        return order, rows

    def _place(self) -> str:
        return cache.key_of(_VERSION, self.name)


def _key(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY).digest()


def _picked(keys: list[bytes], rows: KeptVectors, wanted: list[bytes]) -> KeptVectors:
    """The rows of some keys; themselves, not copied, when that is all of them in their order."""
    if keys == wanted:
        return rows
    places = {key: place for place, key in enumerate(keys)}
    return rows[[places[key] for key in wanted]]
