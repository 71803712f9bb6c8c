"""The form of a text: question, request, remark, order to the bot, small talk. Pure; the words stand in the lexicon."""

import re
from functools import lru_cache

from bot.matching.fold import fold, has_han, plain
from bot.matching.lexicon import lexicon, spoken
from bot.matching.pinyin import letters
from bot.matching.script import script_of
from bot.matching.text import analyse_all, is_form

TELLING = frozenset({"who", "when", "where", "count", "total", "long", "old", "why"})
"""Kinds of question that say what is asked for; the others (what, which, how) leave it to the words beside them."""
SETTLING = frozenset({"yesno"})
"""The kind of question that is settled by yes or no."""
REMEMBERED = 4096
"""Texts whose form is remembered: one message is looked at from several sides."""
KEYWORD = 3
"""Characters of one word, at most."""
SHOWN = 6
"""Content characters up to which a message says nothing beside what it points at."""
THANKED = 10
"""Characters that may follow a word of thanks as its reason."""
_TONE = "啊呀哈哦噢哇咯啦嘛呗"
_SOFT = "啊呀哈呢吧嘛哦噢喔啦咯哒哟的了嗨么您你们我"
"""Characters that add nothing to small talk."""
_QUOTED = re.compile(r"[“「『《][^”」』》]*[”」』》]|\"[^\"]*\"")
_CLAUSE = re.compile(r"[,，、。;；:：!！~～…\n]+")
_PAUSE = re.compile(r"[,，、。.;；:：!！?？~～…\n]+")
_SPELLED = re.compile(
    r"\b(?:shui|shei|sha|ji (?:ge|tian|nian|hao|yue|qi|tiao|jia|ci)|na ?(?:ge|li|er|tian|nian|xie|jia)|ma|zenme\w*)\b"
)
"""Question words in pinyin that are too short to be looked for within words."""


def is_asking(asked: str) -> bool:
    """Whether a text has the form of a question or of a request."""
    return is_question(asked) or is_request(asked)


def is_question(asked: str) -> bool:
    """Whether a text has the form of a question."""
    return "?" in asked or "？" in asked or any(map(wonders, _CLAUSE.split(asked)))


@lru_cache(maxsize=REMEMBERED)
def wonders(clause: str) -> bool:
    """Whether a clause asks by its words, whatever mark ends it."""
    words = lexicon()
    folded = words.idle.sub(" ", fold(clause))
    if any(words.asking.search(text) or words.topics.search(text) for text in (folded, folded.rstrip(_TONE))):
        return True
    return script_of(clause) == "pinyin" and _wonders_spelled(clause)


def _wonders_spelled(clause: str) -> bool:
    glued = letters(clause)
    return any(word in glued for word in spoken()) or _SPELLED.search(fold(clause)) is not None


def is_request(asked: str) -> bool:
    """Whether a text requests an answer without asking (帮我查……)."""
    return any(lexicon().requests.search(fold(part)) is not None for part in _CLAUSE.split(asked))


@lru_cache(maxsize=REMEMBERED)
def is_remark(asked: str) -> bool:
    """Whether a text has the form of a remark: it asks nothing, and it judges, feels or tells."""
    if is_asking(asked):
        return False
    script = script_of(asked)
    text = _QUOTED.sub(" ", plain(asked)).strip() if script == "han" else fold(asked)
    return lexicon().remarks[script].search(text) is not None


def is_bare(asked: str) -> bool:
    """Whether a text is a keyword alone: it names something and asks nothing of it (书屋, 那书屋呢)."""
    if not has_han(asked) or len(content_of(asked)) > KEYWORD or kinds_of(asked):
        return False
    return not is_asking(asked) or fold(asked).endswith(("呢", "咧"))


def points(asked: str) -> bool:
    """Whether a message only asks what something is that is shown beside it (这是什么……): no article can tell."""
    return lexicon().pointing.search(fold(asked)) is not None and len(content_of(asked)) <= SHOWN


@lru_cache(maxsize=REMEMBERED)
def kinds_of(asked: str) -> frozenset[str]:
    """The kinds of question that a text asks (`who`, `when`, `count` …)."""
    return analyse_all([asked], str)[0].kinds


@lru_cache(maxsize=REMEMBERED)
def content_of(asked: str) -> str:
    """What a text holds beside fillers, function words and question words, folded and glued."""
    (text,) = analyse_all([asked], str)
    return "".join(token for run in text.runs for token in run if not is_form(token))


def is_small_talk(message: str) -> bool:
    """Whether a message is nothing but greetings, thanks and the like, perhaps with a remark beside them."""
    parts = [part for part in _PAUSE.split(message) if fold(part)]
    polite = [_is_polite(part) for part in parts]
    return any(polite) and all(fits or is_remark(part) for fits, part in zip(polite, parts, strict=True))


def _is_polite(part: str) -> bool:
    words = lexicon()
    rest = fold(part)
    thanks = next((word for word in words.thanks if rest.startswith(word)), "")
    if thanks and len(rest) <= len(thanks) + THANKED and not is_asking(part):
        return True
    polite = False
    while rest := rest.strip():
        sizes = range(min(words.longest, len(rest)), 0, -1)
        size = next((size for size in sizes if rest[:size] in words.smalltalk and _whole(rest, size)), 0)
        if not size and rest[0] not in _SOFT:
            return False
        polite = polite or bool(size)
        rest = rest[size or 1 :]
    return polite


def is_order(message: str) -> bool:
    """Whether a message gives the bot orders instead of asking the articles something."""
    return bool(lexicon().orders.search(fold(message)) or lexicon().markup.search(plain(message)))


def _whole(text: str, size: int) -> bool:
    """Whether a word of Latin letters ends where the match does."""
    return not (text[size - 1].isascii() and text[size : size + 1].isascii() and text[size : size + 1].isalnum())
