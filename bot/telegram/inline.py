"""Inline mode: the best pairs, each ready to be sent into any chat."""

from collections.abc import Sequence
from typing import Final

from telegram import InlineQuery, InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode

from bot.delivery.errors import DeliveryError, Refused
from bot.knowledge.model import Knowledge
from bot.matching.outcome import Match
from bot.replies import InlineResult, inline_results
from bot.telegram.context import Context
from bot.telegram.refusals import in_terms
from bot.telegram.sending import NO_PREVIEW, is_of_markup, log_refusal

RESULTS: Final = 10
"""Pairs that are offered: more than anybody scrolls through on a phone."""

CACHE_SECONDS: Final = 60
"""For how long Telegram may give the same answer to the same person: soon enough after the knowledge has changed."""


async def on_inline_query(update: Update, context: Context) -> None:
    """Offer what fits the words that are being typed."""
    query = update.inline_query
    if query is None:
        return
    matcher, text = context.service.matcher, (query.query or "").strip()
    matches = matcher.search(text, RESULTS) if text else _samples(matcher.knowledge)
    found = inline_results(matches, matcher.knowledge, await context.words(query.from_user))
    context.work.did("inline", results=len(found))
    try:
        try:
            await _answer(query, _articles(found, marked=True), context)
        except Refused as error:
            if not is_of_markup(error):
                raise
            await _answer(query, _articles(found, marked=False), context)
    except DeliveryError as error:
        log_refusal("inline query not answered", error)


async def _answer(query: InlineQuery, articles: Sequence[InlineQueryResultArticle], context: Context) -> None:
    await context.service.sender.call(
        lambda: in_terms(query.answer(articles, cache_time=CACHE_SECONDS, is_personal=True))
    )


def _samples(knowledge: Knowledge) -> list[Match]:
    """One question of each topic, for somebody who has typed nothing yet."""
    first: dict[tuple[str, str | None], str] = {}
    for pair in knowledge.pairs.values():
        first.setdefault((pair.article, pair.topic), pair.id)
    return [Match(pair, "", 0.0) for pair in list(first.values())[:RESULTS]]


def _articles(found: Sequence[InlineResult], *, marked: bool) -> list[InlineQueryResultArticle]:
    return [
        InlineQueryResultArticle(
            result.id,
            result.title,
            InputTextMessageContent(
                result.part.html if marked else result.part.plain,
                parse_mode=ParseMode.HTML if marked else None,
                link_preview_options=NO_PREVIEW,
            ),
            description=result.description,
        )
        for result in found
    ]
