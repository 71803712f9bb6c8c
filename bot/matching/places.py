"""What the articles and pairs of a knowledge say of places, and whether a question is about another one. Pure."""

import functools
import re
from collections.abc import Mapping

from bot.knowledge.model import Knowledge
from bot.matching.facts import Facts
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
from bot.matching.pinyin import letters, sound, syllables
from bot.matching.scope import Scope

HEAD = 20_000
"""Code points of an article that are searched for the place that it is about."""

COUNTY = 2
"""Places above a county or a district: its province and its prefecture."""


class Places:
    """What the articles and pairs of a knowledge say of places."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

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

    def contradicts(self, question: Scope, beside: Scope | None, facts: Facts) -> bool:
        """Whether a question names a place that neither the pair nor its article is about.

        A yes/no or either-or question may claim a wrong one beside a right one: the excerpt settles it.

        Args:
            beside: the rest of the message; where the question names no place, one of its must fit.
            facts: the pair's.
        """
        if not has_han(question.text):
            return self._contradicts_spelled(question.text, facts)
        places, small = self.named(question.text), villages(question.text)
        if not places and beside is not None and self._all_elsewhere(beside.text, facts):
            return True
        if not places and not small:
            return False
        home = self.homes.get(facts.pair.article, ("", ""))
        at_home = any(place in home for place in places) or asks_for_place(question.text)
        around = wider(home[0]) if at_home else frozenset()
        about = facts.said + plain(facts.article.title)
        fits = [place in home or place in about or place in around or _typo(place, facts) for place in places]
        near = [_near(name, kind, about) for name, kind in small]
        if question.settles:
            return not (any(fits) or not fits) or not (any(near) or not near)
        return not (all(fits) and all(near))

    def _all_elsewhere(self, beside: str, facts: Facts) -> bool:
        """Whether the rest of a message names places and none of them is, or holds, the pair's."""
        home = self.homes.get(facts.pair.article, ("", ""))
        places = self.named(beside)
        return bool(places) and not any(place in home or place in wider(home[0]) for place in places)

    def _contradicts_spelled(self, question: str, facts: Facts) -> bool:
        """The same for pinyin and English: the articles' own places, and those of the gazetteer, by their letters."""
        glued = letters(question)
        homes = {article: letters(form) for article, (_, form) in self.homes.items()}
        at = {article for article, name in homes.items() if len(name) > MIN_SPELLED and name in glued}
        if at and facts.pair.article not in at:
            return True
        words, full = spelled_in(question)
        return any(name not in facts.spelled for name in (*words, *(() if at else full)))


def _near(name: str, kind: str, said: str) -> bool:
    """Whether a text names this village, or one that is a typo away: the same kind after one character of its sound."""
    sounds = [syllables(char)[0] for char in name[-2:]]
    for at in (match.start() for match in re.finditer(kind, said)):
        heard = [syllables(char)[0] for char in said[max(0, at - 2) : at]]
        if any(one == other for one, other in zip(reversed(sounds), reversed(heard), strict=False)):
            return True
    return False


def _typo(place: str, facts: Facts) -> bool:
    """Whether a name is more likely a homophone typo (清丰 for 清风): the short name of a county that few know."""
    little_known = all(len(chain) >= COUNTY for chain in gazetteer().get(place, ((),)))
    return little_known and place == short(place) and not place.endswith(ENDINGS) and sound(place) in facts.heard
