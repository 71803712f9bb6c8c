"""Outcome -> reply: an answer, a question back, or an honest no. Pure."""

from typing import Final

from bot.knowledge.model import Knowledge
from bot.matching.outcome import MAX_OPTIONS, Answer, Choices, Outcome
from bot.replies.answer import answers_reply
from bot.replies.buttons import Rows, action_button, column, pair_button, topics_button
from bot.replies.examples import examples
from bot.replies.ids import Action
from bot.replies.markup import Block, Span, block
from bot.replies.model import Reply
from bot.replies.split import pack
from bot.replies.text import echo, shorten
from bot.replies.words import Words

MAX_NEAREST: Final = 3
WORTH_OFFERING: Final = 0.02
"""Probability below which a nearest pair has hardly more than a word in common with what was asked."""
ASKED_WIDTH: Final = 80
"""Columns of someone's question when it is shown again: forty Chinese signs, two lines on a phone."""
ARTICLE_WIDTH: Final = 32
"""Columns of a title that only tells articles apart."""


def reply_to(outcome: Outcome, knowledge: Knowledge, words: Words) -> Reply:
    """What to send for an outcome; every pair that it names must be in the knowledge."""
    if isinstance(outcome, Answer):
        pairs = [knowledge.pairs[pair] for pair in dict.fromkeys(match.pair for match in outcome.matches)]
        return answers_reply(pairs, knowledge, words, _unanswered(outcome, words))
    if isinstance(outcome, Choices):
        return _choices(outcome, knowledge, words)
    if outcome.reason == "small-talk":
        return small_talk_reply(knowledge, words)
    return _not_found(outcome, knowledge, words)


def _unanswered(outcome: Outcome, words: Words) -> list[Block]:
    """The parts of a message that have no answer, plainly."""
    asked = [text for text in (echo(part, ASKED_WIDTH) for part in outcome.unanswered) if text]
    if not asked:
        return []
    return [block(words.text("unanswered.title")), *(block(f"· {text}", tight=True) for text in asked)]


def _choices(outcome: Outcome, knowledge: Knowledge, words: Words) -> Reply:
    pairs = [knowledge.pairs[match.pair] for match in outcome.matches[:MAX_OPTIONS]]
    several = len({pair.article for pair in pairs}) > 1
    blocks = [block(words.text("choices.title"))]
    for number, pair in enumerate(pairs, start=1):
        blocks.append(block(f"{number}. {pair.question}", tight=number > 1))
        if several:
            title = shorten(knowledge.articles[pair.article].title, ARTICLE_WIDTH)
            blocks.append(block(Span(words.text("choices.article", title=title), italic=True), tight=True))
    options = [pair_button(pair.id, knowledge, f"{number}. ") for number, pair in enumerate(pairs, start=1)]
    none = action_button(words.text("button.none"), Action("none"))
    return Reply(pack([blocks, _unanswered(outcome, words)]), column([*options, none]))


def _not_found(outcome: Outcome, knowledge: Knowledge, words: Words) -> Reply:
    """Says so plainly, why if a guard knows why, and what else there is."""
    asked = echo(outcome.query, ASKED_WIDTH)
    first = words.text("not-found.asked", asked=asked) if asked else words.text("not-found.bare")
    blocks = [block(first)]
    if outcome.reason.startswith("guard:"):
        blocks.append(block(words.text(f"not-found.{outcome.reason.removeprefix('guard:')}"), tight=True))
    guarded = outcome.reason.startswith("guard:")
    nearest = [match.pair for match in outcome.matches[:MAX_NEAREST] if guarded or match.confidence >= WORTH_OFFERING]
    blocks.append(block(words.text("not-found.nearest" if nearest else "not-found.topics")))
    return Reply(pack([blocks]), _offers(nearest, knowledge, words))


def _offers(pairs: list[str], knowledge: Knowledge, words: Words) -> Rows:
    return column([*(pair_button(pair, knowledge) for pair in pairs), topics_button(words)])


def none_of_these_reply(knowledge: Knowledge, words: Words) -> Reply:
    """Someone said that none of the offered questions was meant."""
    blocks = [block(words.text("none-of-these.text"))]
    return Reply(pack([blocks]), _offers([], knowledge, words))


def small_talk_reply(knowledge: Knowledge, words: Words) -> Reply:
    """One friendly line for a greeting or thanks."""
    example = [knowledge.pairs[pair].question for pair in examples(knowledge, 1)]
    text = words.text("small-talk.text", example=example[0]) if example else words.text("small-talk.bare")
    return Reply(pack([[block(text)]]))
