"""The words of the terminal in three languages: data in `words/*.toml`, read when asked for."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from bot.replies.words import Words, words_for

_UNSAID = {"", "c", "posix"}
"""Locales that say nothing of a language: the bot's own, Chinese, stands for them."""


def language_of(environment: Mapping[str, str]) -> str | None:
    """The language tag of a terminal's environment, as POSIX ranks its variables; None where it names no language."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    said = next((environment[name] for name in names if environment.get(name)), "").split(".")[0]
    return None if said.lower() in _UNSAID else said


def terminal_words(language: str | None) -> Words:
    """The terminal's words for a language tag, chosen as those of the replies are."""
    chosen = words_for(language).language
    tables = tomllib.loads((files("bot.terminal") / "words" / f"{chosen}.toml").read_text(encoding="utf-8"))
    texts = {f"{section}.{name}": text for section, table in tables.items() for name, text in table.items()}
    return Words(chosen, texts)
