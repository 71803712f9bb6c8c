"""The words that people read, in three languages: data in `words/LANGUAGE/*.toml`, read once each when first asked for.

Texts and values are plain words, never HTML: `markup` escapes whatever it renders, so nothing can slip through here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

LANGUAGES: Final = ("zh-Hans", "zh-Hant", "en")
_TRADITIONAL: Final = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Attributes:
        language: one of `LANGUAGES`.
    """

    language: str
    _texts: Mapping[str, str] = field(repr=False)

    def text(self, key: str, **values: str | int) -> str:
        """The words of a key (`section.name`) with the values in their places, as plain text.

        Raises:
            KeyError: the key or a value is missing: a mistake of ours, which the tests look for.
        """
        return self._texts[key].format_map(values)


def words_for(language_code: str | None) -> Words:
    """The words for a person's language.

    Args:
        language_code: an IETF tag as Telegram gives it, in any case, with `-` or `_`; None when it is not known.

    Returns:
        Simplified Chinese for None and Chinese at large, Traditional where it is written, English for everyone else.
    """
    if not language_code:
        return _load("zh-Hans")
    code = language_code.lower().replace("_", "-")
    if code.startswith(_TRADITIONAL):
        return _load("zh-Hant")
    return _load("zh-Hans" if code.split("-")[0] == "zh" else "en")


@cache
def _load(language: str) -> Words:
    # Imported when first needed: most commands of the terminal print no reply at all.
    import tomllib  # noqa: PLC0415 - see above
    from importlib.resources import files  # noqa: PLC0415 - see above

    texts: dict[str, str] = {}
    for file in (files("bot.replies") / "words" / language).iterdir():
        texts |= _flat(tomllib.loads(file.read_text(encoding="utf-8")))
    return Words(language, texts)


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Nested tables as dotted keys."""
    flat: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        flat += _flat(value, f"{key}.") if isinstance(value, dict) else [(key, value)]
    return flat
