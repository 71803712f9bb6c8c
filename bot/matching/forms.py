"""The form of a text: question, request, remark, order to the bot, small talk. Pure; the words stand in the lexicon."""

import re

from bot.matching.fold import fold, plain
from bot.matching.lexicon import lexicon


def is_asking(asked: str) -> bool:
    """Whether a text has the form of a question or of a request."""
    return is_question(asked) or is_request(asked)


def is_question(asked: str) -> bool:
    """Whether a text has the form of a question."""
    return "?" in asked or "？" in asked or lexicon().asking.search(fold(asked).rstrip(_TONE)) is not None


def is_request(asked: str) -> bool:
    """Whether a text requests an answer without asking (帮我查……)."""
    return lexicon().requests.search(fold(asked)) is not None


_TONE = "啊呀哈哦噢哇咯啦嘛呗"
_REMARK = re.compile(
    r"我[^?]*[了的]|咱|俺|觉得|感觉|希望|但愿|值得|应该|应当|真的?[^是]|太[^\s]|挺|[了啊呀呢吧哈嘛哦!。~…]+$|不错|厉害|佩服|敬佩|支持|加油|点赞|感动|期待"
)


def is_remark(asked: str) -> bool:
    """Whether a text has the form of a remark: it asks nothing, and it judges, feels or tells."""
    return not is_asking(asked) and _REMARK.search(plain(asked).strip()) is not None


def is_small_talk(message: str) -> bool:
    """Whether a message is nothing but greetings, thanks and the like."""
    words = lexicon().smalltalk
    rest = fold(message)
    longest = max(map(len, words))
    polite = False
    while rest := rest.strip():
        size = next((n for n in range(min(longest, len(rest)), 0, -1) if rest[:n] in words and _whole(rest, n)), 0)
        polite = polite or bool(size)
        if not size and rest[0] not in _SOFT:
            return False
        rest = rest[size or 1 :]
    return polite


def is_order(message: str) -> bool:
    """Whether a message gives the bot orders instead of asking the articles something."""
    return lexicon().orders.search(fold(message)) is not None


_SOFT = "啊呀哈呢吧嘛哦噢喔啦咯哒哟的了嗨么您你们我"
"""Characters that add nothing to small talk."""


def _whole(text: str, size: int) -> bool:
    """Whether a word of Latin letters ends where the match does."""
    return not (text[size - 1].isascii() and text[size : size + 1].isascii() and text[size : size + 1].isalnum())
