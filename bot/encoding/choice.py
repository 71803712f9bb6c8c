"""Which encoder serves. Looks at what is installed and at the folder of a model; loads nothing."""

from functools import cache
from pathlib import Path
from typing import Final

from bot.encoding.cached import CachedEncoder
from bot.encoding.onnx import OnnxEncoder
from bot.encoding.use import UseEncoder, is_installed
from bot.errors import SettingsError

AUTO: Final = "auto"
OFF: Final = "off"


def open_encoder(choice: str = AUTO) -> CachedEncoder | None:
    """The encoder that a setting names. Its weights are loaded when it has to make a vector, not before.

    The same choice gives the same encoder, so that changed knowledge is read without loading the weights again.

    Args:
        choice: `auto` takes USE multilingual v3 where the extra `semantic` is installed, else none; `off` takes none;
            anything else is the folder of an ONNX model.

    Raises:
        SettingsError: the folder isn't there or lacks a file, or the extra `onnx` isn't installed.
    """
    word = choice.strip()
    return _opened(word.lower() if word.lower() in {AUTO, OFF} else word)


@cache
def _opened(choice: str) -> CachedEncoder | None:
    if choice == OFF:
        return None
    if choice == AUTO:
        return CachedEncoder(UseEncoder()) if is_installed() else None
    folder = Path(choice).expanduser()
    if not folder.is_dir():
        raise SettingsError(
            f"YUANWEN_ENCODER names no folder: {choice!r}; write auto, off or the folder of an ONNX model"
        )
    return CachedEncoder(OnnxEncoder(folder))
