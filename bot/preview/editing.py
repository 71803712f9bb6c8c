"""The methods that change messages: editing, deleting, pinning, reactions."""

from typing import Final

from bot.preview.fields import Fields, Json
from bot.preview.files import KINDS
from bot.preview.keyboards import keyboard
from bot.preview.media import caption_of, media_of
from bot.preview.model import Chat, Post
from bot.preview.reach import chat_of, check_inside, check_right, message_of
from bot.preview.refusals import bad
from bot.preview.sending import CONTENT, preview_of, text_of
from bot.preview.world import World

DELETABLE_SECONDS: Final = 48 * 3600
"""For how long a message can be deleted (Bot API, deleteMessage)."""

UNCHANGED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
_EMOJI: Final = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 "
    "🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 "
    "👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
REACTIONS: Final = frozenset(_EMOJI.split(" "))
"""What a bot may react with (Bot API, ReactionTypeEmoji), without the marks that ask for colour."""

_SHOWN: Final = (*CONTENT, "link_preview_options")
"""What an edit puts in the place of what was there."""

_RIGHT_TO_PIN = "not enough rights to manage pinned messages in the chat"


def edit_message_text(world: World, fields: Fields) -> Json | bool:
    """EditMessageText: other words, and other buttons or none."""
    post = _own(world, fields)
    if "text" not in post.json:
        raise bad("there is no text in the message to edit")
    content = text_of(fields, too_long="MESSAGE_TOO_LONG") | preview_of(fields)
    return _edited(world, post, content, keyboard(fields))


def edit_message_caption(world: World, fields: Fields) -> Json | bool:
    """EditMessageCaption: other words under a file, or none."""
    post = _own(world, fields)
    if KINDS.keys().isdisjoint(post.json):
        raise bad("there is no caption in the message to edit")
    file = {name: post.json[name] for name in KINDS if name in post.json}
    content = file | caption_of(fields, too_long="MEDIA_CAPTION_TOO_LONG")
    return _edited(world, post, content, keyboard(fields))


def edit_message_media(world: World, fields: Fields) -> Json | bool:
    """EditMessageMedia: another file, with its caption."""
    post = _own(world, fields)
    return _edited(world, post, media_of(world, fields), keyboard(fields))


def edit_message_reply_markup(world: World, fields: Fields) -> Json | bool:
    """EditMessageReplyMarkup: the same words with other buttons or none."""
    post = _own(world, fields)
    content: Json = {name: post.json[name] for name in _SHOWN if name in post.json}
    return _edited(world, post, content, keyboard(fields))


def delete_message(world: World, fields: Fields) -> bool:
    """DeleteMessage: a message is gone."""
    chat = chat_of(world, fields)
    check_inside(world, chat)
    post = message_of(world, chat, fields, "delete")
    _check_deletable(world, chat, post)
    post.is_deleted = True
    return True


def delete_messages(world: World, fields: Fields) -> bool:
    """DeleteMessages: several at once; those that can't be found are passed over."""
    chat = chat_of(world, fields)
    check_inside(world, chat)
    numbers = fields.array("message_ids")
    if not numbers or not all(isinstance(number, int) for number in numbers):
        raise bad("message identifiers are not specified")
    found = [post for number in numbers if (post := world.posts.find(chat, number))]
    for post in found:
        _check_deletable(world, chat, post)
    for post in found:
        post.is_deleted = True
    return True


def pin_chat_message(world: World, fields: Fields) -> bool:
    """PinChatMessage: a message stands at the top."""
    chat = chat_of(world, fields)
    _check_pinning(world, chat)
    post = message_of(world, chat, fields, "pin")
    if post.id not in chat.pinned:
        chat.pinned.append(post.id)
        shown = {key: value for key, value in post.json.items() if key != "reply_to_message"}
        world.publish(chat, {"pinned_message": shown}, sender=world.bot.user)
    return True


def unpin_chat_message(world: World, fields: Fields) -> bool:
    """UnpinChatMessage: a message, or the newest pinned one, stands there no more."""
    chat = chat_of(world, fields)
    _check_pinning(world, chat)
    number = fields.number("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(number)
    return True


def unpin_all_chat_messages(world: World, fields: Fields) -> bool:
    """UnpinAllChatMessages: nothing stands there any more."""
    chat = chat_of(world, fields)
    _check_pinning(world, chat)
    chat.pinned.clear()
    return True


def set_message_reaction(world: World, fields: Fields) -> bool:
    """SetMessageReaction: the bot reacts to a message, or takes its reaction back."""
    chat = chat_of(world, fields)
    check_inside(world, chat)
    message_of(world, chat, fields, "react")
    wanted = fields.array("reaction") or []
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(str(one.get("emoji", "")).replace("\ufe0f", "") not in REACTIONS for one in wanted):
        raise bad("REACTION_INVALID")
    return True


def _own(world: World, fields: Fields) -> Post:
    """The message of the bot that a request wants to change."""
    inline_id = fields.text("inline_message_id")
    if inline_id:
        post = world.posts.find_inline(inline_id)
        if post is None:
            raise bad("MESSAGE_ID_INVALID")
        return post
    chat = chat_of(world, fields)
    check_inside(world, chat)
    post = message_of(world, chat, fields, "edit")
    if not post.by_bot:
        raise bad("message can't be edited")
    return post


def _edited(world: World, post: Post, content: Json, markup: Json | None) -> Json | bool:
    changing = (*_SHOWN, "reply_markup")
    new = content | ({"reply_markup": markup} if markup else {})
    if new == {name: post.json[name] for name in changing if name in post.json}:
        raise bad(UNCHANGED)
    world.windows.enter(post.chat.id, world.clock(), in_minute=post.chat.kind != "private")
    kept = {name: value for name, value in post.json.items() if name not in changing}
    world.posts.replace(post, kept | new | {"edit_date": max(world.now, post.date + 1)})
    return True if post.inline_id else post.json


def _check_deletable(world: World, chat: Chat, post: Post) -> None:
    if world.now - post.date > DELETABLE_SECONDS:
        everyone = (
            " for everyone" if chat.kind in {"private", "group"} else ""
        )  # elsewhere nobody deletes for themselves
        raise bad(f"message can't be deleted{everyone}")
    if not post.by_bot and chat.kind != "private" and not chat.member(world.bot.user.id).may("can_delete_messages"):
        raise bad("message can't be deleted")


def _check_pinning(world: World, chat: Chat) -> None:
    right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
    check_right(world, chat, right, bad(_RIGHT_TO_PIN))
