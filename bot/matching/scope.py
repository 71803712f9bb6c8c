"""What a question limits its scope to: years, days, numbers, names, attributes, a negation. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

from bot.matching.asker import ASKER, CLAUSE, SEEKS
from bot.matching.bodies import Body, bodies
from bot.matching.evidence import Wanted, wanted
from bot.matching.fold import fold, has_han, normalise
from bot.matching.lexicon import lexicon
from bot.matching.names import Attribute, attributes, people, spelled_people
from bot.matching.quantities import Quantity, counted, limits
from bot.matching.times import Day, days, relative, years

ORDINAL = re.compile(r"第(\d+)|(?<!\d)(\d+)(?=次全|届|次会议)")
_ORDINAL_MARKS = ("第", "届", "次")
_OF_SUBJECT = ("是", "在", "由", "跟", "和", "与", "给", "归", "于", "自", "叫", "到", "去", "来")
"""What stands before a name that a question claims of its subject."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_SETTLED = re.compile(
    r"是不是|是否|有没有|有无|对不对|对吗|对吧|是吗|是吧|没错吧|会不会|能不能|要不要|算不算|真的吗|还是|难道|莫非|(.)[不没]\1|"
    r"[吗么吧不没]$|没有$|\b(?:is|are|was|were|do|does|did|has|have|can|isn't|aren't|didn't|doesn't)\b"
)
_MAY_SETTLE = re.compile(
    r"[是不没無无否吗嗎么麼吧还還难難莫算]|\b(?:is|are|was|were|do|does|did|has|have|can)", re.IGNORECASE
)
_ASKS = re.compile(
    r"有好[长大高多重远宽深久]|谁|哪|何时|几|多少|什么|啥|咋|怎|如何|为何|\b(?:who|what|when|where|which|how|why)\b"
)
EITHER = re.compile(r"还是(?![要得会能有很不没]|可以|免费|收费)")
"""What stands between two things of which one is true; elsewhere 还是 means still."""
_STATED = re.compile(r"[\u4e00-\u9fff](?:是|在|有)[\u4e00-\u9fff]")
_OF_WHICH = re.compile(
    r"谁|哪|几|多少|(?<!为)什么|(?<!为)啥|何[人时处]|除[了开]|之外|以外"
    r"|\b(?:who|what|when|where|which|how many|how much|except|without)\b"
)
"""What asks for things of a kind, so that a negation beside it says which of them; why and how ask for none."""
_TAGS = re.compile(
    r"(.)[不没]\1|(?<![都也])没有?$|不$|(?:除了?|除开).{1,14}?(?:还|另|其[他它余]|别的|剩)|(?:之外|以外),?.{0,3}?(?:还|另|其[他它余]|别的|剩)"
    r"|没有?[什啥]么?[事大关问]|没啥|不[到足满]\d|不超过"
)
"""What looks like a negation and is none: 收不收, 开了没, 晓得不; 除了……还, 另 (besides); 没什么事; 不到30."""
_WHY = re.compile(r"为什么|为何|为啥|怎|咋|如何|干嘛|\b(?:why|how (?!many|much))\b")
"""Why and how something is not so is told by what says that it is so, as often as not."""
_NEGATES = re.compile(r"[不没未无非除]|之外|以外|\b(?:not?|never|without|except)\b|n[’']t\b", re.IGNORECASE)
_NEGATED = re.compile(r"(?:没有?|[不未无非])((?!有)[\u4e00-\u9fff]{2})")
_BREAK = re.compile(r"[,:。!?;\n](?!$)")
_DIGIT = re.compile(r"\d")
_TAIL = " ?!。.,~…啊呀哈呢哦噢哇嘞"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question limits itself to.

    Attributes:
        text: the question, normalised; told: the same without what the asker tells of himself; asking: the clauses of
            it that ask, all where none does.
        years: four-digit years; relative: years by their distance from the present one; days: months and days.
        ordinals: the numbers after 第.
        numbers: other numbers with their units; counted: small ones with what they count; figures: all as they stand.
        settles: whether it is a yes/no or either-or question; claims: whether it ends as one (怎么样,有50名吗?).
        negated: whether it asks which things are not so; negates: what is not so, two characters of each.
        denies: whether it is no question and negates.
        wanted: what it wants to be told.
        people, bodies: what looks like the names of people and of bodies; spelled: of people, in letters.
        attributes: what it asks of its subject, where it says so.
    """

    text: str
    told: str
    asking: str
    settles: bool
    claims: bool
    negated: bool
    negates: tuple[str, ...]
    denies: bool
    wanted: Wanted
    people: tuple[str, ...]
    spelled: tuple[str, ...]
    bodies: tuple[Body, ...]
    attributes: tuple[Attribute, ...]
    relative: frozenset[int]
    years: frozenset[str]
    days: frozenset[Day]
    ordinals: frozenset[str]
    numbers: tuple[Quantity, ...]
    counted: frozenset[tuple[str, str]]
    figures: tuple[str, ...]


@lru_cache(maxsize=4096)
def scope_of(question: str) -> Scope:
    """What a question, as written, limits itself to."""
    text = normalise(question)
    told = asking = text
    if _BREAK.search(text):
        told = _told(text)
        asking = _asking(told)
    settled = _is_settled(text.strip(_TAIL)) or (text.endswith("?") and _is_claim(text))
    negates_so = may_negate(text)
    return Scope(
        text=text,
        told=told,
        asking=asking,
        settles=settled,
        claims=settled or text.rstrip(_TAIL).endswith(("吗", "吧")),
        negated=negates_so and _excludes(told),
        negates=tuple(_NEGATED.findall(told)) if negates_so else (),
        denies=negates_so and _denies(text, settled),
        wanted=wanted(told),
        people=people(told),
        spelled=spelled_people(question) if not has_han(text) else (),
        bodies=bodies(told),
        attributes=attributes(asking),
        relative=relative(told),
        **(_figures(told) if _DIGIT.search(told) else _NO_FIGURES),
    )


class _Figures(TypedDict):
    years: frozenset[str]
    days: frozenset[Day]
    ordinals: frozenset[str]
    numbers: tuple[Quantity, ...]
    counted: frozenset[tuple[str, str]]
    figures: tuple[str, ...]


_NONE: frozenset[str] = frozenset()
_NO_FIGURES = _Figures(years=_NONE, days=frozenset(), ordinals=_NONE, numbers=(), counted=frozenset(), figures=())


def _figures(told: str) -> _Figures:
    """What a question limits itself to by figures."""
    named = years(told)
    return {
        "years": named,
        "days": days(told),
        "ordinals": ordinals(told),
        "numbers": tuple(one for one in limits(told) if str(one.value) not in named),
        "counted": counted(told),
        "figures": tuple(_FIGURE.findall(told)),
    }


def _told(text: str) -> str:
    """A question without the clauses in which the asker tells of himself and asks nothing, unless nothing is left."""
    clauses = CLAUSE.findall(text)
    kept = [
        clause
        for clause in clauses
        if _ASKS.search(clause) or not ASKER.search(clause) or SEEKS.search(clause) or settles(clause)
    ]
    return "".join(kept) if len(kept) < len(clauses) and any(map(_ASKS.search, kept)) else text


def _asking(text: str) -> str:
    """The clauses of a question that ask; all of it where none does."""
    clauses = CLAUSE.findall(text)
    return "".join(clause for clause in clauses if _ASKS.search(clause) or settles(clause)) or text


def is_claimed(name: str, question: str) -> bool:
    """Whether a yes/no question only claims a name of its subject (渡船是柳湾村的吗), rather than being about it."""
    return any(f"{word}{name}" in question for word in _OF_SUBJECT)


def ordinals(text: str) -> frozenset[str]:
    """The numbers after 第, and those before 届 and 次全会, in normalised text."""
    if not any(map(text.__contains__, _ORDINAL_MARKS)):
        return frozenset()
    return frozenset(first or second for first, second in ORDINAL.findall(text))


def settles(question: str) -> bool:
    """Whether a question is answered by yes, no, or one of the things that it names."""
    return _is_settled(normalise(question).strip(_TAIL))


@lru_cache(maxsize=4096)
def claims(phrasing: str) -> bool:
    """The same of a phrasing, folded."""
    return may_settle(phrasing) and _is_settled(phrasing)


def _is_claim(text: str) -> bool:
    """Whether only its mark makes a text a question: 渡船是木头做的?"""
    return _STATED.search(text) is not None and _ASKS.search(text) is None


def _is_settled(text: str) -> bool:
    if "还是" in text:
        return True
    return _ASKS.search(text) is None and _SETTLED.search(text) is not None


def may_settle(text: str) -> bool:
    """Whether a text holds anything that a question may be settled by; quick."""
    return _MAY_SETTLE.search(text) is not None


def may_negate(text: str) -> bool:
    """Whether a text holds anything that `negates` looks for; quick."""
    return _NEGATES.search(text) is not None


def asks(text: str) -> bool:
    """Whether a text has a question word, or is settled by yes or no."""
    return _ASKS.search(text) is not None or settles(text)


def _denies(text: str, settled: bool) -> bool:
    """Whether a text asks nothing and negates: 我们不会忘记."""
    return not settled and _ASKS.search(text) is None and negates(text)


def excludes(phrasing: str) -> bool:
    """Whether a phrasing, folded, asks which of several things are not so."""
    return may_negate(phrasing) and _excludes(phrasing)


def _excludes(text: str) -> bool:
    """Whether a question asks which of several things are not so: 哪些学生没参加, 谁不去, 除了……."""
    if not _OF_WHICH.search(text) or settles(text) or text.rstrip(_TAIL).endswith(("吗", "吧")):
        return False
    clauses = CLAUSE.findall(_TAGS.sub("\0", text.rstrip(_TAIL)))
    return any(_OF_WHICH.search(clause) and not _WHY.search(clause) and negates(clause) for clause in clauses)


def negates(text: str) -> bool:
    """Whether a text negates, look-alikes such as 有没有 and 不好意思 aside."""
    return negates_folded(fold(text))


def negates_folded(text: str) -> bool:
    """The same of a folded text."""
    words = lexicon()
    text = text.rstrip(_TAIL)
    if not any(map(text.__contains__, words.negations)):  # most texts hold none
        return False
    for harmless in words.harmless:
        text = text.replace(harmless, "\0")
    text = _TAGS.sub("\0", text)
    tokens = set(text.split())
    return any(word in tokens if word.isascii() else word in text for word in words.negations)
