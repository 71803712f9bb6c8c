"""Which knowledge folder and which encoder a command uses. Reads the environment, `.env` and which folders exist.

Imports nothing heavy: `run` gets every setting from `bot.settings`; the other commands need these two alone and
shouldn't pay for the rest.
"""

import os
from pathlib import Path

import bot
from bot.errors import SettingsError

VARIABLE = "YUANWEN_KNOWLEDGE"
ENCODER = "YUANWEN_ENCODER"


def find_knowledge(given: str | None) -> Path:
    """The folder that `--knowledge` names, else `YUANWEN_KNOWLEDGE`, else `./knowledge`, else the shipped copy.

    Args:
        given: what `--knowledge` says, None without it.

    Raises:
        SettingsError: the folder that was named isn't there.
    """
    if given is not None:
        return _named(given, "--knowledge")
    if setting := _setting(VARIABLE):
        return _named(setting, VARIABLE)
    here = Path("knowledge")
    return here if _is_knowledge(here) else _shipped()


def find_encoder() -> str:
    """What `YUANWEN_ENCODER` says, else `auto`: a choice for `bot.encoding.choice.open_encoder`, which checks it.

    Raises:
        SettingsError: `.env` can't be read.
    """
    return _setting(ENCODER) or "auto"


def _named(folder: str, by: str) -> Path:
    path = Path(folder).expanduser()
    if not path.is_dir():
        raise SettingsError(f"{by} names no folder: {folder!r}; give the folder that holds articles/ and pairs/")
    return path


def _setting(name: str) -> str | None:
    if value := os.environ.get(name):
        return value
    file = Path(".env")
    if not file.is_file():
        return None
    from dotenv import dotenv_values  # noqa: PLC0415 - most calls have no .env, and it costs a tenth of a question

    try:
        return dotenv_values(file, encoding="utf-8-sig").get(name)
    except (OSError, UnicodeError) as wrong:
        raise SettingsError(f".env can't be read ({type(wrong).__name__}): save it as UTF-8 or remove it") from None


def _is_knowledge(folder: Path) -> bool:
    return (folder / "articles").is_dir() or (folder / "pairs").is_dir()


def _shipped() -> Path:
    # A wheel carries the copy inside the package; in a checkout it stands beside the package.
    package = Path(bot.__file__).parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent / "knowledge"
