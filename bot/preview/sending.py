"""The methods that put a message into a chat: sending, copying, forwarding, chat actions."""

from typing import Final

from bot.preview.entities import MAX_TEXT, cleaned, finished, given_entities
from bot.preview.fields import Fields, Json
from bot.preview.keyboards import keyboard
from bot.preview.markup import parse_html
from bot.preview.model import Chat, Post
from bot.preview.reach import chat_of, chat_to_write_to, check_inside, message_of, thread_of
from bot.preview.refusals import bad
from bot.preview.world import World

ACTIONS: Final = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)

CONTENT: Final = (
    "text", "entities", "caption", "caption_entities", "show_caption_above_media", "photo", "voice", "document",
    "sticker", "video", "animation", "audio",
)  # fmt: skip
"""What makes up a message, and goes along when it is copied."""


def send_message(world: World, fields: Fields) -> Json:
    """SendMessage: a text goes into a chat."""
    chat = chat_to_write_to(world, fields)
    content = text_of(fields, too_long="message is too long")
    return post_into(world, chat, fields, content | preview_of(fields))


def copy_message(world: World, fields: Fields) -> Json:
    """CopyMessage: the content of a message goes into a chat, without saying where it is from."""
    post = _source(world, fields, "copy")
    chat = chat_to_write_to(world, fields)
    sent = post_into(world, chat, fields, {name: post.json[name] for name in CONTENT if name in post.json})
    return {"message_id": sent["message_id"]}


def forward_message(world: World, fields: Fields) -> Json:
    """ForwardMessage: a message goes into a chat, with its origin."""
    post = _source(world, fields, "forward")
    chat = chat_to_write_to(world, fields)
    content = {name: post.json[name] for name in CONTENT if name in post.json}
    return post_into(world, chat, fields, content | {"forward_origin": origin_of(post)})


def send_chat_action(world: World, fields: Fields) -> bool:
    """SendChatAction: the chat shows that an answer is on its way."""
    chat = chat_to_write_to(world, fields)
    thread_of(world, chat, fields)
    if fields.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def post_into(world: World, chat: Chat, fields: Fields, content: Json) -> Json:
    """A message of the bot's goes into a chat, where and how a request wants it.

    Raises:
        Refused: its topic, what it replies to or its buttons can't be, or the bot has sent too much.
    """
    thread, target, markup = thread_of(world, chat, fields), _target(world, chat, fields), keyboard(fields)
    world.windows.enter(chat.id, world.clock(), in_minute=chat.kind != "private")
    if target and target.thread is not None and thread is None:
        thread = target.thread
    if markup:
        content = content | {"reply_markup": markup}
    if fields.flag("protect_content"):
        content = content | {"has_protected_content": True}
    me = world.bot.user
    if chat.kind == "channel":
        post = world.compose(chat, content, speaker=chat, reply_to=target)
    else:
        post = world.compose(chat, content, sender=me, thread=thread, reply_to=target)
    post.by_bot, post.is_silent = True, fields.flag("disable_notification")
    chat.last_bot = me.id
    world.posts.add(post)
    return post.json


def text_of(
    fields: Fields, name: str = "text", entities_name: str = "entities", *, limit: int = MAX_TEXT, too_long: str
) -> Json:
    """The text of a request with its markup, as a message holds it.

    Args:
        name: of the field that holds it; entities_name: of the one that holds its markup.
        limit: UTF-16 units.
        too_long: what is said of a text beyond the limit.

    Raises:
        Refused: there is none, too much of it, or its markup is wrong.
    """
    source = cleaned(fields.text(name))
    mode = fields.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode:
        raise bad("unsupported parse_mode")
    else:
        text, entities = source, given_entities(source, fields.array(entities_name) or [])
    text, entities = finished(text, entities, limit=limit, too_long=too_long)
    return {"text": text, "entities": entities} if entities else {"text": text}


def preview_of(fields: Fields) -> Json:
    """How a text wants its links shown, as a message holds it; nothing when it doesn't say."""
    wanted = fields.object("link_preview_options") or {}
    if fields.flag("disable_web_page_preview"):
        wanted = {"is_disabled": True}
    return {"link_preview_options": wanted} if wanted else {}


def origin_of(post: Post) -> Json:
    """Where a forwarded message is from."""
    shown, date = post.json, post.json["date"]
    if post.chat.kind == "channel":
        return {"type": "channel", "date": date, "chat": post.chat.json(), "message_id": post.id}
    if "sender_chat" in shown:
        return {"type": "chat", "date": date, "sender_chat": shown["sender_chat"]}
    return {"type": "user", "date": date, "sender_user": shown["from"]}


def _source(world: World, fields: Fields, doing: str) -> Post:
    chat = chat_of(world, fields, "from_chat_id")
    check_inside(world, chat)
    post = message_of(world, chat, fields, doing)
    if not any(name in post.json for name in CONTENT):
        raise bad(f"the message can't be {'copied' if doing == 'copy' else 'forwarded'}")
    return post


def _target(world: World, chat: Chat, fields: Fields) -> Post | None:
    """The message that is replied to."""
    wanted = fields.object("reply_parameters") or {}
    number = wanted.get("message_id", fields.number("reply_to_message_id"))
    if number is None:
        return None
    if not isinstance(number, int):
        raise bad('can\'t parse reply parameters: Field "message_id" must be of type Number')
    post = world.posts.find(chat, number)
    lenient = wanted.get("allow_sending_without_reply") or fields.flag("allow_sending_without_reply")
    if post is None and not lenient:
        raise bad("message to be replied not found")
    quote = wanted.get("quote")
    if post and quote and str(quote) not in post.text:
        raise bad("QUOTE_TEXT_INVALID")
    return post
