"""Guards: whether a pair can speak of what a question limits itself to. They forbid, whatever the score.

The question is read once (`prepare`); what it doesn't limit costs nothing with any pair. A yes/no or either-or
question claims a number, a day or a negation rather than limiting its scope by it, so these guards let it pass: the
excerpt that settles it is the answer. What the pair's own phrasings ask, its curator vouches for.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.matching.facts import UNDONE, Facts
from bot.matching.holding import lacks
from bot.matching.outcome import Reason
from bot.matching.pinyin import letters
from bot.matching.places import Places
from bot.matching.quantities import Quantity, holds
from bot.matching.scope import Scope, scope_of
from bot.matching.times import covers

RECENT = 8
"""Questions that are remembered as read: whoever calls `guard` for one pair after another reads each once."""
_ASKS_WHEN = re.compile(r"什么时候|什么时间|哪[一1]?年|何时|几月|哪[一1]?天")
Check = Callable[[Facts], bool]
"""Whether a pair fails a question in one respect."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question, ready to be held against pairs.

    Attributes:
        checks: what it limits itself to, in the order in which a reason is given.
    """

    checks: tuple[tuple[Reason, Check], ...]

    def forbids(self, facts: Facts) -> Reason | None:
        """The guard that forbids a pair to answer the question, if one does."""
        return next((reason for reason, fails in self.checks if fails(facts)), None)


@lru_cache(maxsize=RECENT)
def prepare(question: str, beside: str, places: Places) -> Prepared:
    """Read a question for the guards.

    Args:
        question: as written.
        beside: the rest of the message; its places count where the question names none.
    """
    scope = scope_of(question)
    limits = places.limits(scope, scope_of(beside) if beside else None)
    numbers = bool(scope.ordinals or scope.days or (not scope.claims and (scope.numbers or scope.counted)))
    wants = scope.wanted.is_given
    undone = any(map(scope.told.__contains__, UNDONE))
    checks: tuple[tuple[bool, Reason, Check], ...] = (
        (limits.is_given, "guard:name", lambda facts: places.contradicts(limits, facts)),
        (bool(scope.people or scope.spelled), "guard:name", lambda facts: _names_others(scope, facts)),
        (bool(scope.years or scope.relative), "guard:year", lambda facts: _wrong_year(scope, facts)),
        (numbers, "guard:number", lambda facts: _wrong_number(scope, facts)),
        (scope.negated, "guard:negation", lambda facts: not facts.negates(scope.negates, undone=undone)),
        (scope.denies, "guard:negation", lambda facts: facts.is_asking and not facts.denies),
        (bool(scope.attributes) or (wants and not scope.settles), "guard:kind", lambda facts: lacks(scope, facts)),
    )
    return Prepared(tuple((reason, check) for applies, reason, check in checks if applies))


def guard(question: str, beside: str, facts: Facts, places: Places) -> Reason | None:
    """The guard that forbids a pair to answer a question, if one does.

    Args:
        question: as written.
        beside: the rest of the message; its places count where the question names none.
        facts: the pair's.
    """
    return prepare(question, beside, places).forbids(facts)


def _names_others(scope: Scope, facts: Facts) -> bool:
    """Whether a question names someone whom the pair doesn't; one whom its article knows may be claimed wrongly."""
    if scope.settles and any(facts.settles(name, scope.text) for name in scope.people):
        return False
    if not all(name in facts.spelled or name in letters(facts.asks) for name in scope.spelled):
        return True
    return not all(map(facts.names, scope.people))


def _wrong_year(scope: Scope, facts: Facts) -> bool:
    """Whether a question names a year that isn't the pair's.

    The pair's years are those that it states; where it states none, that of publication. 去年 counts from
    publication, or where the pair says 去年 itself: who doesn't know when an article was written can't say which
    year that is. A question that only claims a date is settled by the excerpt (是2021年开的吧?).
    """
    if scope.settles and (facts.years or facts.relative) and _ASKS_WHEN.search(facts.asks):
        return False
    known = facts.years or (frozenset({str(facts.year)}) if facts.year else frozenset())
    if not scope.years <= known:
        return True
    beyond = scope.relative - facts.relative
    if not beyond or _is_news(beyond, facts):
        return False
    return facts.year is None or not {str(facts.year + offset) for offset in beyond} <= known


def _is_news(beyond: frozenset[int], facts: Facts) -> bool:
    """Whether a question says 今年 of what an article without a year dates by month and day alone.

    So whoever reads it as news calls it, and nothing in the article stands against it. What is quoted shows the day,
    and no year is guessed: 去年 and 明年 would need one. What has no day of its own needn't be of the article's year.
    """
    dated = facts.year is not None or facts.years or facts.relative
    return beyond == {0} and not dated and any(day for _, day in facts.days)


def _wrong_number(scope: Scope, facts: Facts) -> bool:
    if not scope.ordinals <= facts.ordinals:
        return True
    if scope.claims:
        return False
    if not all(_on_day(facts, *day) for day in scope.days):
        return True
    held = all(_holds(facts, number, scope.figures) for number in scope.numbers)
    return not held or _miscounts(scope, facts)


def _on_day(facts: Facts, month: int, day: int) -> bool:
    """Whether a pair may speak of a day: it states it, or states none and its article does. 510 is said for 5月10日."""
    if covers(facts.days, (month, day)) or (day and holds(facts.sums, Quantity(_glued(month, day), None))):
        return True
    return not (facts.days or facts.years) and covers(facts.article_days, (month, day))


def _holds(facts: Facts, number: Quantity, figures: tuple[str, ...]) -> bool:
    """Whether a pair states a number; a day's may be said without its marks (510), of the article's days too."""
    if holds(facts.sums, number):
        return True
    days = facts.days or (frozenset() if facts.years else facts.article_days)
    if number.kind is None and any(day and number.value == _glued(month, day) for month, day in days):
        return True
    return holds(facts.quantities(figures), number)


def _glued(month: int, day: int) -> Decimal:
    return Decimal(f"{month}{day}")


def _miscounts(scope: Scope, facts: Facts) -> bool:
    """Whether the pair counts the same things otherwise: 5个企业 where it says 4个企业."""
    for number, thing in scope.counted:
        said = facts.counts(thing)
        if said and number not in said:
            return True
    return False
