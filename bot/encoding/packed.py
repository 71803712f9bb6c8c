"""Vectors in an eighth of their size, to compare a question with very many of them. Pure.

Each number is a whole one from -127 to 127. That changes a cosine by about a thousandth, and a question passes them as
fast as if they had all their digits: what takes time is to fetch them from memory.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.encoding.encoder import KeptVectors

PackedRows = NDArray[np.int8]
"""A row a text. It has a direction alone: its length means nothing."""

_GREATEST: Final = 127
_BLOCK: Final = 256
"""Rows that get their digits back at once: so many stay in the fast memory until they have been compared."""


def pack(vectors: KeptVectors) -> PackedRows:
    """The rows, each with its greatest number as large as it may be."""
    packed = np.empty(vectors.shape, np.int8)
    for at in range(0, len(vectors), _BLOCK):
        block = vectors[at : at + _BLOCK].astype(np.float32)
        greatest = np.abs(block).max(axis=1, keepdims=True)
        block *= _GREATEST / np.where(greatest > 0, greatest, 1)
        packed[at : at + _BLOCK] = np.rint(block)
    return packed


class Packed:
    """Packed vectors that can be compared with a question's.

    Attributes:
        rows: from `pack`; not to be written to.
    """

    def __init__(self, rows: PackedRows) -> None:
        self.rows = rows
        self._lengths = np.empty(len(rows), np.float32)
        for at in range(0, len(rows), _BLOCK):
            block = rows[at : at + _BLOCK].astype(np.float32)
            self._lengths[at : at + _BLOCK] = np.sqrt(np.einsum("ij,ij->i", block, block))
        np.maximum(self._lengths, 1, out=self._lengths)

    def cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of each row with a vector of length 1."""
        found = np.empty(len(self.rows), np.float32)
        for at in range(0, len(self.rows), _BLOCK):
            found[at : at + _BLOCK] = self.rows[at : at + _BLOCK].astype(np.float32) @ vector
        found /= self._lengths
        return found
