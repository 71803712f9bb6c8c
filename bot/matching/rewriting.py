"""A question typed in letters, wholly or in part -> the same in the characters of the knowledge. Pure.

People leave the keyboard's Chinese half-way: 衡东 you 多少, lrh元帅, luo2 rong2 huan2. What was meant is what the
knowledge speaks of, if it speaks of anything that sounds so.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from bot.matching.decoding import Decoder
from bot.matching.fold import has_han, plain
from bot.matching.index import GramIndex
from bot.matching.initials import expand
from bot.matching.lexicon import lexicon
from bot.matching.pinyin import is_pinyin, keyed, slips, without_tones
from bot.matching.script import script_of
from bot.matching.spoken import Spoken
from bot.matching.text import WORD_OF_LETTERS

FIRST = 8.0
"""The most that letters may cost that are read as Chinese: so much for what they begin with, beside that of each."""
LIKELY, SURE = 2.5, 1.5
"""And so much for each letter: of pinyin, of pinyin with slips."""
SLIPS = 4
"""Letters of pinyin, at least, for each slip."""

_LETTERS = re.compile(r"[a-z]+")
_SHOUTED = re.compile(r"[A-Z]{2,}")
"""CBA is a name of its own."""
_STRETCH = re.compile(r"[a-z]+(?:(?: |'|’|-| - )[a-z]+)*")


class Rewriter:
    """Rewrites questions into the characters of an index.

    Args:
        index: of the words and characters of a knowledge.
    """

    def __init__(self, index: GramIndex) -> None:
        self._index = index

    @cached_property
    def _spoken(self) -> Spoken:
        return Spoken(self._index)

    @cached_property
    def _decoder(self) -> Decoder:
        return Decoder(self._spoken)

    def rewrite(self, asked: str) -> str:
        """A question with what it says in pinyin, and with initials, in Chinese characters.

        Args:
            asked: as written, in any script.

        Returns:
            The question, unless something was rewritten: then its `plain` form with that in it.
        """
        text = plain(asked)
        if not _LETTERS.search(text) or not (has_han(text) or script_of(asked) == "pinyin"):
            return asked
        bare = without_tones(text)
        shouted = frozenset(map(str.lower, _SHOUTED.findall(asked)))
        parts: list[str] = []
        at = 0
        for stretch in _STRETCH.finditer(bare):
            parts.append(bare[at : stretch.start()])
            before, after = _han("".join(parts)[-1:]), _han(bare[stretch.end() : stretch.end() + 1])
            own_name = stretch[0] in shouted and not is_pinyin(stretch[0])
            parts.append(stretch[0] if own_name else self._stretch(stretch[0], before, after))
            at = stretch.end()
        changed = "".join(parts) + bare[at:]
        return changed if changed != bare else asked

    def _stretch(self, typed: str, before: str, after: str) -> str:
        """Letters with gaps: all of them as pinyin, else word by word."""
        words = _LETTERS.findall(typed)
        whole = self._pinyin([keyed(word) for word in words], before, after)
        if whole is not None:
            return whole
        if len(words) > 1:
            return self._mixed(words, before, after)
        return self._word(typed, before, after)

    def _mixed(self, words: list[str], before: str, after: str) -> str:
        """Runs of words in pinyin, and words of other kinds between them."""
        found = before
        runs = list(_runs(words))
        for number, run in enumerate(runs, 1):
            beside = _han(found[-1:]), after if number == len(runs) else ""
            part = self._pinyin([keyed(word) for word in run], *beside)
            part = " ".join(self._word(word, *beside) for word in run) if part is None else part
            found += f" {part}" if found[-1:].isascii() and part[:1].isascii() else part
        return found[len(before) :].strip()

    def _pinyin(self, words: list[str], before: str, after: str) -> str | None:
        """Words in pinyin as characters; None where they are none, or where they say nothing to the knowledge."""
        glued = "".join(words)
        cuts: set[int] = set()
        if all(map(is_pinyin, words)):
            cuts = {sum(map(len, words[:count])) for count in range(1, len(words))}
        elif not is_pinyin(glued):
            return None
        found = self._decoder.decode(glued, frozenset(cuts), before, after)
        return found[1] if found and found[0] <= FIRST + LIKELY * len(glued) else None

    def _word(self, word: str, before: str, after: str) -> str:
        """One word that is no pinyin: as the knowledge has it, as initials, or as pinyin with slips."""
        number = self._index.number.get(word)
        if word in lexicon().single or (number is not None and self._index.flags[number] == WORD_OF_LETTERS):
            return word
        if name := expand(word, before, after, self._spoken):
            return name
        if slips(word) * SLIPS > len(word):
            return word
        found = self._decoder.decode(keyed(word), frozenset(), before, after, slips=True)
        return found[1] if found and found[0] <= FIRST + SURE * len(word) else word


def _han(char: str) -> str:
    return char if has_han(char) else ""


def _runs(words: list[str]) -> Iterator[list[str]]:
    """Neighbours that are pinyin together, the others alone."""
    run: list[str] = []
    for word in words:
        if is_pinyin(keyed(word)):
            run.append(word)
            continue
        if run:
            yield run
        run = []
        yield [word]
    if run:
        yield run
