"""The methods that answer presses and inline queries."""

from typing import Any, Final

from bot.preview.entities import units
from bot.preview.fields import Fields, Json
from bot.preview.keyboards import keyboard
from bot.preview.refusals import bad
from bot.preview.sending import text_of
from bot.preview.world import World

MAX_ALERT: Final = 200
"""Characters that a press may be answered with (Bot API, answerCallbackQuery)."""

MAX_RESULTS: Final = 50
MAX_ID: Final = 64
"""Bytes of a result's id (Bot API, InlineQueryResult)."""

TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"
PRESS_SECONDS: Final = 900.0
"""For how long a press can be answered; nobody has written down how long it is, a quarter of an hour was seen."""


def answer_callback_query(world: World, fields: Fields) -> bool:
    """AnswerCallbackQuery: the button stops waiting, perhaps with an alert."""
    pressed = world.queries.pop(fields.text("callback_query_id"), None)
    if pressed is None or pressed < world.clock() - PRESS_SECONDS:
        raise bad(TOO_OLD)
    if units(fields.text("text")) > MAX_ALERT:
        raise bad("MESSAGE_TOO_LONG")
    return True


def answer_inline_query(world: World, fields: Fields) -> bool:
    """AnswerInlineQuery: what fits the words that are being typed."""
    query = fields.text("inline_query_id")
    if query not in world.inline_queries:
        raise bad(TOO_OLD)
    results = fields.array("results")
    if results is None:
        raise bad("results are not specified")
    if len(results) > MAX_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    if len(fields.text("next_offset").encode()) > MAX_ID:
        raise bad("NEXT_OFFSET_INVALID")
    _check_ids(results)
    world.inline_queries[query] = [result | {"content": _content(result)} for result in results]
    return True


def _check_ids(results: list[Any]) -> None:
    ids = [result.get("id") if isinstance(result, dict) else None for result in results]
    if any(not isinstance(one, str) or not 1 <= len(one.encode()) <= MAX_ID for one in ids):
        raise bad("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad("RESULT_ID_DUPLICATE")


def _content(result: Json) -> Json:
    """The message that a result becomes."""
    if result.get("type") != "article":
        raise bad("can't parse inline query result: the stand-in knows only articles")
    if not result.get("title"):
        raise bad("can't parse inline query result: can't find field \"title\"")
    words = result.get("input_message_content")
    if not isinstance(words, dict):
        raise bad("can't parse inline query result: can't find field \"input_message_content\"")
    content = text_of(Fields(words), too_long="MESSAGE_TOO_LONG", name="message_text")
    markup = keyboard(Fields(result))
    return content | ({"reply_markup": markup} if markup else {})
