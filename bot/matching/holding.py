"""Whether a pair holds what a question wants to be told: an attribute, a date, a sum, a name, a list. Pure."""

import re

from bot.matching.evidence import Wanted, asks_where, much, office, unit_asked, unit_counted, who
from bot.matching.facts import Facts, places_of
from bot.matching.listing import names_in, wanted_names
from bot.matching.names import attributes
from bot.matching.scope import EITHER, Scope

_CLAUSES = re.compile(r"[,。;、!?:\s]")
_HOW_MANY = re.compile(r"多少|(?<![哪那这近前后十好])几|好多|数量|数目|\bhow many\b")
_ASKS_LIST = re.compile(r"哪[2-9几两]|[2-9]")


BESIDE = 6
"""Characters on either side of 多少 within which stands what is counted."""
HELD = 16
"""Characters behind a title within which its holder is named."""


def lacks(scope: Scope, facts: Facts) -> bool:
    """Whether a pair lacks what a question wants.

    An attribute is wanted by a yes/no question too, those of one side by an either-or one; what else it names, it
    only claims.
    """
    asked = [attributes(side) for side in EITHER.split(scope.text)] if scope.settles else [scope.attributes]
    if not any(all(facts.tells(one.holds, claimed=scope.settles) for one in side) for side in asked):
        return True
    return not scope.settles and _lacks(scope.wanted, scope, facts)


def _lacks(wanted: Wanted, scope: Scope, facts: Facts) -> bool:
    if wanted.kinds and not (asks_where(scope.told) and asks_where(facts.asks)):
        for kind in wanted.kinds:
            if not (facts.vouches(kind.vouched) or kind.holds.is_in(facts.quoted)):
                return True
    return (
        (wanted.unit is not None and not _counts(wanted.unit, facts))
        or (wanted.thing is not None and not _counts_thing(wanted.thing, facts))
        or (wanted.measure is not None and not _knows(wanted.measure, facts))
        or (wanted.title is not None and not _names_holder(wanted.title, facts))
        or (wanted.who and not _tells_who(facts))
        or (wanted.names > 0 and not _lists(wanted.names, facts))
    )


def _counts(unit: str, facts: Facts) -> bool:
    """Whether a pair gives a number of some unit, or of one that people say for it."""
    return facts.vouches(unit_asked(unit)) or unit_counted(unit).search(facts.quoted) is not None


def _counts_thing(thing: str, facts: Facts) -> bool:
    """Whether a pair says how many there are of a thing: beside a number, or where a phrasing asks for it.

    Args:
        thing: two characters of it, of which one will do: 多少游客 is answered by 1.2万人次游人.
    """
    if any(any(char in clause for char in thing) and _DIGITS.search(clause) for clause in _CLAUSES.split(facts.quoted)):
        return True
    asked = [match for match in _HOW_MANY.finditer(facts.asks) if _is_beside(thing, match)]
    return any(True for _ in facts.asked_in(match.start() for match in asked))


_DIGITS = re.compile(
    r"(?<![\d.第])(?!1[个名位种条篇场段封方把颗项次座])\d|[百千万亿两双数几][余来多]?[种个名位件人张页条项家户次]"
)


def _is_beside(thing: str, match: re.Match[str]) -> bool:
    """Whether a character of a thing stands close to a question for a number."""
    start, end = match.span()
    beside = match.string[max(0, start - BESIDE) : end + BESIDE]
    return any(char in beside for char in thing)


def _knows(measure: str, facts: Facts) -> bool:
    """Whether a pair speaks of a quantity, by two neighbouring characters of its name."""
    return any(two in facts.asks or two in facts.quoted for two in (measure[:2], measure[1:]))


def _names_holder(title: str, facts: Facts) -> bool:
    """Whether a pair names someone in an office: it must speak of that office."""
    if title not in facts.asks and title not in facts.quoted:
        return False
    near = office().vouched
    if any(near.is_in(_around(title, line)) for line in facts.asked_in(places_of(title, facts.asks))):
        return True
    at = facts.quoted.find(title)
    return at >= 0 and office().holds.is_in(facts.quoted[at : at + HELD])


def _around(title: str, line: str) -> str:
    """A title with what stands beside it."""
    at = line.find(title)
    return line[max(0, at - 4) : at + len(title) + 7]


def _tells_who(facts: Facts) -> bool:
    """Whether a pair may tell who: not when it asks how much or when, never who, and quotes nobody."""
    kind = who()
    return facts.vouches(kind.vouched) or kind.holds.is_in(facts.quoted) or not much().is_in(facts.asks)


def _lists(number: int, facts: Facts) -> bool:
    """Whether a pair names so many things, or asks for their names itself."""
    if names_in(facts.quoted) >= number:
        return True
    lines = facts.asked_in(match.start() for match in _ASKS_LIST.finditer(facts.asks))
    return any("哪几" in line or wanted_names(line) == number for line in lines)
