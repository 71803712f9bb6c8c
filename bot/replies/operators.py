"""What the bot tells its operators of its own accord. Pure."""

from collections.abc import Sequence
from typing import Final

from bot.replies.markup import Block, Span, block
from bot.replies.model import Reply
from bot.replies.split import pack, pieces
from bot.replies.text import ELLIPSIS, tame
from bot.replies.words import Words

MAX_PROBLEMS: Final = 5
"""Problems that are shown; who mends them sees all with `yuanwen check`."""
PROBLEM_UNITS: Final = 400
"""UTF-16 units of a problem that are shown: five of them fit in one message whatever they hold."""


def knowledge_broken_reply(problems: Sequence[str], words: Words) -> Reply:
    """Changed knowledge files can't be used: the first problems, and that nothing has changed for those who ask.

    Args:
        problems: each as `path:line: message`, in the order in which they are to be read; never empty.
        words: the language.

    Returns:
        One message, without buttons.
    """
    blocks = [block(Span(words.text("knowledge.broken"), bold=True))]
    blocks += [_problem(problem) for problem in problems[:MAX_PROBLEMS]]
    hidden = len(problems) - MAX_PROBLEMS
    if hidden > 0:
        blocks.append(block(words.text("knowledge.more", count=hidden), tight=True))
    return Reply(pack([[*blocks, block(words.text("knowledge.in-force"))]]))


def _problem(problem: str) -> Block:
    line = tame(problem)
    _, end = next(pieces(line, PROBLEM_UNITS, PROBLEM_UNITS), (0, 0))
    return block("· " + line[:end] + (ELLIPSIS if end < len(line) else ""), tight=True)


def knowledge_taken_reply(pairs: int, words: Words) -> Reply:
    """The knowledge is sound again and in force; said only after `knowledge_broken_reply`.

    Args:
        pairs: how many questions it answers now.
        words: the language.
    """
    return Reply(pack([[block(words.text("knowledge.taken", count=pairs))]]))
