"""Text -> the same in pinyin, as people type it without a Chinese keyboard. Pure.

The readings are pypinyin's for whole phrases, so that 银行 is yin hang; the matcher reads character by character.
"""

import functools
from collections.abc import Callable
from typing import Literal, get_args

Spelling = Literal["spaced", "glued"]
SPELLINGS: tuple[Spelling, ...] = get_args(Spelling)


def spell(text: str, spelling: Spelling) -> str:
    """A text in pinyin; what is no Han character stays as it is."""
    return ("" if spelling == "glued" else " ").join(_reader()(text))


@functools.cache
def _reader() -> Callable[[str], list[str]]:
    from pypinyin import lazy_pinyin, load_phrases_dict  # noqa: PLC0415 - a fifth of a second, for retrieval sets alone
    from pypinyin.phrases_dict import phrases_dict  # noqa: PLC0415 - see above

    load_phrases_dict(phrases_dict)  # the matcher has had pypinyin leave them out
    read: Callable[[str], list[str]] = lazy_pinyin
    return read
