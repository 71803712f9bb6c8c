"""Which chat or message a request means, and whether the bot may reach it. Refuses in Telegram's words."""

from bot.preview.fields import Fields
from bot.preview.model import Chat, Post, User
from bot.preview.refusals import Refused, bad, forbidden
from bot.preview.world import World

_NAMES = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


def chat_of(world: World, fields: Fields, name: str = "chat_id") -> Chat:
    """The chat that a request names, by number or by @name.

    Raises:
        Refused: there is none, or it has become a supergroup.
    """
    given = fields.text(name)
    if not given:
        raise bad(f"{name} is empty")
    chat = _find(world, given)
    if chat is None:
        raise bad("chat not found")
    if chat.moved_to is not None:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to)
    return chat


def chat_to_write_to(
    world: World, fields: Fields, right: str = "can_send_messages", what: str = "text messages"
) -> Chat:
    """The chat that a request names, if the bot may write there.

    Args:
        right: what a restricted member needs for it; what: how Telegram calls what it then may not send.

    Raises:
        Refused: it was blocked, removed or muted, or never was there.
    """
    chat = chat_of(world, fields)
    if chat.kind == "private":
        _check_person(world.users[chat.id])
        return chat
    check_inside(world, chat)
    member = chat.member(world.bot.user.id)
    if member.status == "restricted" and right not in member.rights:
        raise bad(f"not enough rights to send {what} to the chat")
    if chat.kind == "channel" and not member.may("can_post_messages"):
        raise bad("need administrator rights in the channel chat")
    return chat


def check_inside(world: World, chat: Chat) -> None:
    """Refuse what needs the bot to be in a chat when it isn't."""
    if chat.kind == "private":
        return
    member = chat.member(world.bot.user.id)
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {_NAMES[chat.kind]}")
    if not member.is_inside:
        raise forbidden(f"bot is not a member of the {_NAMES[chat.kind]}")


def thread_of(world: World, chat: Chat, fields: Fields) -> int | None:
    """The topic that a request names.

    Raises:
        Refused: the chat has no such topic, or it is closed for all but the admins who manage topics.
    """
    thread = fields.number("message_thread_id")
    if thread is None:
        return None
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad("message thread not found")
    if topic.is_closed and not chat.member(world.bot.user.id).may("can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    return thread


def message_of(world: World, chat: Chat, fields: Fields, doing: str, name: str = "message_id") -> Post:
    """The message that a request names.

    Args:
        doing: what is to be done with it, as in "message to edit not found".
    """
    number = fields.number(name)
    if number is None:
        raise bad("message identifier is not specified")
    post = world.posts.find(chat, number)
    if post is None:
        raise bad(f"message to {doing} not found")
    return post


def user_of(world: World, fields: Fields) -> User:
    """The person or bot that a request names."""
    user = world.users.get(fields.number("user_id") or 0)
    if user is None:
        raise bad("invalid user_id specified")
    return user


def check_right(world: World, chat: Chat, right: str, refusal: Refused) -> None:
    """Refuse what only an admin with a certain right may do; in a private chat everything is allowed."""
    check_inside(world, chat)
    if chat.kind != "private" and not chat.member(world.bot.user.id).may(right):
        raise refusal


def _find(world: World, given: str) -> Chat | None:
    if given.startswith("@"):
        name = given[1:].lower()
        return next(
            (c for c in world.chats.values() if c.kind != "private" and (c.username or "").lower() == name), None
        )
    try:
        return world.chats.get(int(given))
    except ValueError:
        return None


def _check_person(user: User) -> None:
    if user.is_deactivated:
        raise forbidden("user is deactivated")
    if user.has_blocked:
        raise forbidden("bot was blocked by the user")
    if not user.has_started:
        raise forbidden("bot can't initiate conversation with a user")
