"""Outcome -> text and buttons, pure. The words that people read are data: `words/LANGUAGE/*.toml`."""

from bot.replies.answer import pair_reply
from bot.replies.compose import none_of_these_reply, reply_to
from bot.replies.context import context_reply
from bot.replies.ids import Action, decode, encode, find_article, find_pair, find_topic, short_id
from bot.replies.inline import inline_results
from bot.replies.model import Button, InlineResult, Part, Reply
from bot.replies.notices import (
    cannot_read_reply,
    empty_ask_reply,
    hello_group_reply,
    help_reply,
    not_allowed_group_reply,
    privacy_reply,
    slow_down_reply,
    stale_alert,
    start_reply,
)
from bot.replies.operators import knowledge_broken_reply, knowledge_taken_reply
from bot.replies.pages import sources_reply, topics_reply
from bot.replies.personal import (
    AUTOMATIC,
    feedback_toast,
    forgotten_reply,
    language_reply,
    language_toast,
    not_yourself_reply,
)
from bot.replies.source import source_line
from bot.replies.words import Words, words_for

__all__ = [
    "AUTOMATIC",
    "Action",
    "Button",
    "InlineResult",
    "Part",
    "Reply",
    "Words",
    "cannot_read_reply",
    "context_reply",
    "decode",
    "empty_ask_reply",
    "encode",
    "feedback_toast",
    "find_article",
    "find_pair",
    "find_topic",
    "forgotten_reply",
    "hello_group_reply",
    "help_reply",
    "inline_results",
    "knowledge_broken_reply",
    "knowledge_taken_reply",
    "language_reply",
    "language_toast",
    "none_of_these_reply",
    "not_allowed_group_reply",
    "not_yourself_reply",
    "pair_reply",
    "privacy_reply",
    "reply_to",
    "short_id",
    "slow_down_reply",
    "source_line",
    "sources_reply",
    "stale_alert",
    "start_reply",
    "topics_reply",
    "words_for",
]
