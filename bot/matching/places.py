"""What the articles and pairs of a knowledge say of places, and whether a question is about another one. Pure."""

import functools
import re
from collections.abc import Mapping

from bot.knowledge.model import Knowledge, Pair
from bot.matching.fold import has_han, plain
from bot.matching.gazetteer import ENDINGS, MIN_SPELLED, asks_for_place, brief, named, short, spelled, villages, wider
from bot.matching.pinyin import is_pinyin, letters, sound, syllables

HEAD = 20_000
"""Code points of an article that are searched for the place that it is about."""


class Places:
    """What the articles and pairs of a knowledge say of places."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._last: tuple[str, tuple[str, ...]] = ("", ())

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
        """The places that a question names, those that the articles are about in their short form too."""
        if self._last[0] != text:  # one question is held against many pairs in a row
            self._last = (text, named(text, self._shorts))
        return self._last[1]

    def home_of(self, place: str) -> str | None:
        """The article that is about a place."""
        return next((name for name, forms in self.homes.items() if place in forms), None)

    def contradicts(self, question: str, beside: str, pair: Pair, *, settles: bool) -> bool:
        """Whether a question names a place that neither the pair nor its article is about.

        A yes/no or either-or question may claim a wrong one beside a right one: the excerpt settles it.

        Args:
            question: simplified characters, as `plain` gives them.
            beside: what else the message says, the same way; where the question names no place, one of its must fit.
            settles: whether it is a yes/no or either-or question.
        """
        if not has_han(question):
            return self._contradicts_spelled(question, pair)
        places, small = self.named(question), villages(question)
        if not places and not small:
            return bool(beside) and self._all_elsewhere(beside, pair)
        said = "".join((pair.question, *pair.phrasings, *(excerpt.text for excerpt in pair.excerpts)))
        strangers = [name for name, kind in small if not _near(name, kind, said)]
        if strangers and (not settles or len(strangers) == len(small)):
            return True
        home = self.homes.get(pair.article, ("", ""))
        at_home = any(place in home for place in places) or asks_for_place(question)
        around = wider(home[0])
        strangers = [
            place
            for place in places
            if not (place in home or place in said or (at_home and place in around) or _typo(place, said))
        ]
        return bool(strangers) and (not settles or len(strangers) == len(places))

    def _all_elsewhere(self, beside: str, pair: Pair) -> bool:
        """Whether the rest of a message names places and none of them is, or holds, the pair's."""
        home = self.homes.get(pair.article, ("", ""))
        places = self.named(beside)
        return bool(places) and not any(place in home or place in wider(home[0]) for place in places)

    def _contradicts_spelled(self, question: str, pair: Pair) -> bool:
        """The same for pinyin and English: the articles' own places, and those of the gazetteer, by their letters."""
        glued = letters(question)
        at_homes = {article: letters(form) for article, (_, form) in self.homes.items()}
        at = {article for article, name in at_homes.items() if len(name) > MIN_SPELLED and name in glued}
        if at and pair.article not in at:
            return True
        said = letters(plain("".join((pair.question, *pair.phrasings, *(e.text for e in pair.excerpts)))))
        words_spelled, full = spelled()
        words = re.findall(r"[a-z]+", question)
        named_here = [] if all(map(is_pinyin, words)) else [word for word in words if word in words_spelled]
        named_here += [name for name in full if name in glued] if not at else []
        return any(name not in said for name in named_here)


def _near(name: str, kind: str, said: str) -> bool:
    """Whether a text names this village, or one that is a typo away: the same kind after one character of its sound."""
    sounds = [syllables(char)[0] for char in name[-2:]]
    for at in (match.start() for match in re.finditer(kind, said)):
        heard = [syllables(char)[0] for char in said[max(0, at - 2) : at]]
        if any(one == other for one, other in zip(reversed(sounds), reversed(heard), strict=False)):
            return True
    return False


def _typo(place: str, said: str) -> bool:
    """Whether a short name is more likely a homophone typo (清丰 for 清风); a full name is meant as it stands."""
    return place == short(place) and not place.endswith(ENDINGS) and sound(place) in sound(said)
