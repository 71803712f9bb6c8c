"""What the bot gets to see of a group, which is what Telegram calls privacy mode. Pure."""

from collections.abc import Callable

from bot.preview.fields import Json
from bot.preview.model import Chat, Post, User

_SERVICE = frozenset({
    "new_chat_members", "left_chat_member", "new_chat_title", "pinned_message", "migrate_to_chat_id",
    "migrate_from_chat_id", "forum_topic_created", "forum_topic_closed", "forum_topic_reopened", "group_chat_created",
    "supergroup_chat_created",
})  # fmt: skip


def is_heard(post: Post, bot: User, *, sees_all: bool, find: Callable[[Chat, int | None], Post | None]) -> bool:
    """Whether the bot is told of a message.

    Without privacy mode, or as an admin, it sees every message but those of other bots. In privacy mode it sees
    commands that are its own or nobody's, mentions of it, replies to it, what was sent through it, and service messages
    (core.telegram.org/bots/features#privacy-mode).

    Args:
        sees_all: whether privacy mode is off.
        find: a message by chat and number.
    """
    chat, shown = post.chat, post.json
    sender = shown.get("from", {})
    if post.by_bot or sender.get("id") == bot.id:
        return False
    if chat.kind == "private":
        return bool(chat.id == sender.get("id"))
    member = chat.member(bot.id)
    if not member.is_inside:
        return False
    if chat.kind == "channel" or not _SERVICE.isdisjoint(shown):
        return True
    if sender.get("is_bot") and "sender_chat" not in shown:
        return False  # bots never hear each other
    return sees_all or member.is_admin or _is_meant(post, bot, find)


def _is_meant(post: Post, bot: User, find: Callable[[Chat, int | None], Post | None]) -> bool:
    shown = post.json
    target = find(post.chat, post.replies_to)
    if target and target.by_bot:
        return True
    if shown.get("via_bot", {}).get("id") == bot.id:
        return True
    entities = shown.get("entities") or shown.get("caption_entities") or []
    return any(_calls(entity, post, bot) for entity in entities)


def _calls(entity: Json, post: Post, bot: User) -> bool:
    words, name = _words(entity, post.text), (bot.username or "").lower()
    if entity["type"] == "mention":
        return words[1:].lower() == name
    if entity["type"] == "text_mention":
        return bool(entity["user"]["id"] == bot.id)
    if entity["type"] == "bot_command" and entity["offset"] == 0:
        named = words.partition("@")[2]
        if named:
            return named.lower() == name
        return post.chat.last_bot in {None, bot.id}  # a command of nobody goes to the bot that spoke last
    return False


def _words(entity: Json, text: str) -> str:
    start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
    return text.encode("utf-16-le")[start:end].decode("utf-16-le", "ignore")
