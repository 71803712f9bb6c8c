"""What the articles and pairs of a knowledge say of places, and whether a question is about another one. Pure."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from bot.knowledge.model import Knowledge
from bot.matching.asker import elsewhere
from bot.matching.bodies import Body, office_like, parts
from bot.matching.facts import Facts, places_of
from bot.matching.fold import has_han, plain
from bot.matching.gazetteer import (
    ENDINGS,
    MIN_SPELLED,
    asks_for_place,
    brief,
    gazetteer,
    named,
    short,
    spelled_in,
    villages,
    wider,
)
from bot.matching.lookalikes import lookalikes
from bot.matching.pinyin import letters, sound, syllables
from bot.matching.scope import Scope
from bot.matching.times import HEAD, REMEMBERED, beginning

COUNTY = 2
"""Places above a county or a district: its province and its prefecture."""


class Places:
    """What the articles and pairs of a knowledge say of places."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def prepare(self) -> None:
        """Make now what the first questions would wait for."""
        _ = self.homes
        for article in islice(self._knowledge.articles.values(), REMEMBERED):
            beginning(article)

    @functools.cached_property
    def homes(self) -> Mapping[str, tuple[str, str]]:
        """The place that each article is about, full name and short: the one that it names most often, if any."""
        homes = {}
        for name, article in self._knowledge.articles.items():
            text = plain(f"{article.title}\n{article.text[:HEAD]}")
            counts = {place: text.count(brief(place)) for place in named(text) if place != brief(place)}
            if counts:
                full = max(counts, key=lambda place: counts[place])
                homes[name] = (full, brief(full))
        return homes

    @functools.cached_property
    def _shorts(self) -> frozenset[str]:
        return frozenset(short for _, short in self.homes.values())

    def named(self, text: str) -> tuple[str, ...]:
        """The places that a text names, those that the articles are about in their short form too.

        Args:
            text: simplified characters, as `plain` and `normalise` give them.
        """
        return named(text, self._shorts)

    def home_of(self, place: str) -> str | None:
        """The article that is about a place."""
        return next((name for name, forms in self.homes.items() if place in forms), None)

    def limits(self, question: Scope, beside: Scope | None) -> "Limits":
        """The places that a question limits itself to; looked for once, however many pairs are then held against them.

        A place in a clause that asks nothing is where the asker is or has been: it counts where the clauses that ask
        name none, and then a wider one than the pair's fits too. Where the asker only lives counts for nothing.

        Args:
            beside: the rest of the message; where the question names no place, one of its must fit.
        """
        if not has_han(question.text):
            words, full = spelled_in(question.text)
            glued = letters(question.text)
            at = frozenset(article for article, name in self._spelled_homes if name in glued)
            return Limits(at=at, spelled=(*words, *(() if at else full)))
        asked = self.named(question.asking)
        places = asked or (self._beside(question, question) if question.asking != question.text else ())
        around = self._beside(beside, question) if beside is not None and not places else ()
        inside = bool(places) and (not asked or asks_for_place(question.text))
        claim = question.text if question.settles else ""
        return Limits(places, villages(question.text), around, inside, claim, question.bodies)

    def _beside(self, told: Scope, question: Scope) -> tuple[str, ...]:
        """The places that a message names beside its question, but for those where its asker only lives."""
        return self.named(elsewhere(told.text, question.asking, self.named(told.text)))

    @functools.cached_property
    def _spelled_homes(self) -> tuple[tuple[str, str], ...]:
        """The articles with their places in letters, long ones only."""
        spelled = ((article, letters(form)) for article, (_, form) in self.homes.items())
        return tuple((article, name) for article, name in spelled if len(name) > MIN_SPELLED)

    def contradicts(self, limits: "Limits", facts: Facts) -> bool:
        """Whether a question names a place or a body that neither the pair nor its article is about.

        A yes/no or either-or question may claim a wrong one beside a right one: the excerpt settles it.
        """
        if limits.at or limits.spelled:
            astray = limits.at and facts.pair.article not in limits.at
            return bool(astray) or any(name not in facts.spelled for name in limits.spelled)
        if limits.around and self._all_elsewhere(limits.around, facts):
            return True
        fits = self._fits(limits, facts)
        near = [_near(name, kind, facts, limits.claim) for name, kind in limits.villages]
        same = [_same(body, facts, limits.claim) for body in limits.bodies]
        if limits.claim:
            return any(found and not any(found) for found in (fits, near, same))
        return not (all(fits) and all(near) and all(same))

    def _fits(self, limits: "Limits", facts: Facts) -> list[bool]:
        """Of each place that a question names whether the pair is about it."""
        if not limits.places:
            return []
        home = self.homes.get(facts.pair.article, ("", ""))
        inside = limits.inside or any(place in home for place in limits.places)
        around = wider(home[0])
        return [
            place in home
            or (inside or _asks_of(place, facts) if place in around else _speaks_of(place, facts, limits.claim))
            for place in limits.places
        ]

    def _all_elsewhere(self, places: tuple[str, ...], facts: Facts) -> bool:
        """Whether none of the places that the rest of a message names is, or holds, the pair's."""
        home = self.homes.get(facts.pair.article, ("", ""))
        return not any(place in home or place in wider(home[0]) for place in places)


@dataclass(frozen=True, slots=True)
class Limits:
    """The places and bodies that a question limits itself to.

    Attributes:
        places: of the gazetteer, or those that articles are about; villages: by their form, as name and kind.
        around: what the rest of the message names, where the question names none.
        inside: whether a wider place than the pair's fits; claim: the question, if it is a yes/no or either-or one.
        at, spelled: of a question without Chinese characters, the articles about the places that it names, and
            the other places in letters.
    """

    places: tuple[str, ...] = ()
    villages: tuple[tuple[str, str], ...] = ()
    around: tuple[str, ...] = ()
    inside: bool = False
    claim: str = ""
    bodies: tuple[Body, ...] = ()
    at: frozenset[str] = frozenset()
    spelled: tuple[str, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether there is anything that a pair can fail."""
        return any((self.places, self.villages, self.around, self.bodies, self.at, self.spelled))


def _speaks_of(place: str, facts: Facts, claim: str) -> bool:
    """Whether a pair speaks of a place, or of one that sounds like it.

    Args:
        claim: a yes/no question, which may claim a place wrongly.
    """
    return _says(place, facts, claim) or place in facts.title or _typo(place, facts)


def _asks_of(place: str, facts: Facts) -> bool:
    """Whether a phrasing of the pair limits itself to a place."""
    return any(True for _ in facts.asked_in(places_of(place, facts.asks)))


def _says(name: str, facts: Facts, claim: str) -> bool:
    return facts.settles(name, claim) if claim else facts.says(name)


def _near(name: str, kind: str, facts: Facts, claim: str) -> bool:
    """Whether a pair names this village, or one of its kind whose characters sound or look like its own."""
    if _says(name + kind, facts, claim):
        return True
    own = name[-2:]
    said = f"{facts.core}\n{facts.title}"
    found = (said[max(0, match.start() - len(own)) : match.start()] for match in re.finditer(kind, said))
    return any(len(there) == len(own) and all(map(_mistaken, own, there)) for there in found)


def _mistaken(one: str, other: str) -> bool:
    """Whether a character may stand for another one by mistake."""
    return one == other or other in lookalikes().get(one, "") or not set(syllables(one)).isdisjoint(syllables(other))


def _same(body: Body, facts: Facts, claim: str) -> bool:
    """Whether a pair names a body, by any two neighbouring characters of what is its own, or by their sound."""
    if body.office:
        field = office_like(body)
        return any(field.search(text) for text in (facts.asks, facts.quoted, facts.title))
    if any(_says(two, facts, claim) for two in parts(body)):
        return True
    if any(sound(two) in facts.heard for two in parts(body)):
        return True
    return body.kind in facts.title and any(two in facts.title for two in parts(body))


def _typo(place: str, facts: Facts) -> bool:
    """Whether a name is more likely a homophone typo (清丰 for 清风): the short name of a county that few know."""
    little_known = all(len(chain) >= COUNTY for chain in gazetteer().get(place, ((),)))
    return little_known and place == short(place) and not place.endswith(ENDINGS) and sound(place) in facts.heard
