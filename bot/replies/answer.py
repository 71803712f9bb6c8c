"""An answer's look: question, quotations, source, note, and the buttons below. Pure."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from bot.knowledge.model import Excerpt, Knowledge, Pair
from bot.replies.buttons import Rows, action_button, column, pair_button, rows
from bot.replies.ids import Action, short_id
from bot.replies.markup import Block, Span, block
from bot.replies.model import Button, Reply
from bot.replies.source import source_spans
from bot.replies.split import pack
from bot.replies.text import units
from bot.replies.words import Words

FOLD_FROM: Final = 160
"""UTF-16 units from which a quotation folds: more than a phone shows beside its question. Most are far shorter."""
MAX_RELATED: Final = 3
MAX_CONTEXT: Final = 40
"""Context buttons of one reply; with the related ones they stay far below Telegram's 100."""
CONTEXT_IN_ROW: Final = 4


def quotation(excerpt: Excerpt) -> Block:
    """An excerpt as a block quotation, to the letter."""
    return Block((Span(excerpt.text),), quote=True, folded=units(excerpt.text) >= FOLD_FROM, tight=True)


def answer_section(pair: Pair, knowledge: Knowledge, words: Words, label: str = "") -> list[Block]:
    """The blocks of one answer: question, quotations, each article's source line, the editor's note."""
    blocks = [block(Span(label + pair.question, bold=True))]
    for name, group in groupby(pair.excerpts, key=lambda excerpt: excerpt.article):
        excerpts = list(group)
        blocks += map(quotation, excerpts)
        blocks.append(Block(source_spans(excerpts, knowledge.articles[name], words), tight=True))
    if pair.note:
        blocks.append(block(Span(words.text("answer.note"), bold=True), Span(pair.note, italic=True)))
    return blocks


def answer_buttons(pairs: Sequence[Pair], knowledge: Knowledge, words: Words) -> Rows:
    """Context for each answer, questions that a reader may ask next, and last whether it helped."""
    context = [
        action_button(
            words.text("button.context") if len(pairs) == 1 else words.text("button.context-of", number=number),
            Action("context", short_id(pair.id)),
        )
        for number, pair in enumerate(pairs, start=1)
    ]
    following = [pair_button(related, knowledge, words.text("button.related")) for related in _related(pairs)]
    return (*rows(context[:MAX_CONTEXT], CONTEXT_IN_ROW), *column(following), _feedback_row(pairs, words))


def _feedback_row(pairs: Sequence[Pair], words: Words) -> tuple[Button, ...]:
    """Helpful or not; one press is for the whole answer, however many pairs it shows."""
    target = short_id(pairs[0].id) if len(pairs) == 1 else ""
    return (
        action_button(words.text("button.helpful"), Action("helpful", target)),
        action_button(words.text("button.unhelpful"), Action("unhelpful", target)),
    )


def _related(pairs: Sequence[Pair]) -> list[str]:
    """The first few related pairs that aren't shown already: each answer's first, then each one's second, and so on."""
    shown = {pair.id for pair in pairs}
    longest = max((len(pair.related) for pair in pairs), default=0)
    by_turns = (pair.related[turn] for turn in range(longest) for pair in pairs if turn < len(pair.related))
    return [related for related in dict.fromkeys(by_turns) if related not in shown][:MAX_RELATED]


def answers_reply(pairs: Sequence[Pair], knowledge: Knowledge, words: Words, last: Iterable[Block] = ()) -> Reply:
    """One or several answers in one reply; `last` stands below them."""
    labels = [""] if len(pairs) == 1 else [f"{number}. " for number in range(1, len(pairs) + 1)]
    sections = [answer_section(pair, knowledge, words, label) for pair, label in zip(pairs, labels, strict=True)]
    return Reply(pack([*sections, list(last)]), answer_buttons(pairs, knowledge, words))


def pair_reply(pair_id: str, knowledge: Knowledge, words: Words) -> Reply:
    """The answer of a pair that someone picked from buttons: it looks like any other.

    Raises:
        KeyError: there is no such pair; ids from buttons go through `ids.find_pair` first.
    """
    return answers_reply([knowledge.pairs[pair_id]], knowledge, words)
