"""Every method that the stand-in knows, with the parameters that Telegram knows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.preview import answers, editing, media, own, rooms, sending
from bot.preview.fields import Fields
from bot.preview.world import World


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Bot API.

    Attributes:
        call: carries it out and returns its result.
        names: its parameters, those that the stand-in passes over included.
    """

    call: Callable[[World, Fields], Any]
    names: frozenset[str]


def _method(call: Callable[[World, Fields], Any], names: str = "") -> Method:
    return Method(call, frozenset(names.split()))


_SENT = (
    " message_thread_id direct_messages_topic_id disable_notification protect_content"
    " allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters reply_markup"
    " allow_sending_without_reply reply_to_message_id"
)
_WORDS = " text parse_mode entities link_preview_options disable_web_page_preview"
_MESSAGE = " business_connection_id chat_id message_id"
_CAPTION = " caption parse_mode caption_entities"
_FILE = " chat_id business_connection_id" + _CAPTION + _SENT
_MOVING = " duration width height thumbnail has_spoiler show_caption_above_media"
_COPIED = " chat_id from_chat_id message_id video_start_timestamp"

METHODS: Final = {
    "getMe": _method(own.get_me),
    "setMyCommands": _method(own.set_my_commands, "commands scope language_code"),
    "getMyCommands": _method(own.get_my_commands, "scope language_code"),
    "deleteMyCommands": _method(own.delete_my_commands, "scope language_code"),
    "sendMessage": _method(sending.send_message, "chat_id business_connection_id" + _WORDS + _SENT),
    "sendPhoto": _method(media.sender_of("photo"), "photo has_spoiler show_caption_above_media" + _FILE),
    "sendVideo": _method(media.sender_of("video"), "video cover start_timestamp supports_streaming" + _MOVING + _FILE),
    "sendAnimation": _method(media.sender_of("animation"), "animation" + _MOVING + _FILE),
    "sendAudio": _method(media.sender_of("audio"), "audio duration performer title thumbnail" + _FILE),
    "sendVoice": _method(media.sender_of("voice"), "voice duration" + _FILE),
    "sendDocument": _method(media.sender_of("document"), "document thumbnail disable_content_type_detection" + _FILE),
    "copyMessage": _method(
        sending.copy_message,
        _COPIED + _CAPTION + " show_caption_above_media" + _SENT,
    ),
    "forwardMessage": _method(
        sending.forward_message,
        _COPIED + " message_thread_id direct_messages_topic_id disable_notification protect_content message_effect_id"
        " suggested_post_parameters",
    ),
    "sendChatAction": _method(sending.send_chat_action, "business_connection_id chat_id message_thread_id action"),
    "editMessageText": _method(editing.edit_message_text, "inline_message_id reply_markup" + _WORDS + _MESSAGE),
    "editMessageCaption": _method(
        editing.edit_message_caption, "inline_message_id reply_markup show_caption_above_media" + _CAPTION + _MESSAGE
    ),
    "editMessageMedia": _method(editing.edit_message_media, "inline_message_id reply_markup media" + _MESSAGE),
    "editMessageReplyMarkup": _method(editing.edit_message_reply_markup, "inline_message_id reply_markup" + _MESSAGE),
    "deleteMessage": _method(editing.delete_message, "chat_id message_id"),
    "deleteMessages": _method(editing.delete_messages, "chat_id message_ids"),
    "pinChatMessage": _method(editing.pin_chat_message, "disable_notification" + _MESSAGE),
    "unpinChatMessage": _method(editing.unpin_chat_message, _MESSAGE),
    "unpinAllChatMessages": _method(editing.unpin_all_chat_messages, "chat_id"),
    "setMessageReaction": _method(editing.set_message_reaction, "chat_id message_id reaction is_big"),
    "answerCallbackQuery": _method(answers.answer_callback_query, "callback_query_id text show_alert url cache_time"),
    "answerInlineQuery": _method(
        answers.answer_inline_query, "inline_query_id results cache_time is_personal next_offset button"
    ),
    "getChat": _method(rooms.get_chat, "chat_id"),
    "getChatMember": _method(rooms.get_chat_member, "chat_id user_id"),
    "getChatAdministrators": _method(rooms.get_chat_administrators, "chat_id return_bots"),
    "getChatMemberCount": _method(rooms.get_chat_member_count, "chat_id"),
    "leaveChat": _method(rooms.leave_chat, "chat_id"),
}
"""By the name that the Bot API gives them, with its own parameters' names (Bot API 10.0)."""

GETTING: Final = {
    "getUpdates": frozenset(["offset", "limit", "timeout", "allowed_updates"]),
    "setWebhook": frozenset(
        [
            "url",
            "certificate",
            "ip_address",
            "max_connections",
            "allowed_updates",
            "drop_pending_updates",
            "secret_token",
        ]
    ),
    "deleteWebhook": frozenset({"drop_pending_updates"}),
    "getWebhookInfo": frozenset[str](),
}
"""The methods of getting updates, which wait and therefore live with the server."""
