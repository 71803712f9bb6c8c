"""The methods about the bot itself: who it is, its menus, and how it gets its updates."""

import json
import re
from typing import Any, Final

from bot.preview.fields import Fields, Json
from bot.preview.refusals import bad
from bot.preview.world import World

MAX_COMMANDS: Final = 100
MAX_DESCRIPTION: Final = 256
_COMMAND: Final = re.compile(r"/?[a-z0-9_]{1,32}", re.ASCII)
_SCOPES: Final = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
)


def get_me(world: World, _: Fields) -> Json:
    """GetMe: who the bot is."""
    bot = world.bot
    more = {
        "can_join_groups": True,
        "can_read_all_group_messages": bot.sees_all,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return bot.user.json() | more


def set_my_commands(world: World, fields: Fields) -> bool:
    """SetMyCommands: a menu for a scope and a language."""
    commands = fields.array("commands")
    if commands is None:
        raise bad("commands are not specified")
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    world.bot.commands[_scope(fields)] = [_command(one) for one in commands]
    return True


def get_my_commands(world: World, fields: Fields) -> list[Json]:
    """GetMyCommands: the menu of a scope and a language, nothing when it has none."""
    return world.bot.commands.get(_scope(fields), [])


def delete_my_commands(world: World, fields: Fields) -> bool:
    """DeleteMyCommands: the menu of a scope and a language is gone."""
    world.bot.commands.pop(_scope(fields), None)
    return True


def allowed_updates(fields: Fields) -> list[str] | None:
    """The kinds of updates that a request wants; None when it doesn't say."""
    kinds = fields.array("allowed_updates")
    if kinds is None:
        return None
    if not all(isinstance(kind, str) for kind in kinds):
        raise bad("can't parse allowed_updates: expected an Array of String")
    return kinds


def _scope(fields: Fields) -> tuple[str, str]:
    scope = fields.object("scope") or {"type": "default"}
    language = fields.text("language_code")
    if scope.get("type") not in _SCOPES:
        raise bad("unsupported BotCommandScope type")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("LANGUAGE_CODE_INVALID" if len(language) != 2 else "invalid language code specified")
    return json.dumps(scope, sort_keys=True), language


def _command(one: Any) -> Json:
    name, told = (str(one.get(key, "")) for key in ("command", "description")) if isinstance(one, dict) else ("", "")
    if not _COMMAND.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not told.strip() or len(told) > MAX_DESCRIPTION:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": told}
