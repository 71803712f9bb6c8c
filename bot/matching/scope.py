"""What a question limits its scope to: years, numbers, names, attributes, a negation. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.matching.fold import fold, normalise
from bot.matching.lexicon import lexicon
from bot.matching.names import Attribute, attributes, people

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|年度|\D|$)(?!\d*[个元万亿%户人亩名位株吨米多余字次家辆平])")
ORDINAL = re.compile(r"第(\d+)|(?<!\d)(\d+)(?=次全|届|次会议)")
_NUMBER = re.compile(r"(?<![\d.第])(\d+(?:\.\d+)?)(%|万|亿)?(?!\d|[年月日点几多来余])")
_DATE = re.compile(r"\d+年(?:\d+月(?:\d+日)?)?|\d+月(?:\d+日)?")
_SETTLED = re.compile(
    r"是不是|是否|有没有|有无|对不对|对吗|对吧|是吗|是吧|没错吧|会不会|能不能|要不要|算不算|真的吗|还是|(.)[不没]\1|"
    r"[吗么吧不没]$|没有$|\b(?:is|are|was|were|do|does|did|has|have|can|isn't|aren't|didn't|doesn't)\b"
)
_ASKS = re.compile(r"谁|哪|何时|几|多少|什么|啥|咋|怎|如何|为何|\b(?:who|what|when|where|which|how|why)\b")
_COUNTED = re.compile(
    r"(?:多少|(?<![哪这那近前十好])几|好多)(?:个)?(万?元|块钱|块|钱|亩|人|名|位|岁|年|天|日|次|户|栋|期|条|届|公里|平方|米|吨|层|章|集|小时|分钟|个月|篇|倍|楼|排|票|桌)"
)
_TAGS = re.compile(r"(.)[不没]\1|没有?$|不$|(?:除了|除开).{1,12}还|(?:之外|以外).{0,3}还")
"""What looks like a negation and asks: 收不收, 开了没, 晓得不; and 除了……还 (besides)."""
_TAIL = " ?!。.,~…啊呀哈呢哦噢哇嘞"
SMALL = 10
"""Whole numbers below this, without unit and not ordinal, are too often words (两个, 三不) to limit a scope."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question limits itself to.

    Attributes:
        text: the question, normalised.
        years: four-digit years.
        ordinals: the numbers after 第.
        numbers: other numbers, with their 万, 亿 or %.
        settles: whether it is a yes/no or either-or question.
        negated: whether it negates.
        unit: what it counts, if it asks for a number of something countable.
        people: what looks like people's names.
        attributes: what it asks of its subject, where it says so.
    """

    text: str
    years: frozenset[str]
    ordinals: frozenset[str]
    numbers: frozenset[str]
    settles: bool
    negated: bool
    unit: str | None
    people: tuple[str, ...]
    attributes: tuple[Attribute, ...]


@lru_cache(maxsize=4096)
def scope_of(question: str) -> Scope:
    """What a question, as written, limits itself to."""
    text = normalise(question)
    bare = _DATE.sub(" ", text)
    numbers = {m[1] + (m[2] or "") for m in _NUMBER.finditer(bare) if m[2] or "." in m[1] or int(m[1]) >= SMALL}
    counted = _COUNTED.search(text)
    return Scope(
        text=text,
        years=frozenset(YEAR.findall(text)),
        ordinals=ordinals(text),
        numbers=frozenset(numbers) - frozenset(YEAR.findall(text)),
        settles=settles(question),
        negated=negates(question),
        unit=counted[1] if counted else None,
        people=people(text),
        attributes=attributes(text),
    )


def ordinals(text: str) -> frozenset[str]:
    """The numbers after 第, and those before 届 and 次全会, in normalised text."""
    return frozenset(first or second for first, second in ORDINAL.findall(text))


def settles(question: str) -> bool:
    """Whether a question is answered by yes, no, or one of the things that it names."""
    text = normalise(question).strip(_TAIL)
    return (bool(_SETTLED.search(text)) and not _ASKS.search(re.sub(r"有没有|还是", "", text))) or "还是" in text


def negates(question: str) -> bool:
    """Whether a question negates, look-alikes such as 有没有 and 不好意思 aside."""
    words = lexicon()
    text = fold(question).rstrip(_TAIL)
    for harmless in words.harmless:
        text = text.replace(harmless, "\0")
    text = _TAGS.sub("\0", text)
    tokens = set(text.split())
    return any(word in tokens if word.isascii() else word in text for word in words.negations)
