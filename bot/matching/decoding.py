"""Pinyin -> the characters of the knowledge that sound so: an input method whose dictionary is an index. Pure.

A lattice of syllables is walked once, from left to right. Of each place it keeps, by the last character, the cheapest
text that leads there; a cost is the negative logarithm of a probability that the index's own counts give.
"""

import math
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import product

from bot.matching.figures import FIGURES, numbers
from bot.matching.gazetteer import gazetteer
from bot.matching.lexicon import lexicon
from bot.matching.numerals import arabic
from bot.matching.pinyin import LONGEST, all_syllables, confused, is_pinyin, letters, mistyped, readings
from bot.matching.spoken import Spoken
from bot.matching.text import WORD_OF_LETTERS

UNPAIRED = 3.0
"""The cost of a character that the knowledge never has behind the one before, beside that of its rarity."""
RARE = (0.0, 2.0, 5.0)
"""The costs of a character's readings, most common first."""
BLURRED, CONFUSED, SLIPPED, SKIPPED = 2.0, 3.0, 6.0, 9.0
"""Costs of zh for z and its like, of another accent, of a slip of the finger, of a letter that belongs nowhere."""
WORD = 7.0
"""The cost of a word that the knowledge need not hold: of form, or of another script."""
PLACE = 14.0
"""The cost of a county or a city, less likely than what the knowledge speaks of, more than characters at random."""
LONGEST_PLACE = 5
"""Characters of its name."""
WORDS = range(2, 25)
"""Letters of such words."""
LETTERS_OF_NUMBER = 24
"""Letters of the longest number that is looked for."""
COMMON = 4
"""Characters of one syllable that stand for it where no pair with its neighbours is known."""

State = dict[str, tuple[float, str]]
"""Each last character to the cost of the cheapest text that ends with it, and that text."""
Step = tuple[int, str, float]
"""Where a syllable or a word begins or ends, what it is, and its cost."""


class Decoder:
    """Reads pinyin as what an index speaks of."""

    def __init__(self, spoken: Spoken) -> None:
        self._spoken = spoken
        self._words = spoken.index.number

    def decode(
        self, typed: str, cuts: frozenset[int] = frozenset(), before: str = "", after: str = "", *, slips: bool = False
    ) -> tuple[float, str] | None:
        """The likeliest characters for some letters.

        Args:
            typed: letters only.
            cuts: places among them that no syllable crosses.
            before, after: the Chinese characters on either side of them, if there are any.
            slips: whether fingers may have slipped.

        Returns:
            The cost of the cheapest text, and the text; None where the letters are no pinyin.
        """
        states: list[State] = [{} for _ in range(len(typed) + 1)]
        states[0][before] = (0.0, "")
        into: list[list[Step]] = [[] for _ in states]
        for at, state in enumerate(states[:-1]):
            if not state:
                continue
            for end, syllable, cost in _steps(typed, at, cuts, slips=slips):
                into[end].append((at, syllable, cost))
                self._alone(state, states[end], syllable, cost)
                for previous in into[at]:
                    self._paired(previous, states, at, (end, syllable, cost))
            least, text = min(state.values())
            for end, word, cost in self._whole(typed, at):
                _better(states[end], word[-1], least + cost, text + word)
            if slips:
                _better(states[at + 1], text[-1:], least + SKIPPED, text)
        if not states[-1]:
            return None
        cost, text = min((cost + self._joined(char, after), text) for char, (cost, text) in states[-1].items())
        return cost, text

    def _alone(self, state: State, target: State, syllable: str, cost: float) -> None:
        """Go on with the commonest characters of a syllable, and with those that follow a given one."""
        least, text = min(state.values())
        chars = self._spoken.chars(syllable)
        for char in chars[:COMMON]:
            _better(target, char, least + cost + self._rarity(char) + _off(char, syllable), text + char)
        if text[-1:] in FIGURES:
            for char in self._spoken.counted & set(chars):
                _better(target, char, least + cost + UNPAIRED + _off(char, syllable), text + char)
        if len(state) == 1:
            (last,) = state
            for char in chars if last and not text else ():
                if (pair := self._pair(last + char)) < math.inf:
                    _better(target, char, least + cost + pair + _off(char, syllable), text + char)

    def _paired(self, previous: Step, states: list[State], at: int, step: Step) -> None:
        """Go on with the pairs of characters that are known for two syllables."""
        start, first, before = previous
        end, second, cost = step
        least, text = min(states[start].values())
        state, target = states[at], states[end]
        for pair in self._spoken.pairs(first, second):
            one, other = pair[0], pair[1]
            fresh = least + before + self._rarity(one) + _off(one, first)
            known = state.get(one)
            so_far, behind = known if known and known[0] <= fresh else (fresh, text + one)
            _better(target, other, so_far + cost + self._pair(pair) + _off(other, second), behind + other)

    def _rarity(self, char: str) -> float:
        return UNPAIRED + math.log(len(self._spoken.index.ends) / (self._spoken.count(char) + 0.5))

    def _pair(self, pair: str) -> float:
        count = self._spoken.count(pair)
        return math.log((self._spoken.count(pair[0]) + 1.0) / count) if count else math.inf

    def _joined(self, char: str, after: str) -> float:
        """The cost of what follows, in which only the difference tells."""
        return min(self._pair(char + after), UNPAIRED + self._rarity(after)) if after else 0.0

    def _whole(self, typed: str, at: int) -> Iterator[Step]:
        """The words that begin at a place: of form, of another script if the index holds them, places and numbers."""
        some = typed[at : at + LETTERS_OF_NUMBER]
        named = (one for one in numbers(some, dictated=True) if arabic(one[1]) in self._words)
        for end, number in (*numbers(some), *named):
            yield at + end, number, WORD
        for end in range(at + WORDS.start, min(len(typed), at + WORDS.stop) + 1):
            part = typed[at:end]
            for word in _words_of_form().get(part, ()):
                yield end, word, WORD
            if place := _places().get(part):
                yield end, place, PLACE
            known = self._words.get(part)
            if known is not None and self._spoken.index.flags[known] == WORD_OF_LETTERS and not is_pinyin(part):
                yield end, part, WORD


def _better(state: State, char: str, cost: float, text: str) -> None:
    known = state.get(char)
    if known is None or known[0] > cost:
        state[char] = (cost, text)


def _steps(typed: str, at: int, cuts: frozenset[int], *, slips: bool) -> Iterator[Step]:
    """The syllables that may begin at a place: where they end, as they are read, and what the reading costs."""
    for end in range(at + 1, min(len(typed), at + LONGEST + slips) + 1):
        part = typed[at:end]
        if part in all_syllables():
            yield end, part, 0.0
            for other in confused(part):
                yield end, other, CONFUSED
        elif slips:
            for other in mistyped().get(part, ()):
                yield end, other, SLIPPED
        if end in cuts:
            break


@lru_cache(maxsize=20_000)
def _off(char: str, syllable: str) -> float:
    """The cost of reading a character so."""
    own = readings(char)
    return RARE[min(len(RARE) - 1, own.index(syllable))] if syllable in own else BLURRED


@cache
def _words_of_form() -> Mapping[str, tuple[str, ...]]:
    """Words of form of several characters, by their pinyin."""
    known = lexicon()
    found: dict[str, tuple[str, ...]] = {}
    for word in ("".join(tokens) for starting in known.starts.values() for tokens, _ in starting):
        if not any(map(str.isascii, word)):
            found[letters(word)] = (*found.get(letters(word), ()), word)
    return found


@cache
def _places() -> Mapping[str, str]:
    """Counties and cities by their pinyin: one that the knowledge doesn't speak of must not become one that it does."""
    found: dict[str, str] = {}
    for name in gazetteer():
        if name[-1] in "县市区" and len(name) <= LONGEST_PLACE:
            for spelled in product(*(readings(char)[:2] for char in name)):
                found.setdefault("".join(spelled), name)
    return found
