"""Guards: whether a pair can speak of what a question limits itself to. They forbid, whatever the score.

Each is a pure function of the question and a pair. A yes/no or either-or question claims a number or a negation
rather than limiting its scope by it, so those two guards let it pass: the excerpt that settles it is the answer.
"""

import re
from collections.abc import Iterator

from bot.matching.facts import Facts
from bot.matching.outcome import Reason
from bot.matching.pinyin import syllables
from bot.matching.places import Places
from bot.matching.scope import Scope, scope_of

_CLASSES = (
    ("元", "块", "钱", "万元", "亿"),
    ("人", "名", "位", "口"),
    ("天", "日"),
    ("篇", "章"),
    ("里", "公里", "千米"),
    ("平", "平方", "平米", "亩"),
)
"""Units that people say for one another."""
_EVIDENCE = tuple(
    (re.compile(asks), re.compile(holds))
    for asks, holds in (
        (r"哪[一1]?年|何年|几几年|\bwhat year\b|\bwhich year\b", r"\d{4}年|[去今前]年"),
        (r"几月几|几号|哪[一1]?天|何日|哪月|几月", r"\d+月|\d+日|[去今昨]"),
        (r"什么时候|什么时间|啥时候|何时|几时|多会儿|\bwhen\b", r"\d+[年月日号]|[去今前明]年|近\d*年|节|期间|周|\d点"),
        (r"多大(?:年纪|岁数|了|年龄)|几岁|年龄|高寿|\bhow old\b|\bage\b", r"\d岁"),
        (r"多久|多长时间|\bhow long\b", r"\d(?:个月|年|天|日|小时|分钟|周)"),
        (
            r"多长(?!时间)|多高|多宽|多远|有多大|多大面积|面积|\bhow (?:big|large|tall|high|wide|far|deep)\b",
            r"\d+(?:\.\d+)?万?(?:米|公里|里|亩|平|公顷)",
        ),
        (
            r"多少钱|几块钱|多少元|票价|门票|造价|\bhow much (?:money|does)\b|\bcosts?\b",
            r"\d[多余]*[万亿]?元|\d[多余]*亿|免费|不收|收费",
        ),
        (r"百分之几|百分之多少|几个百分点", r"%"),
        (r"多少(?!次|遍|好处)|\bhow many\b", r"\d"),
        (r"电话|热线|号码|手机号|\bphone\b", r"\d{5,}"),
    )
)
"""Questions that only a certain kind of words can answer, and what such words hold."""
_ASKS_WHEN = re.compile(r"什么时候|什么时间|哪[一1]?年|何时|几月|哪[一1]?天")


def guard(question: str, beside: str, facts: Facts, places: Places) -> Reason | None:
    """The guard that forbids a pair to answer a question, if one does.

    Args:
        question: as written.
        beside: the rest of the message; its places count where the question names none.
        facts: the pair's.
    """
    scope = scope_of(question)
    rest = scope_of(beside) if beside else None
    checks: tuple[tuple[Reason, bool], ...] = (
        ("guard:name", places.contradicts(scope, rest, facts)),
        ("guard:name", not all(_names(facts, name) for name in scope.people)),
        ("guard:year", not scope.years <= _years(scope, facts)),
        ("guard:number", _wrong_number(scope, facts)),
        ("guard:negation", scope.negated and not scope.settles and not facts.negated),
        ("guard:kind", _wrong_kind(scope, facts)),
    )
    return next((reason for reason, forbids in checks if forbids), None)


def _years(scope: Scope, facts: Facts) -> frozenset[str]:
    """The years that a question may name.

    Those that the pair states; where it states none, the year of publication; and any where the question only
    claims a date that the pair's excerpt settles (是2021年开的吧?).
    """
    if not facts.years and facts.article.published:
        return frozenset({facts.article.published[:4]})
    return scope.years if facts.years and scope.settles and _ASKS_WHEN.search(facts.said) else facts.years


def _names(facts: Facts, name: str) -> bool:
    """Whether a pair names someone, in these characters or in ones that may be a typo for them.

    The surname and one more character, in its place, must be right, or sound right.
    """
    if name[:2] in facts.said:
        return True
    given = [set(syllables(char)) for char in name[1:]]
    return any(
        not sounds.isdisjoint(syllables(char))
        for part in _after(facts.said, name[0])
        for sounds, char in zip(given, part, strict=False)
    )


def _after(text: str, surname: str) -> Iterator[str]:
    """The two characters after each place where a surname stands, or one that sounds the same."""
    heard = syllables(surname)[0]
    for at, char in enumerate(text):
        if char == surname or syllables(char)[0] == heard:
            yield text[at + 1 : at + 3]


def _wrong_number(scope: Scope, facts: Facts) -> bool:
    if not scope.ordinals <= facts.ordinals:
        return True
    return not scope.settles and not all(_holds(facts.said, number) for number in scope.numbers)


def _holds(said: str, number: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.]*\d)", said) is not None


def _wrong_kind(scope: Scope, facts: Facts) -> bool:
    """A question for something of a kind that the pair doesn't hold: an attribute, a date, an age, a sum, a number."""
    if not all(group.search(facts.said) for group in scope.attributes):
        return True
    if scope.settles:
        return False
    asked = (holds for asks, holds in _EVIDENCE if asks.search(scope.text))
    return not all(holds.search(facts.quoted) for holds in asked) or (
        scope.unit is not None and not _counts(scope.unit, facts.quoted)
    )


def _counts(unit: str, quoted: str) -> bool:
    """Whether a text gives a number of some unit, or of one that people say for it."""
    alike = next((group for group in _CLASSES if unit in group), (unit,))
    return re.search(rf"\d[多余几]*[万亿]?个?(?:{'|'.join(alike)})", quoted) is not None
