"""What a pair says, in the forms in which guards look at it; each form is made once, when it is first asked for."""

from dataclasses import dataclass
from functools import cached_property

from bot.knowledge.model import Article, Pair
from bot.matching.fold import normalise
from bot.matching.pinyin import letters, sound
from bot.matching.scope import YEAR, negates, ordinals, settles


@dataclass(frozen=True)
class Facts:
    """A pair and its article as guards see them."""

    pair: Pair
    article: Article

    @cached_property
    def quoted(self) -> str:
        """The excerpts, normalised."""
        return normalise("\n".join(excerpt.text for excerpt in self.pair.excerpts))

    @cached_property
    def said(self) -> str:
        """The question, the phrasings and the excerpts, normalised."""
        return normalise("\n".join((self.pair.question, *self.pair.phrasings))) + "\n" + self.quoted

    @cached_property
    def heard(self) -> str:
        """The same as it sounds."""
        return sound(self.said)

    @cached_property
    def spelled(self) -> str:
        """The same in letters."""
        return letters(self.said)

    @cached_property
    def years(self) -> frozenset[str]:
        """The years that the pair states."""
        return frozenset(YEAR.findall(self.said))

    @cached_property
    def ordinals(self) -> frozenset[str]:
        """The ordinals that the pair states."""
        return ordinals(self.said)

    @cached_property
    def negated(self) -> bool:
        """Whether anything in the pair negates, yes/no questions aside."""
        texts = (self.pair.question, *self.pair.phrasings, *(excerpt.text for excerpt in self.pair.excerpts))
        return any(negates(text) and not settles(text) for text in texts)
