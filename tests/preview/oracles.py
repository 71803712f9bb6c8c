"""Two independent readers of the Bot API, to which everything that the stand-in emits must make sense."""

from typing import Any

import aiogram.methods
import aiogram.types
import telegram
from pydantic import BaseModel, TypeAdapter

RETURNS = {name: getattr(aiogram.methods, name[0].upper() + name[1:]).__returning__ for name in (
    "getMe", "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "setMyCommands", "getMyCommands",
    "deleteMyCommands", "sendMessage", "copyMessage", "forwardMessage", "sendChatAction", "editMessageText",
    "editMessageReplyMarkup", "deleteMessage", "deleteMessages", "pinChatMessage", "unpinChatMessage",
    "unpinAllChatMessages", "setMessageReaction", "answerCallbackQuery", "answerInlineQuery", "getChat",
    "getChatMember", "getChatAdministrators", "getChatMemberCount", "leaveChat", "sendPhoto", "sendVideo",
    "sendAnimation", "sendAudio", "sendVoice", "sendDocument", "editMessageCaption", "editMessageMedia",
)}  # fmt: skip
ADAPTERS = {name: TypeAdapter(kind) for name, kind in RETURNS.items()}
UPDATE = TypeAdapter(aiogram.types.Update)
PARSED = {
    "getMe": telegram.User, "getWebhookInfo": telegram.WebhookInfo,
    "copyMessage": telegram.MessageId, "forwardMessage": telegram.Message,
    "getChat": telegram.ChatFullInfo, "getChatMember": telegram.ChatMember,
    **dict.fromkeys(
        [name for name in RETURNS if name.startswith(("send", "editMessage")) and name != "sendChatAction"],
        telegram.Message,
    ),
}  # fmt: skip
NEWER = {"can_send_welcome_messages"}
"""Of Bot API 10.3, which python-telegram-bot doesn't know yet."""


def strangers(model: Any, path: str = "") -> list[str]:
    """Fields that aiogram doesn't know, wherever in a value they stand."""
    if isinstance(model, list):
        return [name for one in model for name in strangers(one, path)]
    if not isinstance(model, BaseModel):
        return []
    own = [f"{path}.{name}" for name in model.model_extra or {}]
    return own + [name for key in type(model).model_fields for name in strangers(getattr(model, key), f"{path}.{key}")]


def unknown(parsed: Any) -> set[str]:
    """Fields that python-telegram-bot doesn't know, at the top of a value."""
    return set(getattr(parsed, "api_kwargs", {})) - NEWER


def check_update(update: dict[str, Any]) -> None:
    assert strangers(UPDATE.validate_python(update)) == []
    parsed = telegram.Update.de_json(update, None)
    kind = next(name for name in update if name != "update_id")
    assert unknown(parsed) == set()
    assert unknown(getattr(parsed, kind)) == set()


def check_result(method: str, result: Any) -> None:
    assert strangers(ADAPTERS[method].validate_python(result)) == []
    if method in PARSED and isinstance(result, dict):
        assert unknown(PARSED[method].de_json(result, None)) == set()
