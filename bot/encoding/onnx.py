"""An encoder of one's own: a sentence model as ONNX with its tokenizer, in a folder as model hubs hand them out.

Loads its weights when the first text comes.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.encoding.encoder import Vectors
from bot.errors import SettingsError, YuanwenError

_SENTENCE: Final = "sentence_embedding"
"""The output that holds a vector a text, as sentence-transformers names it."""

_TOKENS: Final = 512
"""Of a text, where its tokenizer sets no limit: what models of BERT's kind have places for."""

_BATCH: Final = 256
"""Tokens at once, with those that fill up the shorter texts. More take longer: they leave the fast memory."""


class OnnxEncoder:
    """A model of one's own, in one thread.

    A text's vector is the model's own output for a sentence where it has one. Else it is the mean of the tokens'
    vectors or, if `1_Pooling/config.json` in the folder says so, the first of them.

    Args:
        folder: holds `tokenizer.json` and, itself or in `onnx/`, `model.onnx`.

    Raises:
        SettingsError: a file is missing, or the extra `onnx` isn't installed.
    """

    def __init__(self, folder: Path) -> None:
        self._loading = Lock()
        inner = folder / "onnx" / "model.onnx"
        self._weights = inner if inner.is_file() else folder / "model.onnx"
        self._tokenizer, self._pooling = folder / "tokenizer.json", folder / "1_Pooling" / "config.json"
        if missing := [file.name for file in (self._weights, self._tokenizer) if not file.is_file()]:
            raise SettingsError(
                f"{folder} lacks {' and '.join(missing)}: give the folder of a sentence model exported to ONNX"
            )
        if not all(map(find_spec, ("onnxruntime", "tokenizers"))):
            raise SettingsError(f"{folder} needs two more packages to be read: pip install 'yuanwen[onnx]'")

    @cached_property
    def name(self) -> str:
        """By the content of every file that has a part in a vector."""
        weights = sorted(self._weights.parent.glob("model.onnx*"))  # those of big models stand in files beside it
        digests = hashlib.sha256()
        for file in (*weights, self._tokenizer, self._pooling):
            if file.is_file():
                with file.open("rb") as data:
                    digests.update(hashlib.file_digest(data, "sha256").digest())
        return f"onnx {digests.hexdigest()[:32]}"

    @property
    def dimensions(self) -> int:
        """Of the model's output; loads it."""
        return self._loaded().dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of some texts, those of like lengths made together.

        Raises:
            YuanwenError: the model can't be used.
        """
        model = self._loaded()
        tokens = [model.tokens(text) for text in texts]
        made = np.empty((len(texts), model.dimensions), np.float32)
        for batch in _batches([len(one) for one in tokens]):
            made[batch] = model.vectors([tokens[place] for place in batch])
        return made

    def _loaded(self) -> "_Model":
        with self._loading:
            return self._model

    @cached_property
    def _model(self) -> "_Model":
        try:
            return _Model(self._weights, self._tokenizer, first=_takes_first(self._pooling))
        except Exception as error:
            said = next(iter(str(error).splitlines()), type(error).__name__)
            raise YuanwenError(
                f"{self._weights.parent} holds no sentence model that can be used ({said}): export it to ONNX anew"
            ) from error


class _Model:
    """What has been loaded.

    Args:
        first: whether the first token's vector stands for the text, not the mean of all.
    """

    def __init__(self, weights: Path, tokenizer: Path, *, first: bool) -> None:
        import onnxruntime  # noqa: PLC0415 - optional
        from tokenizers import Tokenizer  # noqa: PLC0415 - optional

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors, which are raised as well
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._inputs = {one.name for one in self._session.get_inputs()}
        outputs = [one.name for one in self._session.get_outputs()]
        self._output = _SENTENCE if _SENTENCE in outputs else outputs[0]
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._filling = int((self._tokenizer.padding or {}).get("pad_id", 0))
        self._tokenizer.no_padding()  # to a length of its own
        if self._tokenizer.truncation is None:
            self._tokenizer.enable_truncation(_TOKENS)
        self._first = first
        self.dimensions: int = self.vectors([self.tokens("原文")]).shape[1]

    def tokens(self, text: str) -> list[int]:
        """The numbers of a text's tokens, at least one."""
        sound = text.encode("utf-8", "replace").decode("utf-8")
        return list(self._tokenizer.encode(sound).ids) or [self._filling]

    def vectors(self, batch: Sequence[Sequence[int]]) -> Vectors:
        """A unit vector for each text."""
        mask = np.zeros((len(batch), max(map(len, batch))), np.int64)
        ids = np.full_like(mask, self._filling)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(mask)}
        (made,) = self._session.run([self._output], {name: given[name] for name in self._inputs})
        pooled = made if made.ndim == 2 else self._pooled(made, mask)
        lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
        unit: Vectors = (pooled / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)
        return unit

    def _pooled(self, made: NDArray[np.floating], mask: NDArray[np.int64]) -> NDArray[np.floating]:
        if self._first:
            return made[:, 0]
        counted: NDArray[np.floating] = (made * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return counted


def _takes_first(pooling: Path) -> bool:
    if not pooling.is_file():
        return False
    return json.loads(pooling.read_text(encoding="utf-8")).get("pooling_mode_cls_token") is True


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of texts, in batches of so many that the longest, filling up all, makes no batch too big."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[place] * (len(batch) + 1) > _BATCH:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
