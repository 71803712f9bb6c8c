"""The list that inline mode shows: pairs ready to be sent into any chat. Pure."""

from collections.abc import Sequence
from typing import Final

from bot.knowledge.model import Knowledge
from bot.matching.outcome import Match
from bot.replies.answer import answer_section
from bot.replies.ids import short_id
from bot.replies.model import InlineResult
from bot.replies.split import pack
from bot.replies.text import shorten
from bot.replies.words import Words

MAX_RESULTS: Final = 50
"""Of one inline answer (Bot API, answerInlineQuery)."""
DESCRIPTION_WIDTH: Final = 120
"""Columns that a client shows below a result's title: two to three lines."""


def inline_results(matches: Sequence[Match], knowledge: Knowledge, words: Words) -> tuple[InlineResult, ...]:
    """Each pair once, in the order of the matches. An answer too long for one message is left out, never cut."""
    results: list[InlineResult] = []
    for pair_id in dict.fromkeys(match.pair for match in matches):
        pair = knowledge.pairs[pair_id]
        parts = pack([answer_section(pair, knowledge, words)])
        if len(parts) == 1:
            description = shorten(pair.excerpts[0].text, DESCRIPTION_WIDTH)
            results.append(InlineResult(short_id(pair_id), pair.question, description, parts[0]))
    return tuple(results[:MAX_RESULTS])
