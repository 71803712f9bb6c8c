"""What an encoder is. Pure."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""A row a text, each of length 1, so that the product of two rows is the cosine of their angle."""

KeptVectors = NDArray[np.float16]
"""The same with half the digits, which changes a cosine by less than a thousandth. Not to be written to.

Products of the whole are slow in this form; take the rows that are needed, `astype(np.float32)`.
"""


class Encoder(Protocol):
    """Makes vectors of texts; may be called from several threads at once."""

    @property
    def name(self) -> str:
        """Another one for whatever makes other vectors: by it the cache tells them apart."""

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, in their order; of any text, an empty one too."""
