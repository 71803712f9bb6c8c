"""Questions to try, for those who don't know yet what can be asked. Pure."""

from collections import Counter
from itertools import chain, zip_longest

from bot.knowledge.model import Knowledge
from bot.replies.buttons import WIDTH
from bot.replies.text import shorten


def examples(knowledge: Knowledge, most: int) -> list[str]:
    """Ids of at most so many pairs, the articles taking turns.

    Those come first that curators most often name as related, since they stand in the middle of things; before all
    others those whose question fits on a button.
    """
    named = Counter(related for pair in knowledge.pairs.values() for related in pair.related)
    ranked = sorted(
        knowledge.pairs.values(),
        key=lambda pair: (shorten(pair.question, WIDTH) != pair.question, -named[pair.id]),
    )
    by_article = ([pair.id for pair in ranked if pair.article == name] for name in knowledge.articles)
    turns = chain.from_iterable(zip_longest(*by_article))
    return [pair for pair in turns if pair is not None][:most]
